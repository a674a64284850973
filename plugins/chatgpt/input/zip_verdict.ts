/**
 * Judges the members of a zip archive before a byte of theirs is read.
 *
 * @module
 */
import { InputError, type InputFault, quote } from "./input_error.ts";
import type { InputLimits } from "./limits.ts";
import { foldName, nameFault } from "./zip_name.ts";
import type { ZipRecord } from "./zip_record.ts";

/** A record and its place in the archive. */
export interface Candidate {
  record: ZipRecord;
  /** Decoded and tidied. */
  name: string;
  /** Absent where no member was found for the record. */
  headerAt?: number;
  dataAt: number;
  /** No further than the directory or the end of the archive. */
  dataEnd: number;
  /** True offset minus stored offset. */
  shift: number;
  /** The local header gives another name. */
  renamed: boolean;
  cut: boolean;
  /** Its checksum and size are known. */
  checked: boolean;
  overlaps: boolean;
  /** Its size may be the rest of a division by 4 GiB. */
  wraps?: boolean;
}

/** What a Unix mode says a member is (the upper four bits), where that is no file and no folder. */
const FILE_KINDS = new Map([[1, "a pipe"], [2, "a device"], [6, "a device"], [10, "a symbolic link"], [
  12,
  "a socket",
]]);
const FOLDER = 4;
/** Flag bits 0 (encrypted), 6 (strongly), 13 (masked headers). */
const ENCRYPTED = 0x2041;

/** True for a folder's own entry, which holds nothing. */
export function isFolder({ record }: Candidate): boolean {
  const kind = (record.attributes >>> 28) & 15;
  return record.size === 0 && !FILE_KINDS.has(kind) && (record.rawName.at(-1) === 0x2f || kind === FOLDER);
}

/** A member that runs into the next one shares bytes with it; behind a hole in the file it was cut there instead. */
export function markOverlaps(candidates: Candidate[], size: number): void {
  const placed = candidates.filter((candidate) => candidate.headerAt !== undefined);
  placed.sort((a, b) => a.headerAt! - b.headerAt!);
  placed.forEach((candidate, i) => {
    const next = placed[i + 1];
    const declaredEnd = candidate.dataAt + candidate.record.packedSize;
    if (next === undefined || candidate.cut) {
      if (!candidate.cut && declaredEnd > candidate.dataEnd) candidate.overlaps = true;
    } else if (declaredEnd > next.headerAt!) {
      if (next.shift < candidate.shift && next.headerAt! > candidate.dataAt) {
        candidate.cut = true;
        candidate.dataEnd = Math.min(next.headerAt!, size);
      } else candidate.overlaps = true;
    }
  });
}

/** Why a member cannot be read; the fault `cut` alone leaves what is there. `taken` collects the names seen. */
export function verdict(candidate: Candidate, limits: InputLimits, taken: Set<string>): InputError | undefined {
  const { record, name } = candidate;
  const shown = quote(name);
  const bad = (fault: InputFault, why: string) => new InputError(fault, `Cannot read ${shown}: ${why}`);
  const wrongName = nameFault(name, record.rawName.length, limits.maxNameBytes);
  if (wrongName !== undefined) return bad("name", wrongName);
  const kind = FILE_KINDS.get((record.attributes >>> 28) & 15);
  if (kind !== undefined) return bad("link", `it is ${kind}, not a file`);
  if (name.endsWith("/")) return bad("name", "its name is that of a folder, and it holds bytes");
  if ((record.flags & ENCRYPTED) !== 0) return bad("encrypted", "it is encrypted, unpack it with its password first");
  if (record.method !== 0 && record.method !== 8) {
    return bad("method", `it is compressed by method ${record.method}, only stored and deflated are read`);
  }
  if (candidate.headerAt === undefined) return bad("header", "no member begins where the directory says");
  if (candidate.renamed) return bad("header", "the archive gives it another name where its bytes are");
  if (candidate.overlaps) return bad("overlap", "its bytes are also those of another member");
  const packed = candidate.dataEnd - candidate.dataAt;
  if (record.method === 0 && candidate.checked && !candidate.cut && record.size !== packed) {
    return bad("size", `it is stored in ${packed} bytes and said to have ${record.size}`);
  }
  if (record.size > limits.maxEntryBytes) {
    return bad(
      "limit",
      `it holds ${record.size} bytes, raise maxEntryBytes (${limits.maxEntryBytes}) if that is right`,
    );
  }
  if (record.size > limits.ratioFromBytes && record.size > limits.maxRatio * packed && !candidate.cut) {
    return bad("limit", `it grows more than ${limits.maxRatio} times, raise maxRatio if that is right`);
  }
  const folded = foldName(name);
  if (taken.has(folded)) return bad("duplicate", "an earlier member has the same name");
  taken.add(folded);
  return candidate.cut ? new InputError("cut", `Cannot read all of ${shown}: the archive ends inside it`) : undefined;
}
