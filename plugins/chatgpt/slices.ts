/**
 * Reading the bytes of conversations whose places are known.
 *
 * @module
 */
import type { Files, RandomAccessFile } from "../../core/host.ts";
import { toUtf8 } from "../../core/json/encoding.ts";
import { InputError } from "./input/open_inputs.ts";
import type { TableRow } from "./rows.ts";
import type { TableFile } from "./table.ts";

/** Bytes that are read at once where conversations lie side by side. */
const STRETCH = 512 * 1024;

/** One conversation's bytes. */
export interface Slice {
  row: TableRow;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The bytes of these rows, which must be in file order; in lists that lie side by side in the file. `lent`: they are
 * good only until the next list is asked for.
 */
export function readSlices(scanned: TableFile, rows: TableRow[], lent = false): AsyncGenerator<Slice[]> {
  return scanned.file.stored && !scanned.transcoded ? byPlace(scanned, rows, lent) : inOnePass(scanned, rows);
}

/** Rows of one file that are read each by itself before the file is spooled. */
const SINGLE_READS = 3;

/**
 * The bytes of one row, whatever was read before. A file in which no place can be reached by itself is read from its
 * start for each of the first rows, and inflated to a scratch file for the others.
 */
export async function readSlice(scanned: TableFile, row: TableRow, files: Files): Promise<Uint8Array<ArrayBuffer>> {
  const { file, transcoded } = scanned;
  if (file.stored && !transcoded) return await file.read(row.start, row.end);
  scanned.singleReads = (scanned.singleReads ?? 0) + 1;
  const spooled = scanned.singleReads > SINGLE_READS ? await (scanned.spooled ??= spool(scanned, files)) : undefined;
  if (spooled) {
    const bytes = new Uint8Array(row.end - row.start);
    if (await spooled.read(bytes, row.start) === bytes.length) return bytes;
  } else {
    for await (const [slice] of inOnePass(scanned, [row])) return slice.bytes;
  }
  throw new Error(`Cannot read "${file.name}" again: it ends before byte ${row.end}, it has changed`);
}

/**
 * A whole file, inflated and in UTF-8; of a damaged one what comes before the damage, where all rows lie. Undefined
 * where no scratch file can be made: it takes a permission that reading does not.
 */
async function spool({ file, transcoded }: TableFile, files: Files): Promise<RandomAccessFile | undefined> {
  const scratch = await files.scratch().catch(() => undefined);
  if (!scratch) return undefined;
  try {
    for await (const chunk of transcoded ? toUtf8(file.stream()) : file.stream()) await scratch.append(chunk);
  } catch (error) {
    if (error instanceof InputError) return scratch;
    scratch.close();
    throw error;
  }
  return scratch;
}

async function* byPlace({ file }: TableFile, rows: TableRow[], lent: boolean): AsyncGenerator<Slice[]> {
  const stretches = [...stretchesOf(rows)];
  let next = 0;
  for await (const bytes of file.readAll(stretches.map((rows) => [rows[0].start, rows.at(-1)!.end]), lent)) {
    const stretch = stretches[next++];
    const from = stretch[0].start;
    yield stretch.map((row) => ({ row, bytes: bytes.subarray(row.start - from, row.end - from) }));
  }
}

/** Rows that are read at once. */
function* stretchesOf(rows: TableRow[]): Generator<TableRow[]> {
  for (let first = 0; first < rows.length;) {
    let last = first + 1;
    while (last < rows.length && rows[last].end - rows[first].start <= STRETCH) last++;
    yield rows.slice(first, last);
    first = last;
  }
}

/** Deflated and transcoded files are read from their start, once. */
async function* inOnePass({ file, transcoded }: TableFile, rows: TableRow[]): AsyncGenerator<Slice[]> {
  let at = 0;
  let next = 0;
  let into: Uint8Array<ArrayBuffer> | undefined;
  for await (const chunk of transcoded ? toUtf8(file.stream()) : file.stream()) {
    const slices: Slice[] = [];
    const end = at + chunk.length;
    while (next < rows.length && rows[next].start < end) {
      const row = rows[next];
      into ??= new Uint8Array(row.end - row.start);
      const from = Math.max(row.start, at);
      into.set(chunk.subarray(from - at, Math.min(row.end, end) - at), from - row.start);
      if (row.end > end) break;
      slices.push({ row, bytes: into });
      into = undefined;
      next++;
    }
    at = end;
    if (slices.length) yield slices;
    if (next === rows.length) return;
  }
}
