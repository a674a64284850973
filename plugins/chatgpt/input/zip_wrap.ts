/**
 * Archives beyond 4 GiB that were written without ZIP64: what their records count modulo 2^32.
 *
 * @module
 */
import { InputError } from "./input_error.ts";
import type { Candidate } from "./zip_verdict.ts";

/** Fields of 32 bits count modulo this. */
export const WRAP: number = 2 ** 32;
/** Deflate makes at most so many bytes of one. */
const MOST_INFLATED = 1_032;
/** Bytes of the longest descriptor behind a member's data. */
const LONGEST_DESCRIPTOR = 24;

/** The lengths a descriptor may have, the likeliest first; 0 where there is none. */
export const DESCRIPTOR_LENGTHS: readonly number[] = [16, 12, 24, 20, 0];

/**
 * Gives members back the 4 GiB (or more) that their sizes have lost: where the next member, or the directory at
 * `limit`, begins a multiple of them later. Candidates are changed.
 */
export function unwrapSizes(candidates: Candidate[], limit: number): void {
  if (limit <= WRAP) return;
  const placed = candidates.filter(({ headerAt }) => headerAt !== undefined);
  placed.sort((a, b) => a.headerAt! - b.headerAt!);
  for (const [i, candidate] of placed.entries()) {
    const { record, dataAt } = candidate;
    // In 64 bits nothing is lost.
    if (record.wide || record.packedSize >= WRAP) continue;
    const next = placed[i + 1]?.headerAt ?? limit;
    const gap = next - (dataAt + record.packedSize);
    const lost = Math.floor(gap / WRAP) * WRAP;
    if (lost > 0 && gap - lost <= LONGEST_DESCRIPTOR) {
      record.packedSize += lost;
      if (record.method === 0) record.size += lost;
      candidate.dataEnd = Math.min(dataAt + record.packedSize, limit);
    }
    candidate.wraps = record.method === 8 && record.packedSize * MOST_INFLATED >= WRAP;
  }
}

/** A part is never called a success: says how much of a wrapped archive can be read, where that is not all. */
export function partOf(candidates: Candidate[], bad: number, label: string): InputError | undefined {
  if (bad === 0 || !candidates.some(({ shift }) => shift !== 0 && shift % WRAP === 0)) return undefined;
  const all = candidates.length;
  return new InputError(
    "directory",
    `Cannot recover all of ${label}: ${all - bad} of its ${all} members can be read; ` +
      "it is larger than 4 GiB and was written without ZIP64, get it once more or unpack it with another program",
  );
}
