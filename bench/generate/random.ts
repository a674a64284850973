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

/** The series of a seed (mulberry32). */
export function series(seed: number): Series {
  let state = seed | 0;
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
      const [a, b, c, d] = [bits(), bits(), bits(), bits()];
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
