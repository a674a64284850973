/**
 * Fast random numbers and identifiers from a seed.
 *
 * @module
 */

/** A series of random numbers. */
export interface Series {
  /** A number from 0 up to 1. */
  next(): number;
  /** A whole number below `limit`. */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  /** A number around 0 with a spread of 1 (normal). */
  normal(): number;
  uuid(): string;
  hex(length: number): string;
}

const QUADS: string[] = Array.from({ length: 65536 }, (_, i) => i.toString(16).padStart(4, "0"));

/**
 * The series of a seed (mulberry32). All series walk one cycle of 2^32 numbers, so two of them may come to the same
 * place: `tag` (32 bits) keeps the identifiers of two series apart all the same.
 */
export function series(seed: number, tag = 0): Series {
  let state = seed | 0;
  const spread = Math.imul(tag, 0x9e3779b1);
  const bits = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const next = () => bits() / 2 ** 32;
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (list) => list[below(list.length)],
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    uuid() {
      const [a, b, c] = [bits(), bits(), bits()];
      // Of two identifiers that begin alike, this part differs where the tags do.
      const d = (Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) ^ spread) >>> 0;
      return QUADS[a >>> 16] + QUADS[a & 0xffff] + "-" + QUADS[b >>> 16] + "-4" + QUADS[b & 0xffff].slice(1) + "-a" +
        QUADS[c >>> 16].slice(1) + "-" + QUADS[c & 0xffff] + QUADS[d >>> 16] + QUADS[d & 0xffff];
    },
    hex(length) {
      let digits = "";
      while (digits.length < length) {
        const value = bits();
        digits += QUADS[value >>> 16] + QUADS[value & 0xffff];
      }
      return digits.slice(0, length);
    },
  };
}
