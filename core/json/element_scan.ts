/**
 * Goes through one element that is an object or an array, to its end or to where it proves to be broken.
 *
 * @module
 */
import type { BorderSearch } from "./border_search.ts";
import { copyHead, LOOK_BACK, readHead } from "./borders.ts";
import type { Head } from "./borders.ts";
import { KEPT_MARKS } from "./element.ts";
import { endsLikeArray, nameOf, nextByte, objectBefore } from "./look.ts";
import { Stop } from "./scanner.ts";
import type { Window } from "./window.ts";

/** How far an element was followed. */
export type Outcome =
  /** More bytes are needed. */
  | { kind: "more" }
  /** Its brackets balance; `end` is the byte after it. */
  | { kind: "whole"; end: number }
  /** It is lost up to `end`; `next`: where the next one begins, where the end is not its own but a border. */
  | { kind: "lost"; end: number; why: string; next?: number; truncated?: boolean }
  /** It is lost up to a border that the search has yet to find. */
  | { kind: "search"; why: string };

const MORE: Outcome = { kind: "more" };

const STRIDE = 64;

/** What limits an element. */
export interface Limits {
  maxElementBytes: number;
  maxDepth: number;
}

/** The state of one element after the other. */
export class ElementScan {
  /** Offset of the element's first byte. */
  start = 0;
  /** Positions of its depth-1 commas and colons, from its start. */
  marks: number[] = [];
  readonly #window: Window;
  readonly #search: BorderSearch;
  readonly #limits: Limits;
  /** Marks are recorded. */
  readonly #marking: boolean;
  #at = 0;
  #searching = false;
  #closed = -1;
  /** From where borders are looked for, -1 as long as nothing is wrong. */
  #watch = -1;
  #suspect = -1;
  #suspicion = "";
  /** How far behind the suspicious byte borders are looked for, before the scan goes on. */
  #stride = STRIDE;
  /** Why the element is only passed over. */
  #skip?: { at: number; why: string };
  #own?: Head;
  /** Up to here the input is known to hold damage. */
  #proven = 0;

  constructor(window: Window, search: BorderSearch, limits: Limits, marking: boolean) {
    this.#marking = marking;
    this.#window = window;
    this.#search = search;
    this.#limits = limits;
  }

