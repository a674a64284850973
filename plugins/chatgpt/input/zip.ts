/**
 * Lists a zip archive: which members may be read, and what is wrong with the others.
 *
 * Nothing is ever written under a member's name, and no header is believed: names are judged, places verified,
 * overlaps found, and sizes and checksums compared when the bytes are read (`entryBytes`).
 *
 * @module
 */
import type { ByteWindow } from "./byte_window.ts";
import { InputError } from "./input_error.ts";
import type { ReadEnv, ZipEntry } from "./zip_data.ts";
import { locate, type LocatedRecord, readDirectory } from "./zip_directory.ts";
import { findEnd } from "./zip_end.ts";
import { decodeName, tidyName } from "./zip_name.ts";
import { LOCAL, signatureOf } from "./zip_record.ts";
import { type Candidate, isFolder, markOverlaps, verdict } from "./zip_verdict.ts";
import { walk } from "./zip_walk.ts";
import { partOf, unwrapSizes } from "./zip_wrap.ts";

/** Something wrong with an archive or one of its members. */
export interface ZipFault {
  /** The member's name; absent where the archive as a whole is meant. */
  name?: string;
  error: InputError;
}

/** What an archive holds. */
export interface ZipListing {
  /** Members that may be read, in the archive's order; folders left out. */
  entries: ZipEntry[];
  faults: ZipFault[];
  /** Encrypted members, which are among the faults too. */
  encrypted: number;
}

/**
 * Lists the archive that fills `window` and that messages call `label`.
 *
 * @throws {InputError} with the fault `directory` when it is no zip archive, or nothing of one is left
 */
export async function listZip(window: ByteWindow, label: string, env: ReadEnv): Promise<ZipListing> {
  const faults: ZipFault[] = [];
  const listed = await directoryOf(window, label, env, faults);
  const candidates = listed?.candidates ?? await walkOf(window, label, env, faults);
  const limit = listed?.limit ?? 0;
  env.budget.takeEntries(candidates.length);
  unwrapSizes(candidates, limit);
  markOverlaps(candidates, window.size);
  const entries: ZipEntry[] = [];
  const taken = new Set<string>();
  let encrypted = 0;
  for (const candidate of candidates) {
    if (isFolder(candidate)) continue;
    const error = verdict(candidate, env.budget.limits, taken);
    if (error?.fault === "encrypted") encrypted++;
    if (error !== undefined) faults.push({ name: candidate.name, error });
    if (error === undefined || error.fault === "cut") entries.push(entryOf(candidate));
  }
  const part = partOf(candidates, faults.filter(({ name }) => name !== undefined).length, label);
  if (part !== undefined) faults.push({ error: part });
  return { entries, faults, encrypted };
}

function entryOf({ record, name, dataAt, dataEnd, cut, checked, wraps }: Candidate): ZipEntry {
  return {
    wraps,
    name,
    method: record.method,
    size: record.size,
    crc: checked ? record.crc : undefined,
    start: dataAt,
    end: dataEnd,
    cut,
    modifiedAt: record.modifiedAt,
    charged: 0,
  };
}

async function directoryOf(
  window: ByteWindow,
  label: string,
  { budget, signal }: ReadEnv,
  faults: ZipFault[],
): Promise<{ candidates: Candidate[]; limit: number } | undefined> {
  const end = await findEnd(window);
  if (end === undefined) return undefined;
  const { records, fault, broken } = readDirectory(window, end, budget.entriesLeft, signal);
  if (broken) return undefined;
  const candidates = locate(window, end, records, signal).map((found) => candidateOf(found, end.start, window.size));
  // A member at the very start that is not listed: this is the directory of an archive inside one that was cut off.
  const startsWithMember = signatureOf(window.readSync(0, 4)) === LOCAL;
  if (startsWithMember && fault?.fault !== "limit" && !candidates.some(({ headerAt }) => headerAt === 0)) {
    return undefined;
  }
  if (fault !== undefined) faults.push({ error: new InputError(fault.fault, `${fault.message} (${label})`) });
  return { candidates, limit: end.start };
}

function candidateOf(found: LocatedRecord, limit: number, size: number): Candidate {
  const { record, headerAt, shift } = found;
  const dataAt = found.dataAt ?? 0;
  const dataEnd = dataAt + record.packedSize;
  return {
    record,
    name: tidyName(decodeName(record)),
    headerAt,
    dataAt,
    dataEnd: Math.min(dataEnd, limit),
    shift,
    renamed: found.renamed === true,
    cut: headerAt !== undefined && dataEnd > size,
    checked: true,
    overlaps: false,
  };
}

async function walkOf(
  window: ByteWindow,
  label: string,
  { budget, signal }: ReadEnv,
  faults: ZipFault[],
): Promise<Candidate[]> {
  const { members, skipped, more } = await walk(window, budget.entriesLeft, budget.limits, signal);
  if (members.length === 0) {
    const what = signatureOf(window.readSync(0, 4)) === LOCAL ? "nothing in it is whole" : "it is no zip archive";
    throw new InputError("directory", `Cannot read ${label} as a zip archive: ${what}`);
  }
  const gaps = skipped === 0 ? "" : `, with ${skipped} damaged ${skipped === 1 ? "place" : "places"} between them`;
  const rest = more ? "; there are more, raise maxEntries if that is right" : "";
  const message = `Cannot find the directory of ${label}: the file was cut off or damaged; ` +
    `${members.length} ${members.length === 1 ? "member was" : "members were"} found without it${gaps}${rest}`;
  faults.push({ error: new InputError("directory", message) });
  return members.map(({ record, ...place }) => ({
    ...place,
    record,
    name: tidyName(decodeName(record)),
    shift: 0,
    renamed: false,
    overlaps: false,
  }));
}
