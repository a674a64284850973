/**
 * Plain logs made into lines as bytes, in WebAssembly: `text.wat`, `log.wat` and `lines.wat`.
 *
 * @module
 */
import type { CsvRow } from "../../../core/csv/row.ts";
import { LINES_WASM, LOG_WASM, TEXT_WASM } from "./kernel_wasm.ts";

/** Keys of a message, in the order in which the module has them. */
export type KernelKeys = readonly [id: string, role: string, type: string, content: string, disclaimer: string];

/** What a plain log says; lengths in bytes. */
export interface PlainLog {
  count: number;
  user: number;
  assistant: number;
  characters: number;
  /** -1 where the user wrote nothing. */
  firstUser: number;
  allDefault: boolean;
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
  contents: 256 * 1024,
  shared: 384 * 1024,
  lines: 512 * 1024,
  metrics: 1536 * 1024,
  end: 2048 * 1024,
} as const;
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
  write(lines: number, metrics: number): void;
}

let modules: WebAssembly.Module[] | null | undefined;

/** The module for messages with these keys; undefined where they are no plain words, or the runtime has no vectors. */
export function openLogKernel(keys: KernelKeys): LogKernel | undefined {
  if (!keys.every((key) => KEY.test(key))) return undefined;
  if (modules === undefined) {
    const all = [TEXT_WASM, LOG_WASM, LINES_WASM].map((text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
    modules = all.every((bytes) => WebAssembly.validate(bytes))
      ? all.map((bytes) => new WebAssembly.Module(bytes))
      : null;
  }
  return modules ? new LogKernel(modules, keys) : undefined;
}

/** Reads one log after the other. */
export class LogKernel {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #words: Int32Array;
  readonly #shared: Uint8Array;
  readonly #run: Exports;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();

  constructor([text, log, lines]: WebAssembly.Module[], keys: KernelKeys) {
    const memory = new WebAssembly.Memory({ initial: Place.end / PAGE });
    const buffer = memory.buffer as ArrayBuffer;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer, 0, Place.row / 4);
    this.#shared = new Uint8Array(buffer, Place.shared, Place.lines - Place.shared - SLACK);
    const texts = new WebAssembly.Instance(text, { chats: { memory } }).exports;
    const { pass, content } = texts;
    const scans = new WebAssembly.Instance(log, { chats: { memory, pass, content } }).exports;
    const writes = new WebAssembly.Instance(lines, { chats: { memory } }).exports;
    this.#run = { ...texts, ...scans, ...writes } as unknown as Exports;
    for (const [i, key] of keys.entries()) {
      const place = Place.keys + i * 64;
      this.#bytes.set(this.#encoder.encode(key), place);
      this.#bytes.fill(0xff, place + 16, place + 16 + key.length);
      this.#words[(place + 32) / 4] = key.length;
    }
  }

  /** Reads the log in a field of a row that is UTF-8; undefined where it is not plain. */
  read(row: CsvRow, field: number): PlainLog | undefined {
    const length = row.copyDoubled(field, this.#bytes, Place.row);
    if (length < 0 || length > LONGEST) return undefined;
    this.#bytes.fill(0, Place.row + length, Place.row + length + SLACK);
    if (this.#run.scan(Place.row, Place.row + length, MOST_MESSAGES) === 0) return undefined;
    const [count, user, assistant, characters, firstUser, allDefault, , , filled, risky] = this.#words;
    return { count, user, assistant, characters, firstUser, allDefault: allDefault === 1, filled, risky };
  }

  /** The id of the default message; empty where there is none. */
  get defaultMessageId(): string {
    const [place, length] = [this.#words[6], this.#words[7]];
    return place === 0 ? "" : this.#decoder.decode(this.#bytes.subarray(place, place + length));
  }

  /** Asks which contents hold an address of the web; only those are shown that may. Quotes in them are doubled. */
  judgeAddresses(holds: (text: string) => boolean): void {
    const words = this.#words;
    if (words[10] === 0) return;
    for (let i = 0; i < words[0]; i++) {
      const message = (Place.messages + i * 64) / 4;
      if (words[message + 10] === 0) continue;
      const [place, length] = [words[message + 5], words[message + 6]];
      words[message + 10] = holds(this.#decoder.decode(this.#bytes.subarray(place, place + length))) ? 1 : 0;
    }
  }

  /**
   * Makes the lines of the log that was read. `texts` as in `lines.wat`. False where there is no room for them: then
   * they are made in another way.
   */
  write(texts: readonly string[]): boolean {
    const words = this.#words;
    if (!this.#place(texts)) return false;
    let steady = 0;
    for (let i = 0; i < 6; i++) steady += words[Place.texts / 4 + i * 2 + 1];
    const [count, own, chat] = [words[0], words[11], words[Place.texts / 4 + 13]];
    if (count * steady + own + SLACK > Place.metrics - Place.lines) return false;
    if (count * (chat + METRIC) + own + SLACK > Place.end - Place.metrics) return false;
    this.#run.write(Place.lines, Place.metrics);
    return true;
  }

  /** Lines of `messages.csv`, good until the next log is read. */
  get lines(): Uint8Array {
    return this.#bytes.subarray(Place.lines, this.#words[12]);
  }

  /** The same of `message_metrics.csv`. */
  get metrics(): Uint8Array {
    return this.#bytes.subarray(Place.metrics, this.#words[13]);
  }

  #place(texts: readonly string[]): boolean {
    const all = texts.join("");
    if (all.length * 3 > this.#shared.length) return false;
    const written = this.#encoder.encodeInto(all, this.#shared).written;
    const ascii = written === all.length;
    let place = Place.shared;
    let word = Place.texts / 4;
    for (const text of texts) {
      // Of ASCII each character is a byte.
      const length = ascii ? text.length : this.#encoder.encodeInto(text, this.#bytes.subarray(place)).written;
      this.#words[word++] = place;
      this.#words[word++] = length;
      place += length;
    }
    return true;
  }
}
