/**
 * Texts that are nearly the same, found without comparing each with each: sketches of their word triples (MinHash), of
 * which similar texts share a stretch with near certainty.
 *
 * @module
 */

/** Numbers of a sketch: the share in which two agree is about the share of word triples that the texts share. */
const NUMBERS = 64;
/** Stretches of a sketch by which texts are looked up. */
const STRETCHES = 16;
const WORDS = 3;

/** Remembers sketches. About 1 KB for each text. */
export class SimilarTexts {
  readonly #similarity: number;
  readonly #sketches: Uint32Array[] = [];
  readonly #places = new Map<string, number[]>();

  /** `similarity`: share of numbers that must agree, from 0 to 1. */
  constructor(similarity: number) {
    this.#similarity = similarity;
  }

  /** True when a text so similar was added before; else adds this one. */
  seen(text: string): boolean {
    const sketch = sketchOf(text);
    const keys = keysOf(sketch);
    const asked = new Set<number>();
    for (const key of keys) {
      for (const place of this.#places.get(key) ?? []) {
        if (asked.has(place)) continue;
        asked.add(place);
        if (agreement(this.#sketches[place], sketch) >= this.#similarity) return true;
      }
    }
    const place = this.#sketches.push(sketch) - 1;
    for (const key of keys) {
      const there = this.#places.get(key);
      if (!there) this.#places.set(key, [place]);
      // Enough to know it by: a crowd in one place would make each further text slow.
      else if (there.length < 20) there.push(place);
    }
    return false;
  }
}

function sketchOf(text: string): Uint32Array {
  const words = text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]+/gu) ?? [];
  const sketch = new Uint32Array(NUMBERS).fill(0xffffffff);
  for (let i = 0; i <= Math.max(0, words.length - WORDS); i++) {
    const hash = hashOf(words.slice(i, i + WORDS).join(" "));
    for (let n = 0; n < NUMBERS; n++) {
      const mixed = mix(hash ^ Math.imul(n + 1, 0x9e3779b9));
      if (mixed < sketch[n]) sketch[n] = mixed;
    }
  }
  return sketch;
}

function keysOf(sketch: Uint32Array): string[] {
  const rows = NUMBERS / STRETCHES;
  return Array.from({ length: STRETCHES }, (_, i) => `${i} ${sketch.subarray(i * rows, (i + 1) * rows).join(" ")}`);
}

function agreement(a: Uint32Array, b: Uint32Array): number {
  let same = 0;
  for (let i = 0; i < NUMBERS; i++) if (a[i] === b[i]) same++;
  return same / NUMBERS;
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Spreads the bits of a number over all of them. */
function mix(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
