/**
 * Goes through one element that is a string, a number, `true`, `false` or `null`, or should be.
 *
 * @module
 */
import type { Outcome } from "./element_scan.ts";
import { isSpace } from "./fields.ts";
import { nameOf, nextByte } from "./look.ts";
import type { Window } from "./window.ts";

const MORE: Outcome = { kind: "more" };

/** The state of one token after the other. */
export class TokenScan {
  start = 0;
  readonly #window: Window;
  readonly #longest: number;
  #at = 0;
  #string = false;
  #closed = false;

  constructor(window: Window, maxElementBytes: number) {
    this.#window = window;
    this.#longest = maxElementBytes;
  }

  /** The first byte that is still needed. */
  get keep(): number {
    return this.#at - this.start > this.#longest ? this.#at : this.start;
  }

  /** Where a search for the next element begins when the token makes no sense. */
  get searchFrom(): number {
    return this.#at - this.start > this.#longest ? this.#at : this.start + 1;
  }

  begin(start: number): void {
    this.start = start;
    this.#string = this.#window.byte(start) === 0x22;
    this.#at = this.#string ? start + 1 : start;
    this.#closed = false;
  }

  /** A `search` outcome leaves it to the caller to start one, at `searchFrom`. */
  step(final: boolean): Outcome {
    const window = this.#window;
    if (!this.#closed) {
      if (this.#string) this.#passString();
      else this.#passScalar();
    }
    if (!this.#closed) {
      return final ? { kind: "lost", end: window.end, why: "the input ends inside it", truncated: true } : MORE;
    }
    const next = nextByte(window, this.#at, final);
    if (next === undefined) return MORE;
    if (next.byte >= 0 && next.byte !== 0x2c && next.byte !== 0x5d) {
      return { kind: "search", why: `unexpected ${nameOf(next.byte)} at byte ${next.at}` };
    }
    if (this.#at - this.start <= this.#longest) return { kind: "whole", end: this.#at };
    return { kind: "lost", end: this.#at, why: `it is longer than maxElementBytes (${this.#longest})` };
  }

  #passString(): void {
    const { scanner, base, end } = this.#window;
    const bytes = scanner.window;
    let i = this.#at - base;
    for (const stop = end - base; i < stop; i++) {
      if (bytes[i] === 0x22) {
        this.#closed = true;
        i++;
        break;
      }
      // A backslash that comes last waits for the byte it escapes.
      if (bytes[i] === 0x5c && ++i >= stop) {
        i--;
        break;
      }
    }
    this.#at = i + base;
  }

  #passScalar(): void {
    const window = this.#window;
    for (; this.#at < window.end; this.#at++) {
      const byte = window.byte(this.#at);
      if (!isSpace(byte) && !DELIMITERS.has(byte)) continue;
      this.#closed = true;
      return;
    }
  }
}

const DELIMITERS = new Set([...'"[]{},:'].map((c) => c.charCodeAt(0)));
