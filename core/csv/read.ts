/**
 * Reads the rows of a CSV file with bounded memory.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { RandomAccessFile } from "../host.ts";
import { findDialect } from "./dialect.ts";
import { type Encoding, findEncoding, toUtf8 } from "./encoding.ts";
import type { CsvRow } from "./row.ts";
import { cutRows, type Dialect } from "./scan.ts";

/** How to read. */
export interface CsvReading {
  /** One ASCII character; found in the first line where it is left out. */
  delimiter?: string;
  /** Longest row in bytes of UTF-8. Default 256 MiB. */
  maxRowBytes?: number;
  signal?: AbortSignal;
  /** Bytes read at a time, at least; tests make it small. Default 256 KiB. */
  blockBytes?: number;
  /**
   * Whether a batch's rows are good only until the next one is asked for: memory is then used again.
   * @default false
   */
  passing?: boolean;
  /** Gives memory for at least so many bytes. A batch names what its rows lie in: its owner knows when that is free. */
  memory?: (bytes: number) => CsvMemory;
  /** Is shown the file's bytes, in order, as they are read. */
  onBytes?: (bytes: Uint8Array) => void;
}

/** What a batch's rows lie in. */
export interface CsvMemory {
  bytes: Buffer;
  /** Where it is told where they lie; absent, or too small: other memory is used for that. */
  table?: Int32Array;
}

/** Rows that came together. */
export interface CsvBatch {
  /** In order, blank lines left out; the first row of the first batch is the header, where there is one. */
  rows: CsvRow[];
  /** Bytes of the file that are behind these rows. */
  bytes: number;
  encoding: Encoding;
  /** Whether the file begins with a byte order mark. */
  mark: boolean;
  delimiter: string;
  /** What was read into; until the next batch is there the reading needs it, too. */
  memory: CsvMemory;
}

const BLOCK_BYTES = 256 * 1024;
/** Numbers that tell where the rows of a block lie, as a rule. */
const PASSING_TABLE = 16 * 1024;
/** A byte order mark lies in one block. */
const LONGEST_MARK = 3;
const MAX_ROW_BYTES = 256 * 1024 * 1024;

/**
 * The rows of a CSV file from the first to the last, of any width. UTF-8, or UTF-16 with a byte order mark; a byte
 * order mark is left out. Rows stay valid after the next batch is asked for, unless they are `passing`. Memory holds a
 * block and the longest row.
 *
 * @throws {SyntaxError} when a quote is never closed, naming the line where it was opened; when a row is too long
 */
export async function* readCsv(file: RandomAccessFile, options: CsvReading = {}): AsyncGenerator<CsvBatch> {
  const { maxRowBytes = MAX_ROW_BYTES, blockBytes = BLOCK_BYTES, signal, onBytes, passing = false } = options;
  // Rows that pass are gone when the next are told.
  const table = passing ? new Int32Array(PASSING_TABLE) : undefined;
  const memory = options.memory ??
    ((bytes: number): CsvMemory => ({ bytes: Buffer.allocUnsafe(passing ? bytes + (bytes >> 2) : bytes), table }));
  let held: Buffer = Buffer.alloc(0);
  // What is held lies in the last block, so that two take turns.
  let [spare, filled]: CsvMemory[] = [{ bytes: held }, { bytes: held }];
  let dialect: Dialect | undefined;
  let told: { encoding: Encoding; mark: number } | undefined;
  let convert = toUtf8("utf-8");
  let line = 1;
  let at = 0;
  for (let offset = 0, last = false; !last;) {
    signal?.throwIfAborted();
    // A row that spans blocks doubles what is read, so that it is looked at a few times and not once a block.
    const size = held.length + Math.max(blockBytes, held.length, LONGEST_MARK);
    const taken = passing && spare.bytes.length >= size ? spare : memory(size);
    [spare, filled] = [filled, taken];
    const block = taken.bytes;
    const read = await fill(file, block.subarray(held.length), offset);
    last = offset + read >= file.size || read === 0;
    onBytes?.(block.subarray(held.length, held.length + read));
    let fresh: Uint8Array = block.subarray(held.length, held.length + read);
    offset += read;
    if (told === undefined) {
      told = findEncoding(fresh);
      convert = toUtf8(told.encoding);
      fresh = fresh.subarray(told.mark);
    }
    const text = convert(fresh, last);
    const bytes = joined(block, held, text, told.encoding);
    dialect ??= findDialect(bytes, last, options.delimiter);
    if (dialect === undefined) {
      held = limited(bytes, { file, line, maxRowBytes });
      continue;
    }
    const cut = cutRows({ bytes, at, line, last, table: taken.table }, dialect);
    if (last && cut.openQuote !== undefined) {
      throw new SyntaxError(
        `Cannot read "${file.path}": the quote opened in line ${cut.openQuote} is never closed, expected one before the end of the file`,
      );
    }
    at += cut.rest;
    line = cut.line;
    held = limited(bytes.subarray(cut.rest), { file, line, openQuote: cut.openQuote, maxRowBytes });
    const { encoding, mark } = told;
    const delimiter = String.fromCharCode(dialect.delimiter);
    if (cut.rows.length > 0 || last) {
      yield { rows: cut.rows, bytes: offset, encoding, mark: mark > 0, delimiter, memory: taken };
    }
  }
}

/** Reads until the space is full or the file ends. */
async function fill(file: RandomAccessFile, into: Uint8Array, at: number): Promise<number> {
  let read = 0;
  while (read < into.length) {
    const more = await file.read(into.subarray(read), at + read);
    if (more === 0) break;
    read += more;
  }
  return read;
}

/** What was held and what was read, in the block where they lie side by side already. */
function joined(block: Buffer, held: Buffer, text: Uint8Array, encoding: Encoding): Buffer {
  if (encoding !== "utf-8") return Buffer.concat([held, text]);
  if (held.length === 0) return Buffer.from(text.buffer, text.byteOffset, text.length);
  held.copy(block);
  return block.subarray(0, held.length + text.length);
}

function limited(
  rest: Buffer,
  { file, line, openQuote, maxRowBytes }: {
    file: RandomAccessFile;
    line: number;
    openQuote?: number;
    maxRowBytes: number;
  },
): Buffer {
  if (rest.length <= maxRowBytes) return rest;
  const why = openQuote === undefined ? "" : `; the quote opened in line ${openQuote} may never be closed`;
  throw new SyntaxError(
    `Cannot read "${file.path}": the row that begins in line ${line} is longer than ${maxRowBytes} bytes, expected a shorter one${why}`,
  );
}
