/**
 * The bytes that a lexer looks at: what was left of the chunk before, and the next chunk behind it.
 *
 * @module
 */
import { MESSAGES_WASM } from "./messages_wasm.ts";

const PAGE = 65_536;
/** Where the text lies in the module's memory. */
const TEXT = PAGE;
/** Bytes 0 behind the text. */
const SLACK = 64;

/** Messages that were passed over. */
export interface Passed {
  messages: number;
  /** The latest of their unix times, epoch ms; 0 where they have none. */
  newest: number;
}

interface Passer {
  pass(at: number): number;
  memory: WebAssembly.Memory;
}

/** Compiled once; null where the runtime has no WebAssembly, or none with vectors. */
let compiled: WebAssembly.Module | null | undefined;

/** One piece of memory for all chunks. With WebAssembly it is the module's own, so that nothing is copied for it. */
export class Window {
  readonly passed: Passed = { messages: 0, newest: 0 };
  readonly #passer: Passer | undefined;
  #memory: Uint8Array<ArrayBuffer>;

  /** `plain`: without WebAssembly, in which nothing is passed over. */
  constructor(plain = false) {
    this.#passer = plain ? undefined : open();
    this.#memory = this.#passer ? viewOf(this.#passer) : new Uint8Array(0);
  }

  /** The bytes in `rest` of those given before, and a chunk behind them; all that was given before is overwritten. */
  fill(rest: Uint8Array, chunk: Uint8Array): Uint8Array {
    const length = rest.length + chunk.length;
    const kept = this.#memory.length < length + SLACK ? rest.slice() : rest;
    if (kept !== rest) this.#grow(length + SLACK);
    const memory = this.#memory;
    memory.set(kept);
    memory.set(chunk, rest.length);
    memory.fill(0, length, length + SLACK);
    return memory.subarray(0, length);
  }

  /**
   * The place behind the messages that begin at `at`, where a `{` stands, and are whole and plain JSON; `passed` says
   * what they were. `at` where there is none.
   */
  pass(at: number): number {
    const passer = this.#passer;
    if (!passer) return at;
    const end = passer.pass(TEXT + at) - TEXT;
    const { passed } = this;
    const said = new DataView(passer.memory.buffer);
    passed.messages = said.getInt32(0, true);
    passed.newest = Number(said.getBigInt64(8, true)) * 1000;
    return end;
  }

  #grow(bytes: number): void {
    const passer = this.#passer;
    if (!passer) return void (this.#memory = new Uint8Array(bytes * 2));
    passer.memory.grow(Math.ceil((bytes - this.#memory.length) / PAGE));
    this.#memory = viewOf(passer);
  }
}

function open(): Passer | undefined {
  if (compiled === undefined) {
    const bytes = Uint8Array.from(atob(MESSAGES_WASM), (c) => c.charCodeAt(0));
    compiled = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  }
  return compiled ? new WebAssembly.Instance(compiled).exports as unknown as Passer : undefined;
}

function viewOf({ memory }: Passer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(memory.buffer as ArrayBuffer, TEXT); // not shared: the module says so
}
