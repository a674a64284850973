/**
 * The files of an input, opened, and read once to learn what they are and which rows are copies.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { Context } from "../../core/context.ts";
import type { RandomAccessFile } from "../../core/host.ts";
import { findEncoding, toUtf8 } from "../../core/csv/encoding.ts";
import { readCsv } from "../../core/csv/read.ts";
import type { CsvRow } from "../../core/csv/row.ts";
import { cleanText } from "./clean.ts";
import { ChatIndex } from "./duplicates.ts";
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
}

/** All files of an input. */
export class Input {
  readonly #files: KnownFile[] = [];
  readonly #opened: { close(): void }[] = [];
  readonly #index: ChatIndex;
  #rows = 0;
  #bytes = 0;

  constructor(readonly context: Context, readonly looking: Looking) {
    this.#index = new ChatIndex(context.random, (a, b) => this.#sameBytes(a, b));
  }

  get files(): readonly KnownFile[] {
    return this.#files;
  }

  /** What becomes of the row of this number. */
  verdict(ordinal: number): number {
    return this.#index.verdict(ordinal);
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
      for (const row of rows) this.#learn(row, header!);
      context.progress({ stage: "looking for copies", units: this.#rows, bytes: batch.bytes, totalBytes: text.size });
    }
    if (header === undefined) throw new TypeError(`Cannot read "${path}": it is empty, expected a header and rows`);
    this.#files.push({
      text,
      header,
      firstOrdinal,
      firstByte: this.#bytes,
      input: {
        name: basename(path),
        index: this.#files.length,
        bytes: file.size,
        sha256: sha256 ?? hash!.digest("hex"),
        encoding,
        byteOrderMark: mark,
        delimiter: found,
        columns: header.columns,
        extraColumns: header.extra.map((place) => header.columns[place]),
        missingColumns: header.missing,
        rows: this.#rows - firstOrdinal,
      },
    });
    this.#bytes += text.size;
  }

  close(): void {
    for (const file of this.#opened.splice(0)) file.close();
  }

  #learn(row: CsvRow, { columns, places }: Header): void {
    const ordinal = this.#rows++;
    if (row.width !== columns.length) return;
    const chatId = cleanText(row.cell(places.chat_id).trim());
    if (chatId === "") return;
    const updatedAt = readTime(row.cell(places.updated_at))?.micros ?? -Infinity;
    this.#index.add({ chatId, ordinal, updatedAt, at: this.#bytes + row.at, length: row.length });
  }

  /** Rows of the file that is being read lie behind all others. */
  #sameBytes(a: { at: number; length: number }, b: { at: number; length: number }): boolean {
    const [first, second] = [this.#bytesAt(a), this.#bytesAt(b)];
    return first.every((byte, i) => byte === second[i]);
  }

  #bytesAt({ at, length }: { at: number; length: number }): Uint8Array {
    const known = this.#files.findLast(({ firstByte }) => firstByte <= at && at < this.#bytes);
    const file = known?.text ?? this.#reading!;
    const start = at - (known?.firstByte ?? this.#bytes) + this.#markOf(file);
    const bytes = new Uint8Array(length);
    for (let read = 0; read < length;) {
      const more = file.readSync(bytes.subarray(read), start + read);
      if (more === 0) break;
      read += more;
    }
    return bytes;
  }

  #reading: RandomAccessFile | undefined;
  readonly #marks = new Map<RandomAccessFile, number>();

  #markOf(file: RandomAccessFile): number {
    return this.#marks.get(file) ?? 0;
  }

  /** Rows are found again by their place, for which UTF-16 has to become UTF-8 first. */
  async #asUtf8(
    file: RandomAccessFile,
    path: string,
  ): Promise<{ text: RandomAccessFile; sha256?: string; encoding: InputFile["encoding"]; mark: boolean }> {
    const start = new Uint8Array(4);
    await file.read(start, 0);
    const { encoding, mark } = findEncoding(start.subarray(0, file.size));
    if (encoding === "utf-8") {
      this.#reading = file;
      this.#marks.set(file, mark);
      return { text: file, encoding, mark: mark > 0 };
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
    this.#reading = text;
    return { text, sha256: hash.digest("hex"), encoding, mark: true };
  }
}
