/**
 * Splits JSON that comes in pieces into the elements of its array.
 *
 * @module
 */
import { BorderSearch } from "./border_search.ts";
import type { Damage, Element } from "./element.ts";
import { ElementScan } from "./element_scan.ts";
import type { Limits, Outcome } from "./element_scan.ts";
import { isSpace, Names } from "./fields.ts";
import { byteOrderMark, nameOf } from "./look.ts";
import { Output } from "./output.ts";
import { Recovery } from "./recovery.ts";
import type { Scanner } from "./scanner.ts";
import { TokenScan } from "./token_scan.ts";
import { Window } from "./window.ts";
import { WrapperScan } from "./wrapper_scan.ts";

/** What comes next: the whole text, a value, a comma or `]`, something half read, or nothing. */
type Mode = "top" | "value" | "next" | "element" | "token" | "wrapper" | "search" | "after" | "stopped";

/** Splits one stream. Synchronous: bytes go in, what became whole comes out. */
export class Splitter {
  readonly #window: Window;
  readonly #search: BorderSearch;
  readonly #output: Output;
  readonly #marking: boolean;
  readonly #recovery: Recovery;
  readonly #element: ElementScan;
  readonly #token: TokenScan;
  readonly #wrapper?: WrapperScan;
  #mode: Mode = "top";
  #at = 0;
  /** Inside the array, or behind it: a search for elements makes sense. */
  #inArray = false;
  #inWrapper = false;
  /** The comma behind the last value, -1 for none. */
  #comma = -1;

  constructor(scanner: Scanner, limits: Limits, fields: readonly string[], arrayFields: readonly string[]) {
    this.#window = new Window(scanner);
    this.#search = new BorderSearch(this.#window);
    this.#output = new Output(this.#window, this.#search.heads, new Names(fields));
    this.#recovery = new Recovery(this.#window, this.#search, this.#output);
    this.#marking = fields.length > 0;
    this.#element = new ElementScan(this.#window, this.#search, limits);
    this.#token = new TokenScan(this.#window, limits.maxElementBytes);
    if (arrayFields.length > 0) {
      this.#wrapper = new WrapperScan(this.#window, this.#output, new Names(arrayFields), limits);
    }
  }

  /** True when the input is no JSON array or object: nothing more will come of it. */
  get stopped(): boolean {
    return this.#mode === "stopped";
  }

  /** Takes the next bytes. Elements of the call before are no longer good. */
  push(piece: Uint8Array): (Element | Damage)[] {
    this.#window.append(piece, this.#keep());
    return this.#run(false);
  }

  /** Says that the input is over. */
  end(): (Element | Damage)[] {
    return this.#run(true);
  }

