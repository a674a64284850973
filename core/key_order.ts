/**
 * Keys in order, remembered by the order in which they came: records of one kind have their keys in a few orders.
 *
 * @module
 */

/** Most orders' steps that are remembered: keys may be data (ids), which never come again. */
const MOST_STEPS = 20_000;

/** Most keys of an object, and most characters of a key, that are remembered: larger ones are data. */
const MOST = 64;

/** What is known of objects whose keys begin in one way. */
class Step {
  readonly next = new Map<string, Step>();
  sorted?: readonly string[];
}

let start = new Step();
let steps = 0;

/** An object's own keys, by code unit. */
export function sortedKeys(object: object): readonly string[] {
  const keys = Object.keys(object);
  if (keys.length < 2) return keys;
  if (keys.length > MOST) return keys.sort();
  let step = start;
  for (let i = 0; i < keys.length; i++) {
    let next = step.next.get(keys[i]);
    if (next === undefined) {
      if (keys[i].length > MOST) return keys.sort();
      if (++steps > MOST_STEPS) {
        start = new Step();
        steps = 0;
        return keys.sort();
      }
      step.next.set(keys[i], next = new Step());
    }
    step = next;
  }
  return step.sorted ??= keys.sort();
}
