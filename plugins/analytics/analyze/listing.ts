/**
 * The conversations of a period that a report lists: those with most messages.
 *
 * @module
 */

/** One conversation as a report lists it. */
export interface Listed {
  id: string;
  title: string;
  /** When it began, epoch ms. */
  at: number | null;
  user: string | null;
  messages: number;
  topic: string | null;
  intent: string | null;
  sentiment: number | null;
  language: string;
  status: string | null;
  firstResponseSeconds: number | null;
}

/** Keeps the `most` longest conversations, in memory for twice as many. */
export class Listing {
  #kept: Listed[] = [];

  constructor(readonly most: number) {}

  add(one: Listed): void {
    if (this.most === 0) return;
    this.#kept.push(one);
    if (this.#kept.length >= 2 * this.most + 16) this.#cut();
  }

  merge(other: Listing): void {
    for (const one of other.#kept) this.add(one);
  }

  /** The longest first; between equals, by id. */
  get all(): Listed[] {
    this.#cut();
    return [...this.#kept];
  }

  #cut(): void {
    this.#kept.sort((a, b) => b.messages - a.messages || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    this.#kept.length = Math.min(this.#kept.length, this.most);
  }
}
