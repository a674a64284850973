/**
 * Collects what a splitter hands over next.
 *
 * @module
 */
import { Damage, Element } from "./element.ts";
import type { Names } from "./fields.ts";
import type { BorderSearch } from "./border_search.ts";
import type { Window } from "./window.ts";

/** Elements whose heads are learned one by one; of later ones every 64th is. */
const LEARNED = 64;

/** Numbers elements, whole and lost, and keeps them for the caller. */
export class Output {
  #items: (Element | Damage)[] = [];
  #index = 0;
  #gap?: { start: number; end: number };
  /** Something was wrong, be it a comma too many. */
  damaged = false;
  /** The running number behind the last element that came while nothing was in doubt. */
  certain = 0;
  readonly #window: Window;
  readonly #search: BorderSearch;
  readonly #names: Names;

  constructor(window: Window, search: BorderSearch, names: Names) {
    this.#window = window;
    this.#search = search;
    this.#names = names;
  }

  /** A comma too many; those that stand together are one note. */
  gap(at: number): void {
    this.damaged = true;
    this.#gap ??= { start: at, end: 0 };
    this.#gap.end = at + 1;
  }

  /** Ends a run of commas. */
  settle(): void {
    if (this.#gap === undefined) return;
    const { start, end } = this.#gap;
    this.#gap = undefined;
    this.note(start, end, "a value is missing beside the comma");
  }

  /** See `Parts.clean`. */
  get clean(): boolean {
    return !this.damaged && !this.#search.used;
  }

  /** Counts elements that somebody else hands over. */
  skip(count: number): void {
    this.#index += count;
    this.certain = this.#index;
  }

  /** All since the last call. */
  take(): (Element | Damage)[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  /** An element whose brackets balance. */
  whole(start: number, end: number, marks: readonly number[]): void {
    const bytes = this.#window.view(start, end);
    if (bytes[0] === 0x7b && (this.#index < LEARNED || this.#index % LEARNED === 0)) this.#search.heads.learn(bytes);
    this.#items.push(new Element(this.#index++, start, bytes, marks, this.#names));
    if (this.clean) this.certain = this.#index;
  }

  /** An element that is lost. */
  lost(start: number, end: number | undefined, why: string, truncated = false): void {
    this.damaged = true;
    this.#items.push(new Damage(start, end, why, this.#index++, truncated));
  }

  /** Something wrong between elements. */
  note(start: number, end: number | undefined, why: string, truncated = false): void {
    this.settle();
    this.damaged = true;
    this.#items.push(new Damage(start, end, why, undefined, truncated));
  }

  /** The input is over where more was expected. */
  over(at: number, empty: boolean): void {
    this.note(at, at, empty ? "the input is empty" : "the input ends inside the array", true);
  }
}
