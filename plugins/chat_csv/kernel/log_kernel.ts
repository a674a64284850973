/**
 * Chats with plain logs made into lines as bytes, in WebAssembly: `text.wat`, `log.wat` and `lines.wat`.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { CsvRow } from "../../../core/csv/row.ts";
import type { MessageSummary } from "../message_rows.ts";
import { type CellLists, Cells } from "./cells.ts";
import { LINES_WASM, LOG_WASM, TEXT_WASM } from "./kernel_wasm.ts";

/** Keys of a message, in the order in which the module has them. */
export type KernelKeys = readonly [id: string, role: string, type: string, content: string, disclaimer: string];

/** What a plain log says. */
export interface PlainLog extends MessageSummary {
  count: number;
  /** Contents that are neither empty nor `[]`, and those that a spreadsheet may take for a formula. */
  filled: number;
  risky: number;
}

/** Where things lie in the module's memory. */
const Place = {
  texts: 64,
  keys: 1024,
  messages: 64 * 1024,
  row: 128 * 1024,
  cells: 196 * 1024,
  contents: 256 * 1024,
  shared: 384 * 1024,
  chats: 448 * 1024,
  messageLines: 512 * 1024,
  chatMetrics: 1536 * 1024,
  messageMetrics: 1600 * 1024,
  end: 2112 * 1024,
} as const;
/** Places of lines, in the order of the files. */
const LINES = [Place.chats, Place.messageLines, Place.chatMetrics, Place.messageMetrics] as const;
const ENDS = [Place.messageLines, Place.chatMetrics, Place.messageMetrics, Place.end] as const;
/** Words of state. */
const Word = { default: 6, filled: 8, risky: 9, address: 10, own: 11, lines: 12 } as const;
const PAGE = 64 * 1024;
/** Longest log, and most messages. */
const LONGEST = 64 * 1024;
const MOST_MESSAGES = 1024;
/** Bytes behind a text that the module may read or write. */
const SLACK = 64;
/** A line of metrics holds no more than so many bytes beside the chat's id and the message's own cells. */
const METRIC = 64;
const KEY = /^[A-Za-z][\w -]{0,15}$/;

interface Exports {
  pass(at: number): number;
  content(at: number, to: number, message: number): number;
  scan(at: number, end: number, most: number): number;
  share(chatId: number): number;
  write(): void;
}

let modules: WebAssembly.Module[] | null | undefined;

/** The module for messages with these keys; undefined where they are no plain words, or the runtime has no vectors. */
export function openLogKernel(keys: KernelKeys, lists: CellLists): LogKernel | undefined {
  if (!keys.every((key) => KEY.test(key))) return undefined;
  if (modules === undefined) {
    const all = [TEXT_WASM, LOG_WASM, LINES_WASM].map((text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
    modules = all.every((bytes) => WebAssembly.validate(bytes))
      ? all.map((bytes) => new WebAssembly.Module(bytes))
      : null;
  }
  return modules ? new LogKernel(modules, keys, lists) : undefined;
}

/** Reads one log after the other, and writes the lines of their chats. */
export class LogKernel {
  readonly #bytes: Buffer;
  readonly #words: Int32Array;
  readonly #run: Exports;
  readonly #cells: Cells;
  readonly #chatId: number;

  constructor([text, log, lines]: WebAssembly.Module[], keys: KernelKeys, lists: CellLists) {
    const memory = new WebAssembly.Memory({ initial: Place.end / PAGE });
    const buffer = memory.buffer as ArrayBuffer;
    this.#bytes = Buffer.from(buffer);
    this.#words = new Int32Array(buffer, 0, Place.row / 4);
    this.#cells = new Cells(buffer, Place.cells, Place.contents - SLACK, lists);
    this.#chatId = lists.chatId;
    const texts = new WebAssembly.Instance(text, { chats: { memory } }).exports;
    const { pass, content } = texts;
    const scans = new WebAssembly.Instance(log, { chats: { memory, pass, content } }).exports;
    const writes = new WebAssembly.Instance(lines, { chats: { memory } }).exports;
    this.#run = { ...texts, ...scans, ...writes } as unknown as Exports;
    for (const [i, key] of keys.entries()) {
      const place = Place.keys + i * 64;
      this.#bytes.write(key, place);
      this.#bytes.fill(0xff, place + 16, place + 16 + key.length);
      this.#words[(place + 32) / 4] = key.length;
    }
    this.forget();
  }

  /** True when there are no lines. */
  get empty(): boolean {
    return this.#words[Word.lines] === Place.chats;
  }

  /** Forgets all lines. */
  forget(): void {
    this.#words.set(LINES, Word.lines);
  }

  /** The lines of all chats that were written, file by file; good until the next one is. */
  lines(): Uint8Array[] {
    return LINES.map((place, i) => this.#bytes.subarray(place, this.#words[Word.lines + i]));
  }

  /** Reads the log in a field of a row that is UTF-8; undefined where it is not plain. */
  read(row: CsvRow, field: number): PlainLog | undefined {
    const length = row.copyDoubled(field, this.#bytes, Place.row);
    if (length < 0 || length > LONGEST) return undefined;
    this.#bytes.fill(0, Place.row + length, Place.row + length + SLACK);
    if (this.#run.scan(Place.row, Place.row + length, MOST_MESSAGES) === 0) return undefined;
    this.#cells.clear();
    const words = this.#words;
    const id = words[Word.default];
    return {
      count: words[0],
      user: words[1],
      assistant: words[2],
      characters: words[3],
      firstUser: words[4],
      allDefault: words[5] === 1,
      defaultMessageId: id === 0 ? "" : this.#bytes.toString("utf8", id, id + words[Word.default + 1]),
      filled: words[Word.filled],
      risky: words[Word.risky],
    };
  }

  /** Asks which contents hold an address of the web; only those are shown that may. Quotes in them are doubled. */
  judgeAddresses(holds: (text: string) => boolean): void {
    const words = this.#words;
    if (words[Word.address] === 0) return;
    for (let i = 0; i < words[0]; i++) {
      const message = (Place.messages + i * 64) / 4;
      if (words[message + 10] === 0) continue;
      const place = words[message + 5];
      words[message + 10] = holds(this.#bytes.toString("utf8", place, place + words[message + 6])) ? 1 : 0;
    }
  }

  /** Puts cells of the chat whose log was read, the first of them as cell `number`; false where there is no room. */
  put(cells: readonly string[], number: number): boolean {
    return this.#cells.put(cells, number);
  }

  /** Writes the lines of that chat and its messages; false, and nothing is written, where there is no room. */
  write(): boolean {
    const words = this.#words;
    const steady = this.#run.share(this.#chatId);
    const [count, own, chatId] = [words[0], words[Word.own], words[Place.texts / 4 + 13]];
    const line = this.#cells.used + Cells.most + SLACK;
    const messages = count * steady + own + SLACK;
    const metrics = count * (chatId + METRIC) + own + SLACK;
    if (!(this.#fits(0, line) && this.#fits(1, messages) && this.#fits(2, line) && this.#fits(3, metrics))) {
      return false;
    }
    this.#run.write();
    return true;
  }

  #fits(file: number, bytes: number): boolean {
    return this.#words[Word.lines + file] + bytes <= ENDS[file];
  }
}
