/**
 * Goes through the object around the array, and finds the array.
 *
 * @module
 */
import { LOOK_BACK } from "./borders.ts";
import { KEPT_MARKS } from "./element.ts";
import type { Limits } from "./element_scan.ts";
import { nameOf } from "./look.ts";
import { isSpace, keyBefore } from "./fields.ts";
import type { Names } from "./fields.ts";
import type { Output } from "./output.ts";
import { Stop } from "./scanner.ts";
import type { StopCode } from "./scanner.ts";
import type { Window } from "./window.ts";

/** How far the object was followed. */
export type WrapperOutcome =
  /** More bytes are needed. */
  | { kind: "more" }
  /** One of the arrays opens at `at`. */
  | { kind: "array"; at: number }
  /** The object is over; `at` is the byte after it. */
  | { kind: "over"; at: number }
  /** Behind an array it makes no sense any more. */
  | { kind: "broken"; at: number; why: string }
  /** Nothing can come of what follows. */
  | { kind: "stop" };

const STRIDE = 256;
/** Keys longer than this, with the white space around them, are none of those looked for, and not kept. */
const MOST_KEY = 2 ** 20;
const MORE: WrapperOutcome = { kind: "more" };
const STOP: WrapperOutcome = { kind: "stop" };

/** The state of the top-level object. As long as no array was found it may be an element itself, and is kept. */
export class WrapperScan {
  #start = 0;
  /** Positions of its depth-1 commas and colons from its start, until an array was found. */
  #marks: number[] = [];
  readonly #output: Output;
  /** An array was found. */
  #found = false;
  /** The object is too long, or too deep, to be an element. */
  #tooMuch?: string;
  readonly #window: Window;
  readonly #names: Names;
  readonly #limits: Limits;
  #at = 0;
  /** The comma or `{` before the next key; -1 while its value is passed. */
  #key = -1;
  /** A wanted key was read: where its value begins. */
  #value = -1;
  /** Marks of the last scan (offsets in the stream), how many of them were looked at, and how it stopped. */
  readonly #read: number[] = [];
  #next = 0;
  #code: StopCode = Stop.limit;
  /** Bytes scanned at once: few at first, as those behind an array's bracket are scanned again. */
  #stride = STRIDE;
  #suspect = -1;

  constructor(window: Window, output: Output, names: Names, limits: Limits) {
    this.#window = window;
    this.#output = output;
    this.#names = names;
    this.#limits = limits;
  }

  /** The first byte that is still needed. */
  get keep(): number {
    if (!this.#found && this.#tooMuch === undefined) return this.#start;
    const needed = this.#key >= 0 ? Math.min(this.#key, this.#at) : this.#at;
    // Where the object makes no sense, elements are looked for from there on.
    return Math.max(this.#window.base, needed - LOOK_BACK);
  }

  begin(start: number): void {
    this.#start = this.#at = start;
    this.#key = start;
    this.#window.scanner.begin(this.#limits.maxDepth, true, false);
  }

  /** Goes on behind the `]` of an array. From here on nothing is kept, so brackets are only counted. */
  resume(at: number): void {
    this.#at = at;
    this.#key = this.#value = this.#suspect = -1;
    this.#read.length = this.#next = 0;
    this.#stride = STRIDE;
    this.#window.scanner.begin(this.#limits.maxDepth, true, true);
    this.#window.scanner.countOnly(true);
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
          this.#found = true;
          this.#marks = [];
          this.#read.length = 0;
          this.#code = Stop.limit;
          return { kind: "array", at };
        }
      }
      if (this.#readMarks()) continue;
      const code = this.#code;
      this.#code = Stop.limit;
      if (this.#suspect >= 0) return this.#broken(this.#suspect);
      if (code === Stop.closed) return this.#closed();
      if (code === Stop.mismatch) {
        const why = `${nameOf(window.byte(this.#at))} at byte ${this.#at} closes another kind of bracket`;
        this.#output.lost(this.#start, undefined, why);
        return STOP;
      }
      if (code === Stop.deep) {
        this.#tooBig(`it is nested deeper than maxDepth (${this.#limits.maxDepth}) at byte ${this.#at}`);
      }
      if (this.#at >= window.end) {
        if (!final) {
          if (this.#at - this.#key > MOST_KEY) this.#key = -1;
          return MORE;
        }
        const why = "the input ends inside the object";
        if (this.#found) this.#output.note(this.#at, this.#at, why, true);
        else this.#output.lost(this.#start, this.#at, why, true);
        return STOP;
      }
      this.#scan();
    }
  }

  #closed(): WrapperOutcome {
    if (this.#found) {
      if (this.#key >= 0) return this.#broken(this.#key);
      if (this.#window.byte(this.#at - 1) !== 0x7d) return this.#broken(this.#at - 1);
      return { kind: "over", at: this.#at };
    }
    if (this.#at - this.#start > this.#limits.maxElementBytes) this.#tooLong();
    if (this.#tooMuch === undefined) {
      this.#output.whole(this.#start, this.#at, this.#marks);
    } else {
      this.#output.lost(this.#start, this.#at, this.#tooMuch);
    }
    return { kind: "over", at: this.#at };
  }

  #scan(): void {
    const { scanner, base, end } = this.#window;
    const most = this.#limits.maxElementBytes;
    const kept = !this.#found && this.#tooMuch === undefined;
    const longest = kept ? this.#start + most + 1 : Infinity;
    if (this.#at === longest) return this.#tooLong();
    this.#code = scanner.scan(this.#at - base, Math.min(end, longest, this.#at + this.#stride) - base);
    this.#stride *= 2;
    this.#at = scanner.position + base;
    this.#read.length = this.#next = 0;
    scanner.takeMarks(this.#read, -base);
    // Behind an array nobody else looks at what is wrong: it may have been closed too early.
    if (this.#found && scanner.suspect >= 0) this.#suspect = scanner.suspect + base;
    if (!kept) return;
    for (const mark of this.#read) this.#marks.push(mark - this.#start);
    if (this.#marks.length > KEPT_MARKS) this.#marks.length = KEPT_MARKS + 1;
  }

  #tooLong(): void {
    this.#tooBig(`it is longer than maxElementBytes (${this.#limits.maxElementBytes})`);
  }

  #tooBig(why: string): void {
    this.#tooMuch ??= why;
    this.#marks = [];
    this.#window.scanner.countOnly(true);
  }

  #broken(at: number): WrapperOutcome {
    const why = `unexpected ${nameOf(this.#window.byte(at))} at byte ${at}`;
    return { kind: "broken", at, why };
  }

  /** Reads keys up to one that is wanted (then true): what was scanned behind it may have to be scanned again, as an array. */
  #readMarks(): boolean {
    const { base } = this.#window;
    const bytes = this.#window.scanner.window;
    while (this.#next < this.#read.length) {
      const mark = this.#read[this.#next++];
      if (this.#suspect >= 0 && mark >= this.#suspect) return false;
      if (bytes[mark - base] === 0x2c) {
        if (this.#found && this.#key >= 0) {
          this.#suspect = this.#key;
          return false;
        }
        this.#key = mark;
      } else if (this.#key >= 0) {
        const name = keyBefore(bytes, this.#key + 1 - base, mark - base, this.#names);
        this.#key = -1;
        if (name < 0) continue;
        this.#value = mark + 1;
        return true;
      }
    }
    return false;
  }
}
