/**
 * Splits JSON that comes in pieces into the elements of its array.
 *
 * @module
 */
import type { Damage, Element } from "./element.ts";
import type { Outcome } from "./element_scan.ts";
import { isSpace } from "./fields.ts";
import { byteOrderMark, nameOf } from "./look.ts";
import { Parts } from "./parts.ts";
import type { SplitterSettings } from "./parts.ts";

/** What comes next: the whole text, a value, a comma or `]`, something half read, or nothing. */
type Mode = "top" | "value" | "next" | "element" | "token" | "wrapper" | "search" | "after" | "stopped";

/** Splits one stream. Synchronous: bytes go in, what became whole comes out. */
export class Splitter {
  readonly parts: Parts;
  #mode: Mode = "top";
  #at = 0;
  /** Inside the array, or behind it: a search for elements makes sense. */
  #inArray = false;
  #inWrapper = false;
  /** The comma behind the last value, -1 for none. */
  #comma = -1;

  constructor(settings: SplitterSettings) {
    this.parts = new Parts(settings);
  }

  /** True when the input is no JSON array or object: nothing more will come of it. */
  get stopped(): boolean {
    return this.#mode === "stopped";
  }

  /** The end of the bytes so far, where an element of the array may begin there; else -1. */
  get awaits(): number {
    return this.#mode === "value" && this.#at === this.parts.window.end ? this.#at : -1;
  }

  /** The array's `]` was read. */
  get closed(): boolean {
    return this.#mode === "after";
  }

  /**
   * Takes it as read, inside of an array, that `count` elements stand before `at`, where the next bytes come from:
   * the next element (`"value"`), or what follows one (`"next"`).
   */
  leap(at: number, mode: "value" | "next", count: number): void {
    const { window, output } = this.parts;
    window.base = window.end = at;
    output.skip(count);
    this.#enter(at, mode);
  }

  /** Takes the next bytes. Elements of the call before are no longer good. */
  push(piece: Uint8Array): (Element | Damage)[] {
    this.parts.window.append(piece, this.#keep());
    return this.#run(false);
  }

  /** Says that the input is over. */
  end(): (Element | Damage)[] {
    return this.#run(true);
  }

  #keep(): number {
    if (this.#mode === "element") return this.parts.element.keep;
    if (this.#mode === "token") return this.parts.token.keep;
    if (this.#mode === "search") return this.parts.recovery.keep;
    return this.#mode === "wrapper" ? this.parts.wrapper!.keep : this.#at;
  }

  #run(final: boolean): (Element | Damage)[] {
    while (this.#step(final)) { /* each step goes on as far as it can */ }
    return this.parts.output.take();
  }

  /** False when more bytes are needed, or nothing is left to do. */
  #step(final: boolean): boolean {
    switch (this.#mode) {
      case "stopped":
        return false;
      case "element":
        return this.#follow(this.parts.element.start, this.parts.element.step(final));
      case "token":
        return this.#follow(this.parts.token.start, this.parts.token.step(final));
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
    const window = this.parts.window;
    while (this.#at < window.end && isSpace(window.byte(this.#at))) this.#at++;
    if (this.#at === window.end) {
      if (final && this.#mode !== "after") this.parts.output.over(this.#at, this.#mode === "top");
      return final && this.#stop();
    }
    const byte = window.byte(this.#at);
    if (this.#mode === "top") return this.#top(byte, final);
    if (this.#mode === "value") this.#value(byte);
    else if (this.#mode === "after") this.#seek(this.#at, "there is more behind the end of the JSON");
    else if (byte === 0x2c) this.#comma = this.#at++, this.#mode = "value";
    else if (byte === 0x5d) this.#close();
    else if (byte === 0x7b || byte === 0x5b) {
      this.parts.output.note(this.#at, this.#at, "a comma is missing");
      this.#value(byte);
    } else this.#seek(this.#at, `unexpected ${nameOf(byte)}, "," or "]" was expected`);
    return true;
  }

  #top(byte: number, final: boolean): boolean {
    if (byte === 0xef && this.#at === 0 && (this.parts.window.end >= 3 || !final)) {
      this.#at = byteOrderMark(this.parts.window);
      if (this.#at > 0 || this.parts.window.end < 3) return this.#at > 0;
    }
    if (byte === 0x5b) this.#enter(this.#at + 1, "value");
    else if (byte !== 0x7b) {
      this.parts.output.note(this.#at, undefined, `it begins with ${nameOf(byte)}, "[" or "{" was expected`);
      return this.#stop();
    } else if (this.parts.wrapper) {
      this.parts.wrapper.begin(this.#at);
      this.#mode = "wrapper";
    } else this.#begin();
    return true;
  }

  #enter(at: number, mode: "value" | "next"): void {
    this.#inArray = true;
    this.#comma = -1;
    this.#at = at;
    this.#mode = mode;
  }

  #value(byte: number): void {
    if (byte === 0x2c) {
      this.parts.output.gap(this.#at++);
      this.#comma = -1;
      return;
    }
    if (byte === 0x5d && this.#comma >= 0) this.parts.output.gap(this.#comma);
    this.parts.output.settle();
    if (byte === 0x5d) this.#close();
    else if (byte === 0x7b || byte === 0x5b) this.#begin();
    else if (byte === 0x7d || byte === 0x3a) this.#seek(this.#at, `unexpected ${nameOf(byte)}, a value was expected`);
    else {
      this.parts.token.begin(this.#at);
      this.#mode = "token";
    }
  }

  #begin(): void {
    this.parts.element.begin(this.#at, this.#inArray);
    this.#mode = "element";
  }

  /** Behind the array's `]`. */
  #close(): void {
    this.#at++;
    this.#mode = this.#inWrapper ? "wrapper" : "after";
    if (this.#inWrapper) this.parts.wrapper!.resume(this.#at);
  }

  #follow(start: number, outcome: Outcome): boolean {
    if (outcome.kind === "more") return false;
    if (outcome.kind === "search") {
      if (!this.#inArray) {
        this.parts.output.lost(start, undefined, outcome.why);
        return this.#stop();
      }
      // A string or word that makes no sense is the rest of an element that closed too early.
      if (this.#mode === "token") this.parts.search.start(this.parts.token.searchFrom);
      this.parts.recovery.begin(start, outcome.why, this.#mode === "element");
      this.#mode = "search";
      return true;
    }
    if (outcome.kind === "whole") {
      this.parts.output.whole(start, outcome.end, this.#mode === "element" ? this.parts.element.marks : []);
    } else {
      this.parts.output.lost(start, outcome.end, outcome.why, outcome.truncated);
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
    const outcome = this.parts.wrapper!.step(final);
    if (outcome.kind === "more") return false;
    if (outcome.kind === "array") {
      this.#inWrapper = true;
      this.#enter(outcome.at + 1, "value");
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
      this.parts.output.note(at, undefined, why);
      this.#stop();
      return;
    }
    this.parts.search.start(at);
    this.parts.recovery.begin(at, why, false);
    this.#mode = "search";
  }

  #recover(final: boolean): boolean {
    const at = this.parts.recovery.step(final);
    if (at === undefined) return final && this.#stop();
    this.#at = at;
    this.#begin();
    return true;
  }

  /** Nothing more will come. */
  #stop(): false {
    this.#mode = "stopped";
    return false;
  }
}
