/**
 * The scanner in WebAssembly with 128-bit vectors: `scan.wat`.
 *
 * @module
 */
import { SCAN_WASM } from "./scan_wasm.ts";
import type { Scanner, StopCode } from "./scanner.ts";

const PAGE = 65_536;
/** Where the window lies in the module's memory. */
const WINDOW = 2 * PAGE;
/** Bytes behind the window that the module reads, and ignores. */
const SLACK = 64;
/** Words of state at the start of the memory. */
const Word = {
  position: 0,
  depth: 1,
  marks: 2,
  suspect: 3,
  inString: 4,
  escaped: 5,
  afterQuote: 6,
  marking: 7,
  counting: 8,
  maxDepth: 9,
  firstMark: 256,
} as const;

let compiled: WebAssembly.Module | null | undefined;

/** A scanner in WebAssembly; undefined where the runtime has no WebAssembly, or none with vectors. */
export function openWasmScanner(): Scanner | undefined {
  if (compiled === undefined) {
    const bytes = typeof WebAssembly === "object"
      ? Uint8Array.from(atob(SCAN_WASM), (c) => c.charCodeAt(0))
      : undefined;
    compiled = bytes && WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  }
  return compiled ? new WasmScanner(new WebAssembly.Instance(compiled)) : undefined;
}

class WasmScanner implements Scanner {
  window!: Uint8Array<ArrayBuffer>;
  readonly #memory: WebAssembly.Memory;
  readonly #scan: (from: number, to: number) => StopCode;
  #words!: Int32Array;

  constructor(instance: WebAssembly.Instance) {
    this.#memory = instance.exports.memory as WebAssembly.Memory;
    this.#scan = instance.exports.scan as (from: number, to: number) => StopCode;
    this.#view();
  }

  get position(): number {
    return this.#words[Word.position];
  }

  get suspect(): number {
    return this.#words[Word.suspect];
  }

  grow(capacity: number): void {
    const missing = WINDOW + capacity + SLACK - this.#memory.buffer.byteLength;
    if (missing <= 0) return;
    this.#memory.grow(Math.ceil(missing / PAGE));
    this.#view();
  }

  begin(maxDepth: number, marking: boolean, inObject: boolean): void {
    const words = this.#words;
    words.fill(0, 0, Word.maxDepth);
    words[Word.suspect] = -1;
    words[Word.marking] = marking ? 1 : 0;
    words[Word.maxDepth] = maxDepth;
    if (!inObject) return;
    words[Word.depth] = 1;
    words[PAGE / 4] = 0x7d;
  }

  countOnly(marking: boolean): void {
    this.#words[Word.counting] = 1;
    this.#words[Word.marking] = marking ? 1 : 0;
  }

  scan(from: number, to: number): StopCode {
    return this.#scan(from, to);
  }

  takeMarks(marks: number[], origin: number): void {
    const words = this.#words;
    const end = Word.firstMark + words[Word.marks];
    for (let i = Word.firstMark; i < end; i++) marks.push(words[i] - origin);
    words[Word.marks] = 0;
  }

  #view(): void {
    const buffer = this.#memory.buffer as ArrayBuffer; // not shared: the module says so
    this.#words = new Int32Array(buffer, 0, WINDOW / 4);
    this.window = new Uint8Array(buffer, WINDOW, buffer.byteLength - WINDOW - SLACK);
  }
}
