/**
 * The files of an input, opened, and read once to learn what they are and which rows are copies.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { Context } from "../../core/context.ts";
import type { RandomAccessFile } from "../../core/host.ts";
import { findEncoding, refuseForeign, toUtf8 } from "../../core/csv/encoding.ts";
import { readCsv } from "../../core/csv/read.ts";
import type { CsvRow } from "../../core/csv/row.ts";
import { cutRows } from "../../core/csv/scan.ts";
import { cleanText } from "./clean.ts";
import { ChatIndex, EXACT, KEPT, OLDER, OTHER, type RowPlace } from "./duplicates.ts";
import { findColumns, type Header } from "./header.ts";
import type { ChatCsvMapping } from "./mapping.ts";
import type { InputFile } from "./record.ts";
import { readTime } from "./times.ts";

/** What is read at a time. */
const BLOCK_BYTES = 1024 * 1024;

/** A file that was looked through. */
export interface KnownFile {
  /** As UTF-8: the file itself, or a scratch file made of one in UTF-16. */
  text: RandomAccessFile;
  header: Header;
  delimiter: string;
  /** Length of its byte order mark. */
  mark: number;
  input: InputFile;
  /** Number of its first row in the whole input, and offset of its first byte. */
  firstOrdinal: number;
  firstByte: number;
}

/** How to look. */
export interface Looking {
  delimiter?: string;
  mapping: ChatCsvMapping;
  maxRowBytes?: number;
  /**
   * Whether copies of chats are looked for.
   * @default true
   */
  copies?: boolean;
}

/** All files of an input. */
export class Input {
  readonly #files: KnownFile[] = [];
  readonly #opened: { close(): void }[] = [];
  readonly #index: ChatIndex | undefined;
  #rows = 0;
  #bytes = 0;

  constructor(
    readonly context: Pick<Context, "files" | "random" | "signal" | "progress">,
    readonly looking: Looking,
  ) {
    const compare = (known: RowPlace, row: RowPlace): number => this.#compare(known, row);
    if (looking.copies ?? true) this.#index = new ChatIndex(context, { compare });
  }

  get files(): readonly KnownFile[] {
    return this.#files;
  }

  /** What becomes of the row of this number, once the input is sealed. */
  verdict(ordinal: number): number {
    return this.#index?.verdict(ordinal) ?? KEPT;
  }

