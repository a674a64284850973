/**
 * Keys in order, remembered by the order in which they came: records of one kind have their keys in a few orders.
 *
 * @module
 */

/** Most orders' steps that are remembered: keys may be data (ids), which never come again. */
const MOST_STEPS = 20_000;

/** Most keys of an object, and most characters of a key, that are remembered: larger ones are data. */
const MOST = 64;

/** Bytes of written keys that count as a step. */
const STEP_BYTES = 256;

const encoder = new TextEncoder();

/** An object's own keys, by code unit. */
export interface SortedKeys {
  readonly keys: readonly string[];
  /** The keys as they stand in JSON, one behind the other, each with its colon; absent until an order has come twice. */
  readonly json?: Uint8Array;
  /** Where each of them ends there. */
  readonly ends: readonly number[];
}

/** What is known of objects whose keys begin in one way. */
class Step {
  readonly next = new Map<string, Step>();
  sorted?: SortedKeys;
}

let start = new Step();
let steps = 0;

/** An object's own keys, in order. */
export function sortedKeys(object: object): SortedKeys {
  const keys = Object.keys(object);
  if (keys.length < 2) return { keys, ends: [] };
  if (keys.length > MOST) return { keys: keys.sort(), ends: [] };
  let step = start;
  for (let i = 0; i < keys.length; i++) {
    let next = step.next.get(keys[i]);
    if (next === undefined) {
      if (keys[i].length > MOST || ++steps > MOST_STEPS) {
        if (steps > MOST_STEPS) forget();
        return { keys: keys.sort(), ends: [] };
      }
      step.next.set(keys[i], next = new Step());
    }
    step = next;
  }
  const { sorted } = step;
  // Written when it comes again: data as keys never does.
  if (sorted) return sorted.json ? sorted : step.sorted = written(sorted.keys);
  return step.sorted = { keys: keys.sort(), ends: [] };
}

function forget(): void {
  start = new Step();
  steps = 0;
}

function written(keys: readonly string[]): SortedKeys {
  const ends: number[] = [];
  let end = 0;
  const pieces = keys.map((key) => encoder.encode(`${JSON.stringify(key.toWellFormed())}:`));
  for (const piece of pieces) ends.push(end += piece.length);
  const json = new Uint8Array(end);
  for (const [i, piece] of pieces.entries()) json.set(piece, ends[i] - piece.length);
  steps += Math.floor(end / STEP_BYTES);
  return { keys, json, ends };
}
