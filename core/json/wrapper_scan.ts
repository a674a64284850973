/**
 * Goes through the object around the array, and finds the array.
 *
 * @module
 */
import { KEPT_MARKS } from "./element.ts";
import type { Limits } from "./element_scan.ts";
import { nameOf } from "./element_scan.ts";
import { isSpace, keyBefore } from "./fields.ts";
import type { Names } from "./fields.ts";
import { Stop } from "./scanner.ts";
import type { StopCode } from "./scanner.ts";
import type { Window } from "./window.ts";

/** How far the object was followed. */
export type WrapperOutcome =
  | { kind: "more" }
  /** One of the arrays opens at `at`. */
  | { kind: "array"; at: number }
  /** The object closed. */
  | { kind: "closed"; end: number }
  | { kind: "broken"; at: number; why: string; truncated: boolean };

const MORE: WrapperOutcome = { kind: "more" };

/** The state of the top-level object. As long as no array was found it may be an element itself, and is kept. */
export class WrapperScan {
  start = 0;
  /** Positions of its depth-1 commas and colons from its start, until an array was found. */
  marks: number[] = [];
  /** An array was found. */
  found = false;
  /** The object is too long, or too deep, to be an element. */
  tooMuch?: string;
  readonly #window: Window;
  readonly #names: Names;
  readonly #limits: Limits;
  #at = 0;
  /** Where the next key begins; -1 while its value is passed. */
  #key = -1;
  /** A wanted key was read: where its value begins. */
  #value = -1;
  /** Marks of the last scan (offsets in the stream), how many of them were looked at, and how it stopped. */
  readonly #read: number[] = [];
  #next = 0;
  #code: StopCode = Stop.limit;
  #suspect = -1;

  constructor(window: Window, names: Names, limits: Limits) {
    this.#window = window;
    this.#names = names;
    this.#limits = limits;
  }

  /** The first byte that is still needed. */
  get keep(): number {
    if (!this.found && this.tooMuch === undefined) return this.start;
    return this.#key >= 0 ? Math.min(this.#key, this.#at) : this.#at;
  }

  begin(start: number): void {
    this.start = this.#at = start;
    this.#key = start + 1;
    this.#window.scanner.begin(this.#limits.maxDepth, true, false);
  }

  /** Goes on behind the `]` of an array. */
  resume(at: number): void {
    this.#at = at;
    this.#key = this.#value = this.#suspect = -1;
    this.#read.length = this.#next = 0;
    this.#window.scanner.begin(this.#limits.maxDepth, true, true);
  }

  step(final: boolean): WrapperOutcome {
    const window = this.#window;
    for (;;) {
      if (this.#value >= 0) {
        while (this.#value < window.end && isSpace(window.byte(this.#value))) this.#value++;
        if (this.#value === window.end && !final) return MORE;
        const at = this.#value;
        this.#value = -1;
        if (window.byte(at) === 0x5b) {
          this.found = true;
          this.marks = [];
          this.#read.length = 0;
          this.#code = Stop.limit;
          return { kind: "array", at };
        }
      }
      if (this.#readMarks()) continue;
      const code = this.#code;
      this.#code = Stop.limit;
      if (this.#suspect >= 0) {
        const why = `unexpected ${nameOf(window.byte(this.#suspect))} at byte ${this.#suspect}`;
        return { kind: "broken", at: this.#suspect, why, truncated: false };
      }
      if (code === Stop.closed) {
        this.#measure();
        return { kind: "closed", end: this.#at };
      }
      if (code === Stop.mismatch) {
        const why = `${nameOf(window.byte(this.#at))} at byte ${this.#at} closes another kind of bracket`;
        return { kind: "broken", at: this.#at, why, truncated: false };
      }
      if (code === Stop.deep) {
        this.tooMuch ??= `it is nested deeper than maxDepth (${this.#limits.maxDepth}) at byte ${this.#at}`;
        window.scanner.countOnly(true);
      }
      if (this.#at >= window.end) {
        if (!final) return MORE;
        return { kind: "broken", at: this.#at, why: "the input ends inside the object", truncated: true };
      }
      this.#scan();
    }
  }

  #scan(): void {
    const { scanner, base, end } = this.#window;
    this.#code = scanner.scan(this.#at - base, end - base);
    this.#at = scanner.position + base;
    this.#read.length = this.#next = 0;
    scanner.takeMarks(this.#read, -base);
    if (this.found) {
      // Behind an array nobody else looks at what is wrong: it may have been closed too early.
      if (scanner.suspect >= 0) this.#suspect = scanner.suspect + base;
      return;
    }
    for (const mark of this.#read) this.marks.push(mark - this.start);
    if (this.marks.length > KEPT_MARKS) this.marks.length = KEPT_MARKS + 1;
    this.#measure();
  }

  #measure(): void {
    const most = this.#limits.maxElementBytes;
    if (this.#at - this.start > most) this.tooMuch ??= `it is longer than maxElementBytes (${most})`;
  }

  /** Reads keys up to one that is wanted: what was scanned behind it may have to be scanned again, as an array. */
  #readMarks(): boolean {
    const { base } = this.#window;
    const bytes = this.#window.scanner.window;
    while (this.#next < this.#read.length) {
      const mark = this.#read[this.#next++];
      if (this.#suspect >= 0 && mark >= this.#suspect) return false;
      if (bytes[mark - base] === 0x2c) {
        this.#key = mark + 1;
      } else if (this.#key >= 0) {
        const name = keyBefore(bytes, this.#key - base, mark - base, this.#names);
        this.#key = -1;
        if (name < 0) continue;
        this.#value = mark + 1;
        return true;
      }
    }
    return false;
  }
}
