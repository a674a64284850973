/**
 * Sets of users, in little memory.
 *
 * @module
 */

/** From so many on a bit for each user that there is takes less than a list of those that are in it. */
const MOST_LISTED = 4096;

/** Different users, by number. Numbers are given from 1 up. */
export class UserSet {
  #few: Set<number> | undefined = new Set();
  #bits: Uint8Array = EMPTY;
  #size = 0;

  get size(): number {
    return this.#few?.size ?? this.#size;
  }

  add(user: number): void {
    if (this.#few) {
      this.#few.add(user);
      if (this.#few.size > MOST_LISTED) this.#spread();
    } else this.#set(user);
  }

  /** Takes all that another holds, which stays as it is. */
  merge(other: UserSet): void {
    if (other.#few) { for (const user of other.#few) this.add(user); }
    else {
      if (this.#few) this.#spread();
      this.#reach(other.#bits.length * 8 - 1);
      for (let i = 0; i < other.#bits.length; i++) {
        const more = other.#bits[i] & ~this.#bits[i];
        if (more === 0) continue;
        this.#bits[i] |= more;
        this.#size += ones(more);
      }
    }
  }

  #spread(): void {
    const few = this.#few!;
    this.#few = undefined;
    for (const user of few) this.#set(user);
  }

  #set(user: number): void {
    this.#reach(user);
    const bit = 1 << (user & 7);
    if (this.#bits[user >> 3] & bit) return;
    this.#bits[user >> 3] |= bit;
    this.#size++;
  }

  #reach(user: number): void {
    if (user >> 3 < this.#bits.length) return;
    const wider = new Uint8Array(Math.max((user >> 3) + 1, this.#bits.length * 2, 64));
    wider.set(this.#bits);
    this.#bits = wider;
  }
}

const EMPTY = new Uint8Array(0);

function ones(byte: number): number {
  let count = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  return count;
}