  #keep(): number {
    if (this.#mode === "element") return this.#element.keep;
    if (this.#mode === "token") return this.#token.keep;
    if (this.#mode === "search") return this.#recovery.keep;
    return this.#mode === "wrapper" ? this.#wrapper!.keep : this.#at;
  }

  #run(final: boolean): (Element | Damage)[] {
    while (this.#step(final)) { /* each step goes on as far as it can */ }
    return this.#output.take();
  }

  /** False when more bytes are needed, or nothing is left to do. */
  #step(final: boolean): boolean {
    switch (this.#mode) {
      case "stopped":
        return false;
      case "element":
        return this.#follow(this.#element.start, this.#element.step(final));
      case "token":
        return this.#follow(this.#token.start, this.#token.step(final));
      case "wrapper":
        return this.#followWrapper(final);
      case "search":
        return this.#recover(final);
      default:
        return this.#between(final);
    }
  }

  /** Outside of elements. */
  #between(final: boolean): boolean {
    const window = this.#window;
    while (this.#at < window.end && isSpace(window.byte(this.#at))) this.#at++;
    if (this.#at === window.end) return final && this.#over();
    const byte = window.byte(this.#at);
    if (this.#mode === "top") return this.#top(byte, final);
    if (this.#mode === "value") this.#value(byte);
    else if (this.#mode === "after") this.#seek(this.#at, "there is more behind the end of the JSON");
    else if (byte === 0x2c) this.#comma = this.#at++, this.#mode = "value";
    else if (byte === 0x5d) this.#close();
    else if (byte === 0x7b || byte === 0x5b) {
      this.#output.note(this.#at, this.#at, "a comma is missing");
      this.#value(byte);
    } else this.#seek(this.#at, `unexpected ${nameOf(byte)}, "," or "]" was expected`);
    return true;
  }

  #top(byte: number, final: boolean): boolean {
    if (byte === 0xef && this.#at === 0 && (this.#window.end >= 3 || !final)) {
      this.#at = byteOrderMark(this.#window);
      if (this.#at > 0 || this.#window.end < 3) return this.#at > 0;
    }
    if (byte === 0x5b) this.#open(this.#at);
    else if (byte !== 0x7b) {
      this.#output.note(this.#at, undefined, `it begins with ${nameOf(byte)}, "[" or "{" was expected`);
      return this.#stop();
    } else if (this.#wrapper) {
      this.#wrapper.begin(this.#at);
      this.#mode = "wrapper";
    } else this.#begin();
    return true;
  }

  #open(at: number): void {
    this.#inArray = true;
    this.#comma = -1;
    this.#at = at + 1;
    this.#mode = "value";
  }

  #value(byte: number): void {
    if (byte === 0x2c) {
      this.#output.gap(this.#at++);
      this.#comma = -1;
      return;
    }
    if (byte === 0x5d && this.#comma >= 0) this.#output.gap(this.#comma);
    this.#output.settle();
    if (byte === 0x5d) this.#close();
    else if (byte === 0x7b || byte === 0x5b) this.#begin();
    else if (byte === 0x7d || byte === 0x3a) this.#seek(this.#at, `unexpected ${nameOf(byte)}, a value was expected`);
    else {
      this.#token.begin(this.#at);
      this.#mode = "token";
    }
  }

  #begin(): void {
    this.#element.begin(this.#at, this.#marking, this.#inArray);
    this.#mode = "element";
  }

  /** Behind the array's `]`. */
  #close(): void {
    this.#at++;
    this.#mode = this.#inWrapper ? "wrapper" : "after";
    if (this.#inWrapper) this.#wrapper!.resume(this.#at);
  }

  #follow(start: number, outcome: Outcome): boolean {
    if (outcome.kind === "more") return false;
    if (outcome.kind === "search") {
      if (!this.#inArray) {
        this.#output.lost(start, undefined, outcome.why);
        return this.#stop();
      }
      // A string or word that makes no sense is the rest of an element that closed too early.
      if (this.#mode === "token") this.#search.start(this.#token.searchFrom);
      this.#recovery.begin(start, outcome.why, this.#mode === "element");
      this.#mode = "search";
      return true;
    }
    if (outcome.kind === "whole") {
      this.#output.whole(start, outcome.end, this.#mode === "element" ? this.#element.marks : []);
    } else {
      this.#output.lost(start, outcome.end, outcome.why, outcome.truncated);
      if (outcome.truncated) return this.#stop();
    }
    this.#at = outcome.end;
    this.#mode = this.#inArray ? "next" : "after";
    if (outcome.kind === "lost" && outcome.next !== undefined) {
      this.#at = outcome.next;
      this.#begin();
    }
    return true;
  }

  #followWrapper(final: boolean): boolean {
    const outcome = this.#wrapper!.step(final);
    if (outcome.kind === "more") return false;
    if (outcome.kind === "array") {
      this.#inWrapper = true;
      this.#open(outcome.at);
      return true;
    }
    this.#inWrapper = false;
    if (outcome.kind === "stop") return this.#stop();
    if (outcome.kind === "broken") {
      this.#seek(outcome.at, outcome.why);
      return true;
    }
    this.#at = outcome.at;
    this.#mode = "after";
    return true;
  }

  /** Goes on at the next border behind `at`; without an array there is none. */
  #seek(at: number, why: string): void {
    if (!this.#inArray) {
      this.#output.note(at, undefined, why);
      this.#stop();
      return;
    }
    this.#search.start(at);
    this.#recovery.begin(at, why, false);
    this.#mode = "search";
  }

  #recover(final: boolean): boolean {
    const at = this.#recovery.step(final);
    if (at === undefined) return final && this.#stop();
    this.#at = at;
    this.#begin();
    return true;
  }

  /** The input is over, between elements. */
  #over(): boolean {
    const at = this.#at;
    if (this.#mode === "top") this.#output.note(at, at, "the input is empty", true);
    else if (this.#mode !== "after") this.#output.note(at, at, "the input ends inside the array", true);
    return this.#stop();
  }

  /** Nothing more will come. */
  #stop(): false {
    this.#mode = "stopped";
    return false;
  }
}
