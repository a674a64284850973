/**
 * Numbers of tokens of pieces that come again.
 *
 * @module
 */

/** Pieces that are remembered; all are forgotten when there are more. */
const REMEMBERED = 1 << 17;
/** UTF-16 units of all of them. */
const ROOM = 1 << 20;
/** UTF-16 units of the longest piece that is remembered. */
const LONGEST = 48;

/** Most places that are looked at: pieces made to have one hash are counted anew. */
const LOOKS = 16;

/**
 * Counts by piece, in plain memory: as keys of a map the pieces of a thread take three times as much of its heap, and
 * each look needs a hash that the runtime makes for the string.
 */
export class PieceCounts {
  /** The pieces' units, one piece after the other. */
  readonly #units = new Uint16Array(ROOM);
  /** Where each piece begins, and where the last ends. */
  readonly #starts = new Uint32Array(REMEMBERED + 1);
  readonly #counts = new Uint8Array(REMEMBERED);
  /** By hash, the number of a piece and 1; 0: none. A piece is in the first free place from that of its hash on. */
  readonly #slots = new Int32Array(REMEMBERED * 2);
  #size = 0;

  /** The count of a piece; `make` is asked for one that is not known. */
  get(piece: string, make: (piece: string) => number): number {
    const { length } = piece;
    if (length > LONGEST) return make(piece);
    // FNV-1a, of units.
    let hash = 0x811c9dc5;
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ piece.charCodeAt(i), 0x01000193);
    const slots = this.#slots;
    const last = slots.length - 1;
    const first = hash ^ (hash >>> 15);
    let slot = first & last;
    let looks = 0;
    for (let known = slots[slot]; known > 0; known = slots[slot = (slot + 1) & last]) {
      if (this.#is(known - 1, piece, length)) return this.#counts[known - 1];
      if (++looks === LOOKS) return make(piece);
    }
    // A piece has at most three bytes for each unit, and as many tokens.
    const count = make(piece);
    if (this.#size === REMEMBERED || this.#starts[this.#size] + length > ROOM) {
      this.#size = 0;
      slots.fill(0);
      slot = first & last;
    }
    const start = this.#starts[this.#size];
    for (let i = 0; i < length; i++) this.#units[start + i] = piece.charCodeAt(i);
    this.#counts[this.#size] = count;
    slots[slot] = ++this.#size;
    this.#starts[this.#size] = start + length;
    return count;
  }

  #is(known: number, piece: string, length: number): boolean {
    const start = this.#starts[known];
    if (this.#starts[known + 1] - start !== length) return false;
    const units = this.#units;
    for (let i = 0; i < length; i++) if (units[start + i] !== piece.charCodeAt(i)) return false;
    return true;
  }
}
