/**
 * Rows whose columns are known only when all have come: they wait in a scratch file.
 *
 * @module
 */
import type { RandomAccessFile } from "../../../core/host.ts";
import { cell, cellText } from "./cell.ts";
import type { Fields } from "./fields.ts";
import { header, type SheetStyle, type Take, wholeLine } from "./sheet.ts";

/** A scratch file. */
export type Scratch = RandomAccessFile & { append(chunk: Uint8Array): Promise<void> };

/** Most columns: every row has a cell in each. */
const MOST_COLUMNS = 2_000;

/** Bytes gathered before they are appended, and read at a time. */
const GATHERED = 512 * 1024;

/** In front of each row: bytes of its cells, and how many these are. */
const HEAD = 8;

/** Rows in the columns that any of them has, in the order in which they first came. */
export class GrowingSheet {
  readonly #columns = new Map<string, number>();
  readonly #encoder = new TextEncoder();
  #names: string[] = [];
  #gathered: Uint8Array[] = [];
  #bytes = 0;
  #scratch: Scratch | undefined;

  constructor(readonly style: SheetStyle, readonly take: Take, readonly makeScratch: () => Promise<Scratch>) {}

  /** @throws {RangeError} when there are too many columns */
  async add(row: Fields): Promise<void> {
    for (const name of row.names) if (!this.#columns.has(name)) this.#grow(name);
    const cells = this.#names.map((name) => cell(cellText(row.get(name)), this.style));
    const body = this.#encoder.encode(cells.join(this.style.delimiter));
    const head = new DataView(new ArrayBuffer(HEAD));
    head.setUint32(0, body.length);
    head.setUint32(4, cells.length);
    this.#gathered.push(new Uint8Array(head.buffer), body);
    this.#bytes += HEAD + body.length;
    if (this.#bytes >= GATHERED) await this.#flush();
  }

  /** Hands on the header, and each row with empty cells in the columns that came after it. */
  async end(): Promise<string[]> {
    await this.#flush();
    const count = this.#names.length;
    if (count === 0) return [];
    const { style: { delimiter, quote, newline } } = this;
    const empty = quote === "all" ? '""' : "";
    await this.take(header(this.#names, this.style));
    for await (const { text, cells } of this.#rows()) {
      const missing = Array.from({ length: count - cells }, () => empty);
      const whole = cells === 0 ? missing.join(delimiter) : [text, ...missing].join(delimiter);
      await this.take(wholeLine(whole, count) + newline);
    }
    return [];
  }

  close(): void {
    this.#scratch?.close();
    this.#scratch = undefined;
  }

  #grow(name: string): void {
    if (this.#columns.size === MOST_COLUMNS) {
      throw new RangeError(
        `Cannot write a table: its records have more than ${MOST_COLUMNS} different fields, expected fewer; ` +
          "name the columns to write (option `columns`)",
      );
    }
    this.#columns.set(name, this.#columns.size);
    this.#names = [...this.#columns.keys()];
  }

  async #flush(): Promise<void> {
    if (this.#bytes === 0) return;
    this.#scratch ??= await this.makeScratch();
    const chunk = new Uint8Array(this.#bytes);
    let at = 0;
    for (const piece of this.#gathered) {
      chunk.set(piece, at);
      at += piece.length;
    }
    this.#gathered = [];
    this.#bytes = 0;
    await this.#scratch.append(chunk);
  }

  async *#rows(): AsyncGenerator<{ text: string; cells: number }> {
    const scratch = this.#scratch;
    if (!scratch) return;
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let buffer = new Uint8Array(GATHERED);
    for (let at = 0;;) {
      const held = buffer.subarray(0, await scratch.read(buffer, at));
      if (held.length === 0) return;
      const view = new DataView(held.buffer, held.byteOffset, held.length);
      let used = 0;
      while (used + HEAD <= held.length) {
        const end = used + HEAD + view.getUint32(used);
        if (end > held.length) {
          // A row longer than the buffer gets one that it fits into.
          if (used === 0) buffer = new Uint8Array(end);
          break;
        }
        yield { text: decoder.decode(held.subarray(used + HEAD, end)), cells: view.getUint32(used + 4) };
        used = end;
      }
      at += used;
    }
  }
}