  /** Opens a file and looks through it. */
  async add(path: string): Promise<void> {
    const { context, looking: { mapping, delimiter, maxRowBytes } } = this;
    if (await context.files.stat(path) === undefined) throw new Error(`Cannot read "${path}": there is no such file`);
    const file = await context.files.open(path);
    this.#opened.push(file);
    const { text, sha256, encoding, mark } = await this.#asUtf8(file, path);
    const firstOrdinal = this.#rows;
    const hash = sha256 === undefined ? createHash("sha256") : undefined;
    const reading = {
      delimiter,
      maxRowBytes,
      signal: context.signal,
      passing: true,
      onBytes: (bytes: Uint8Array) => void hash?.update(bytes),
    };
    let header: Header | undefined;
    let found = delimiter ?? ",";
    for await (const batch of readCsv(text, reading)) {
      let rows = batch.rows;
      if (header === undefined && rows.length > 0) {
        header = findColumns(rows[0].cells(), mapping, path);
        found = batch.delimiter;
        rows = rows.slice(1);
      }
      for (const row of rows) {
        if (this.#index?.full) await this.#index.makeRoom();
        this.#learn(row, header!);
      }
      context.progress({ stage: "looking for copies", units: this.#rows, bytes: batch.bytes, totalBytes: text.size });
    }
    if (header === undefined) throw new TypeError(`Cannot read "${path}": it is empty, expected a header and rows`);
    this.#files.push({
      text,
      header,
      delimiter: found,
      // A scratch file was written without it.
      mark: encoding === "utf-8" ? mark : 0,
      firstOrdinal,
      firstByte: this.#bytes,
      input: {
        name: basename(path),
        index: this.#files.length,
        bytes: file.size,
        sha256: sha256 ?? hash!.digest("hex"),
        encoding,
        byteOrderMark: mark > 0,
        delimiter: found,
        columns: header.columns,
        extraColumns: header.extra.map((place) => header.columns[place]),
        missingColumns: header.missing,
        rows: this.#rows - firstOrdinal,
      },
    });
    this.#bytes += text.size;
  }

  /** No file is to come: finds the copies. */
  async seal(): Promise<void> {
    await this.#index?.seal();
  }

  close(): void {
    this.#index?.close();
    for (const file of this.#opened.splice(0)) file.close();
  }

  #learn(row: CsvRow, { columns, places }: Header): void {
    const ordinal = this.#rows++;
    if (this.#index === undefined || row.width !== columns.length) return;
    const chatId = chatIdOf(row, places);
    if (chatId === "") return;
    this.#index.add({ chatId, ordinal, at: this.#bytes + row.at, length: row.length });
  }

  /** The newest wins; of two of one time, or of none, the later row (D18). */
  #compare(known: RowPlace, row: RowPlace): number {
    const [first, second] = [this.#rowAt(known), this.#rowAt(row)];
    // Hashes of two ids may be the same.
    if (chatIdOf(first.row, first.header.places) !== chatIdOf(second.row, second.header.places)) return OTHER;
    if (Buffer.compare(first.row.bytes, second.row.bytes) === 0) return EXACT;
    return updatedAt(second) < updatedAt(first) ? OLDER : KEPT;
  }

  #rowAt({ at, length }: RowPlace): { row: CsvRow; header: Header } {
    const { text, header, delimiter, mark, firstByte } = this.#files.findLast(({ firstByte }) => firstByte <= at)!;
    const start = at - firstByte + mark;
    const bytes = Buffer.alloc(length);
    for (let read = 0; read < length;) {
      const more = text.readSync(bytes.subarray(read), start + read);
      if (more === 0) break;
      read += more;
    }
    const dialect = { delimiter: delimiter.charCodeAt(0), bareReturn: false };
    const [row] = cutRows({ bytes, at, line: 1, last: true }, dialect).rows;
    if (row === undefined) throw new Error(`Cannot read "${text.path}": it changed while it was read, run again`);
    return { row, header };
  }

  /** Rows are found again by their place, for which UTF-16 has to become UTF-8 first. */
  async #asUtf8(
    file: RandomAccessFile,
    path: string,
  ): Promise<{ text: RandomAccessFile; sha256?: string; encoding: InputFile["encoding"]; mark: number }> {
    const start = new Uint8Array(4);
    const first = start.subarray(0, await file.read(start, 0));
    refuseForeign(path, first);
    const { encoding, mark } = findEncoding(first);
    if (encoding === "utf-8") {
      return { text: file, encoding, mark };
    }
    const scratch = await this.context.files.scratch();
    this.#opened.push(scratch);
    const hash = createHash("sha256");
    const convert = toUtf8(encoding);
    const block = new Uint8Array(BLOCK_BYTES);
    for (let at = 0; at < file.size;) {
      this.context.signal.throwIfAborted();
      const read = await file.read(block, at);
      if (read === 0) break;
      hash.update(block.subarray(0, read));
      await scratch.append(convert(block.subarray(at === 0 ? mark : 0, read), at + read >= file.size));
      at += read;
    }
    const text: RandomAccessFile = {
      path,
      size: scratch.size,
      read: (into, at) => scratch.read(into, at),
      readSync: (into, at) => scratch.readSync(into, at),
      close: () => scratch.close(),
    };
    return { text, sha256: hash.digest("hex"), encoding, mark };
  }
}

/** A row's chat, by the id that the tables have. */
function chatIdOf(row: CsvRow, { chat_id }: Header["places"]): string {
  return cleanText(row.cell(chat_id).trim());
}

/** When a row was updated; -Infinity where that cannot be read. */
function updatedAt({ row, header }: { row: CsvRow; header: Header }): number {
  return readTime(row.cell(header.places.updated_at))?.micros ?? -Infinity;
}

/**
 * What a file is, without making anything of it: it is read once.
 *
 * @throws {TypeError} when it has no columns of chats
 */
export async function lookThrough(
  path: string,
  host: Pick<Context, "files" | "random">,
  looking: Looking = { mapping: {} },
): Promise<InputFile> {
  const context = { ...host, signal: new AbortController().signal, progress() {} };
  const input = new Input(context, { ...looking, copies: false });
  try {
    await input.add(path);
    return input.files[0].input;
  } finally {
    input.close();
  }
}
