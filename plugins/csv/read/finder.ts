/**
 * Where a character comes next.
 *
 * @module
 */

/**
 * Looks for one text in another, from places that only go up: what was found is kept, so that a character which is rare
 * or missing is not looked for again and again.
 */
export class Finder {
  #next = -1;

  constructor(readonly text: string, readonly wanted: string) {}

  /** Its first place at or behind `at`; infinity where there is none, as for the empty text. */
  from(at: number): number {
    if (this.#next >= at) return this.#next;
    const found = this.wanted === "" ? -1 : this.text.indexOf(this.wanted, at);
    this.#next = found < 0 ? Infinity : found;
    return this.#next;
  }
}
