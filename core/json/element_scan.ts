/**
 * Goes through one element that is an object or an array, to its end or to where it proves to be broken.
 *
 * @module
 */
import type { BorderSearch } from "./border_search.ts";
import { LOOK_BACK, readHead } from "./borders.ts";
import type { Head } from "./borders.ts";
import { KEPT_MARKS } from "./element.ts";
import { isSpace } from "./fields.ts";
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
  #at = 0;
  #searching = false;
  #closed = -1;
  #suspect = -1;
  #suspicion = "";
  /** How far behind the suspicious byte borders are looked for, before the scan goes on. */
  #stride = STRIDE;
  /** Why the element is only passed over. */
  #skip?: { at: number; why: string };
  #own?: Head;
  /** Where brackets did not fit the last time: from there on nothing was looked at twice yet. */
  #lastFailure = 0;

  constructor(window: Window, search: BorderSearch, limits: Limits) {
    this.#window = window;
    this.#search = search;
    this.#limits = limits;
  }

  /** The first byte that is still needed. */
  get keep(): number {
    if (this.#skip === undefined) return this.start;
    const keep = Math.max(this.start, this.#at - LOOK_BACK);
    return this.#suspect < 0 ? keep : Math.min(keep, this.#search.keep);
  }

  /** Starts with the bracket at `start`. `searching`: other elements may follow, so look out for them. */
  begin(start: number, marking: boolean, searching: boolean): void {
    this.#searching = searching;
    this.start = this.#at = start;
    this.#closed = this.#suspect = -1;
    this.#skip = this.#own = undefined;
    this.marks = [];
    this.#window.scanner.begin(this.#limits.maxDepth, marking && this.#window.byte(start) === 0x7b, false);
  }

  /** Goes on as far as the bytes reach. `final`: no more will come. */
  step(final: boolean): Outcome {
    const window = this.#window;
    for (;;) {
      // Looking and scanning go hand in hand, so that neither runs far ahead to no purpose.
      const reach = this.#suspect < 0 ? Infinity : Math.max(this.#at, this.#suspect + this.#stride);
      const found = this.#suspect < 0 ? undefined : this.#search.look(final, reach);
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
        if (this.#suspect < 0) return this.#end();
        this.#closed = this.#at;
        return undefined;
      case Stop.mismatch: {
        const why = this.#suspect < 0
          ? `${this.#name(this.#at)} at byte ${this.#at} closes another kind of bracket`
          : this.#why;
        if (this.#suspect < 0) this.#startSearch(Math.max(this.start + 1, this.#lastFailure), this.#at);
        this.#lastFailure = this.#at;
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
    if (this.#skip !== undefined) return this.#end();
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
    const { window, search } = { window: this.#window, search: this.#search };
    const lost: Outcome = { kind: "lost", end: window.end, why: "the input ends inside it", truncated: true };
    if (this.#skip !== undefined) return { ...lost, why: this.#why };
    const closes = endsLikeArray(window);
    if (this.#suspect >= 0) return { ...lost, why: this.#why, truncated: !closes };
    if (!closes || !search.heads.known) return lost;
    // Cut off files rarely end in "}]": more likely brackets are missing, and later elements were taken for parts.
    search.start(Math.max(this.start + 1, this.#lastFailure));
    this.#lastFailure = window.end;
    const found = search.look(true);
    if (found === undefined || "needs" in found) return lost;
    const why = "a bracket that closes it is missing";
    return { kind: "lost", end: found.border.end, next: found.border.at, why };
  }

  #alert(at: number): void {
    this.#suspect = at;
    this.#stride = STRIDE;
    this.#suspicion = `unexpected ${this.#name(at)} at byte ${at}`;
    // The quote before it may be that of the next element's first key.
    const window = this.#window;
    let from = at;
    if (window.byte(at - 1) === 0x22) {
      const least = Math.max(this.start + 1, at - MOST_INDENT);
      for (from = at - 1; from > least && isSpace(window.byte(from - 1));) from--;
      from = from > least && window.byte(from - 1) === 0x7b ? from - 1 : at;
    }
    this.#startSearch(from, at);
  }

  #startSearch(from: number, sane: number): void {
    if (this.#skip === undefined) this.#readOwn(sane);
    this.#search.start(from, this.#own);
  }

  #readOwn(sane: number): void {
    if (this.#search.heads.known || this.#window.byte(this.start) !== 0x7b) return;
    const head = readHead(this.#window.view(this.start, sane), 0, sane - this.start, true);
    if (head !== "short") this.#own = head;
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
    if (this.#skip === undefined || (this.#suspect >= 0 && this.#suspect <= this.#skip.at)) return this.#suspicion;
    return this.#skip.why;
  }

  #name(at: number): string {
    return nameOf(this.#window.byte(at));
  }
}

/** White space looked over between `{` and a key. */
const MOST_INDENT = 1000;
/** White space looked over to find out whether an array goes on: more of it is taken for the end of the input. */
const MOST_SPACE = 65_536;

/** The first byte from `at` on that is not white space, -1 for the end of input; undefined when more bytes are needed. */
export function nextByte(window: Window, at: number, final: boolean): { at: number; byte: number } | undefined {
  const limit = Math.min(window.end, at + MOST_SPACE);
  const more = limit === window.end && !final;
  while (at < limit && isSpace(window.byte(at))) at++;
  return at < limit ? { at, byte: window.byte(at) } : more ? undefined : { at, byte: -1 };
}

/** A byte for an error message. */
export function nameOf(byte: number): string {
  if (byte < 0) return "end of input";
  return byte > 0x20 && byte < 0x7f ? `'${String.fromCharCode(byte)}'` : `byte 0x${byte.toString(16).padStart(2, "0")}`;
}

/** Whether the window ends with `}]`, an object around it (`}]}`), and white space. */
function endsLikeArray(window: Window): boolean {
  const back = (at: number): number => {
    while (at > window.base && isSpace(window.byte(at - 1))) at--;
    return at;
  };
  let at = back(window.end);
  if (at - 1 > window.base && window.byte(at - 1) === 0x7d) at = back(at - 1);
  if (at - 1 <= window.base || window.byte(at - 1) !== 0x5d) return false;
  at = back(at - 1);
  return at > window.base && window.byte(at - 1) === 0x7d;
}