  /** The first byte that is still needed. */
  get keep(): number {
    if (this.#skip === undefined) return this.start;
    const keep = Math.max(this.start, this.#at - LOOK_BACK);
    return this.#watch < 0 ? keep : Math.min(keep, this.#search.keep);
  }

  /** Starts with the bracket at `start`. `searching`: other elements may follow, so look out for them. */
  begin(start: number, searching: boolean): void {
    this.#searching = searching;
    this.start = this.#at = start;
    this.#closed = this.#suspect = this.#watch = -1;
    this.#skip = this.#own = undefined;
    this.marks = [];
    if (searching && start < this.#proven) this.#watchFrom(start + 1);
    this.#window.scanner.begin(this.#limits.maxDepth, this.#marking && this.#window.byte(start) === 0x7b, false);
  }

  /** Goes on as far as the bytes reach. `final`: no more will come. */
  step(final: boolean): Outcome {
    const window = this.#window;
    for (;;) {
      // Looking and scanning go hand in hand, so that neither runs far ahead to no purpose.
      const reach = this.#watch < 0 ? Infinity : Math.max(this.#at, this.#watch + this.#stride);
      const found = this.#watch < 0 ? undefined : this.#search.look(final, reach);
      const stop = found === undefined ? Infinity : "border" in found ? found.border.at : found.needs;
      if (stop <= this.#at && !(this.#closed >= 0 && stop >= this.#closed)) {
        if (found === undefined || "needs" in found) return MORE;
        return { kind: "lost", end: found.border.end, next: found.border.at, why: this.#why };
      }
      if (this.#closed >= 0) return this.#judge(final);
      const longest = this.#skip === undefined ? this.start + this.#limits.maxElementBytes + 1 : Infinity;
      const to = Math.min(window.end, stop, longest, reach);
      if (this.#at === longest) {
        this.#tooLong();
      } else if (this.#at === reach && reach < window.end) {
        this.#stride *= 2;
      } else if (this.#at >= to) {
        return final ? this.#ended() : MORE;
      } else {
        const outcome = this.#scan(to);
        if (outcome !== undefined) return outcome;
      }
    }
  }

  #scan(to: number): Outcome | undefined {
    const { scanner, base } = this.#window;
    const code = scanner.scan(this.#at - base, to - base);
    this.#at = scanner.position + base;
    if (this.#skip === undefined) {
      scanner.takeMarks(this.marks, this.start - base);
      if (this.marks.length > KEPT_MARKS) this.marks.length = KEPT_MARKS + 1;
    }
    if (this.#searching && this.#suspect < 0 && scanner.suspect >= 0) this.#alert(scanner.suspect + base);
    switch (code) {
      case Stop.closed:
        if (this.#watch < 0) return this.#end();
        this.#closed = this.#at;
        return undefined;
      case Stop.mismatch: {
        const name = nameOf(this.#window.byte(this.#at));
        const why = this.#suspect < 0 ? `${name} at byte ${this.#at} closes another kind of bracket` : this.#why;
        this.#startSearch(this.#at, this.#at);
        return { kind: "search", why };
      }
      case Stop.deep:
        this.#skipOver(`it is nested deeper than maxDepth (${this.#limits.maxDepth}) at byte ${this.#at}`);
        return undefined;
      default:
        return undefined;
    }
  }

  /** The brackets closed in an element that has something suspicious: believes it where the array goes on. */
  #judge(final: boolean): Outcome {
    const window = this.#window;
    if (this.#skip !== undefined || this.#suspect < 0) return this.#end();
    const next = nextByte(window, this.#closed, final);
    if (next === undefined) return MORE;
    if (next.byte === 0x2c || next.byte === 0x5d || next.byte < 0) return this.#end();
    return { kind: "search", why: this.#why };
  }

  #end(): Outcome {
    if (this.#skip === undefined && this.#at - this.start > this.#limits.maxElementBytes) this.#tooLong();
    if (this.#skip !== undefined) return { kind: "lost", end: this.#at, why: this.#why };
    return { kind: "whole", end: this.#at };
  }

  /** The input is over and the element is not. */
  #ended(): Outcome {
    const window = this.#window;
    const lost: Outcome = { kind: "lost", end: window.end, why: "the input ends inside it", truncated: true };
    if (this.#skip !== undefined) return { ...lost, why: this.#why };
    if (this.#suspect >= 0) return { ...lost, why: this.#why, truncated: false };
    if (this.#watch >= 0 || !this.#search.heads.distinct || !endsLikeArray(window)) return lost;
    // Cut off files rarely end in "}]": more likely brackets are missing, and later elements were taken for parts.
    this.#startSearch(window.end, window.end);
    const found = this.#search.look(true);
    if (found === undefined || "needs" in found) return lost;
    return { kind: "lost", end: found.border.end, next: found.border.at, why: this.#why };
  }

  #alert(at: number): void {
    this.#suspect = at;
    this.#suspicion = `unexpected ${nameOf(this.#window.byte(at))} at byte ${at}`;
    // The quote before it may be that of the next element's first key.
    this.#startSearch(objectBefore(this.#window, at, Math.max(this.start + 1, this.#window.base)), at);
  }

  /**
   * Looks for borders behind the byte that shows the damage; where parts of elements cannot be taken for elements
   * also before it, as the damage may be older and the element may have swallowed others. These are then watched from
   * their start, so that nothing is scanned more than twice.
   */
  #startSearch(from: number, shown: number): void {
    if (this.#watch >= 0) return;
    if (this.#skip === undefined) {
      this.#readOwn(shown);
      if (this.#search.heads.distinct) {
        from = this.start + 1;
        this.#proven = shown;
      }
    }
    this.#watchFrom(from);
  }

  #watchFrom(from: number): void {
    this.#watch = from;
    this.#stride = STRIDE;
    this.#search.start(from, this.#own);
  }

  #readOwn(sane: number): void {
    if (this.#search.heads.known || this.#window.byte(this.start) !== 0x7b) return;
    const head = readHead(this.#window.view(this.start, sane), 0, sane - this.start, true);
    if (head !== undefined && head !== "short") this.#own = copyHead(head);
  }

  #tooLong(): void {
    this.#skipOver(`it is longer than maxElementBytes (${this.#limits.maxElementBytes})`);
  }

  #skipOver(why: string): void {
    this.#readOwn(this.#suspect < 0 ? this.#at : this.#suspect);
    this.#skip = { at: this.#at, why };
    this.marks = [];
    this.#window.scanner.countOnly(false);
  }

  /** The first sign that something is wrong. */
  get #why(): string {
    if (this.#skip === undefined && this.#suspect < 0) return "a bracket that closes it is missing";
    if (this.#skip === undefined || (this.#suspect >= 0 && this.#suspect <= this.#skip.at)) return this.#suspicion;
    return this.#skip.why;
  }
}
