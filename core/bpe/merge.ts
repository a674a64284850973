/**
 * The merge of byte pair encodings, exact at any length: of all neighbours the pair of the lowest rank becomes one, the
 * leftmost first, until no pair has a rank.
 *
 * @module
 */
import type { Ranks } from "./ranks.ts";

/** Up to this many bytes looking at all pairs each time is faster than keeping them in order. */
const FEW = 48;
const NONE = Infinity;

/**
 * Where the tokens of some bytes begin, and their end.
 *
 * @param bytes as `Ranks` has them: a character a byte
 */
export function mergePairs(bytes: string, ranks: Ranks): ArrayLike<number> {
  return bytes.length <= FEW ? mergeFew(bytes, ranks) : mergeMany(bytes, ranks);
}

function mergeFew(bytes: string, ranks: Ranks): number[] {
  const starts: number[] = [];
  const pairs: number[] = [];
  const rankOf = (from: number, to: number) => {
    const rank = ranks.rankOf(bytes, from, to);
    return rank < 0 ? NONE : rank;
  };
  for (let i = 0; i <= bytes.length; i++) {
    starts.push(i);
    pairs.push(i + 2 <= bytes.length ? rankOf(i, i + 2) : NONE);
  }
  for (;;) {
    let least = NONE;
    let at = -1;
    for (let i = 0; i < pairs.length - 2; i++) {
      if (pairs[i] < least) {
        least = pairs[i];
        at = i;
      }
    }
    if (at < 0) return starts;
    starts.splice(at + 1, 1);
    pairs.splice(at + 1, 1);
    const pair = (i: number) => i + 2 < starts.length ? rankOf(starts[i], starts[i + 2]) : NONE;
    pairs[at] = pair(at);
    if (at > 0) pairs[at - 1] = pair(at - 1);
  }
}

/** Factor between rank and place in the heap's numbers: 2 ** 31 places and 2 ** 22 ranks fit into a number exactly. */
const PLACES = 2 ** 31;

/** The same with neighbours linked and pairs in a heap: time grows with n log n. */
function mergeMany(bytes: string, ranks: Ranks): ArrayLike<number> {
  const n = bytes.length;
  const next = new Int32Array(n + 1);
  const before = new Int32Array(n + 1);
  const rankAt = new Int32Array(n + 1).fill(-1);
  const heap = new Heap(n);
  const look = (at: number) => {
    const middle = next[at];
    const end = middle < n ? next[middle] : n + 1;
    const rank = end > n ? -1 : ranks.rankOf(bytes, at, end);
    rankAt[at] = rank;
    if (rank >= 0) heap.push(rank * PLACES + at);
  };
  for (let i = 0; i <= n; i++) {
    next[i] = i + 1;
    before[i] = i - 1;
  }
  for (let i = 0; i < n; i++) look(i);
  let tokens = n;
  for (let top = heap.pop(); top !== undefined; top = heap.pop()) {
    const at = top % PLACES;
    // A pair that has changed since has been put in again.
    if (rankAt[at] !== Math.floor(top / PLACES)) continue;
    const gone = next[at];
    rankAt[gone] = -1;
    next[at] = next[gone];
    before[next[at]] = at;
    tokens--;
    look(at);
    if (at > 0) look(before[at]);
  }
  const starts = new Int32Array(tokens + 1);
  for (let at = 0, i = 0; i <= tokens; at = next[at]) starts[i++] = at;
  return starts;
}

/** The least number first. */
class Heap {
  #values: Float64Array;
  #size = 0;

  constructor(room: number) {
    this.#values = new Float64Array(Math.max(16, room));
  }

  push(value: number): void {
    if (this.#size === this.#values.length) {
      const wider = new Float64Array(this.#size * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    const values = this.#values;
    let at = this.#size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (values[above] <= value) break;
      values[at] = values[above];
      at = above;
    }
    values[at] = value;
  }

  pop(): number | undefined {
    if (this.#size === 0) return undefined;
    const values = this.#values;
    const top = values[0];
    const last = values[--this.#size];
    let at = 0;
    for (let below = 1; below < this.#size; below = 2 * at + 1) {
      if (below + 1 < this.#size && values[below + 1] < values[below]) below++;
      if (values[below] >= last) break;
      values[at] = values[below];
      at = below;
    }
    values[at] = last;
    return top;
  }
}
