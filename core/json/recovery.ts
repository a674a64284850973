/**
 * Goes over what cannot be split, to the next border or the end of the input.
 *
 * @module
 */
import type { BorderSearch } from "./border_search.ts";
import type { Output } from "./output.ts";
import type { Window } from "./window.ts";

/** The state of one loss after the other. The search is started by whoever knows from where. */
export class Recovery {
  readonly #window: Window;
  readonly #search: BorderSearch;
  readonly #output: Output;
  #start = 0;
  #why = "";
  #element = false;

  constructor(window: Window, search: BorderSearch, output: Output) {
    this.#window = window;
    this.#search = search;
    this.#output = output;
  }

  /** The first byte that is still needed. */
  get keep(): number {
    return this.#search.keep;
  }

  /** Everything from `start` is lost; `element`: it is an element that has a number. */
  begin(start: number, why: string, element: boolean): void {
    this.#start = start;
    this.#why = why;
    this.#element = element;
  }

  /** Where the next element begins; undefined when more bytes are needed, or, if `final`, when there is none. */
  step(final: boolean): number | undefined {
    const found = this.#search.look(final);
    const border = found !== undefined && "border" in found ? found.border : undefined;
    if (border === undefined && !final) return undefined;
    const end = Math.max(this.#start, border?.end ?? this.#window.end);
    if (this.#element) this.#output.lost(this.#start, end, this.#why);
    else this.#output.note(this.#start, end, this.#why);
    return border?.at;
  }
}
