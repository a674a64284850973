/**
 * Looks for the next border while a stream goes by.
 *
 * @module
 */
import { findBorder, Heads, LOOK_BACK } from "./borders.ts";
import type { Head, Search } from "./borders.ts";
import type { Window } from "./window.ts";

/** Searches a window's bytes once, however they come. All places are offsets in the stream. */
export class BorderSearch {
  /** The heads of elements seen so far. */
  readonly heads: Heads = new Heads();
  readonly #window: Window;
  /** Something made a search necessary. */
  used = false;
  #at = 0;
  #own?: Head;
  #found: Search;

  constructor(window: Window) {
    this.#window = window;
  }

  /** Starts anew. `own`: how the broken element begins. */
  start(from: number, own?: Head): void {
    this.used = true;
    this.#at = from;
    this.#own = own;
    this.#found = undefined;
  }

  /** The next border before `limit` of the bytes that are there. `final`: no more will come. */
  look(final: boolean, limit: number = Infinity): Search {
    if (this.#found !== undefined && "border" in this.#found) return this.#found;
    const { base, end } = this.#window;
    const to = Math.min(limit, end);
    if (this.#at >= to) return undefined;
    const bytes = this.#window.view(base, end);
    const found = findBorder(bytes, this.#at - base, to - base, end - base, final, this.heads, this.#own);
    if (found === undefined) {
      this.#at = to;
    } else if ("needs" in found) {
      this.#at = found.needs + base;
      this.#found = { needs: this.#at };
    } else {
      this.#found = { border: { at: found.border.at + base, end: found.border.end + base } };
      return this.#found;
    }
    return found && { needs: this.#at };
  }

  /** The first byte the search still needs. */
  get keep(): number {
    const at = this.#found !== undefined && "border" in this.#found ? this.#found.border.at : this.#at;
    return Math.max(this.#window.base, at - LOOK_BACK);
  }
}
