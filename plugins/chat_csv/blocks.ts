/**
 * Memory that files are read into, used again once all rows in it are done with: left to the garbage collector, which
 * sees little of such memory, it would be most of what a run takes.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { CsvMemory } from "../../core/csv/read.ts";

/** Most blocks that wait to be used again, and the longest of them in bytes. */
const MOST_WAITING = 4;
const LONGEST = 2 * 1024 * 1024;
/** Numbers that tell where the rows of a block lie, as a rule. */
const TABLE = 16 * 1024;

/** Blocks of one reading. */
export class Blocks {
  #waiting: CsvMemory[] = [];

  /** A block of at least so many bytes. */
  take(bytes: number): CsvMemory {
    const place = this.#waiting.findIndex((block) => block.bytes.length >= bytes);
    if (place >= 0) return this.#waiting.splice(place, 1)[0];
    return { bytes: Buffer.allocUnsafeSlow(bytes + (bytes >> 2)), table: new Int32Array(TABLE) };
  }

  /** Says that so many have a look at a block. Where one of them never returns it, it is not used again. */
  lend(block: CsvMemory, count: number): Loan {
    return new Loan(count, () => {
      if (this.#waiting.length < MOST_WAITING && block.bytes.length <= LONGEST) this.#waiting.push(block);
    });
  }
}

/** A block that several look at. */
export class Loan {
  #left: number;
  readonly #done: () => void;

  constructor(count: number, done: () => void) {
    this.#left = count;
    this.#done = done;
  }

  /** Called once by each of them, who does not look at it again. */
  giveBack(): void {
    if (--this.#left === 0) this.#done();
  }
}
