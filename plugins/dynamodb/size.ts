/**
 * How large an item is as DynamoDB counts, and what putting it takes.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { AttributeValue, Item } from "./attributes.ts";

/**
 * Bytes, or units, between two bounds: the size of a number is given only about. A digit pair counts a byte, but where
 * pairs begin (at the point, or at the first digit) differs between servers, and so does what a sign takes.
 */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** Bytes of a unit of write capacity. */
const UNIT = 1024;

const [ZERO, NINE, E] = ["0", "9", "e"].map((one) => one.charCodeAt(0));

/** Bytes of an item: its names and its values. */
export function sizeOf(item: Item): Range {
  let [least, most] = [0, 0];
  for (const name in item) {
    const size = sizeOfValue(item[name]);
    // The store's names are letters and digits.
    least += name.length + size.least;
    most += name.length + size.most;
  }
  return { least, most };
}

/** Bytes of a value. */
export function sizeOfValue(value: AttributeValue): Range {
  if ("S" in value) return exactly(Buffer.byteLength(value.S));
  if ("N" in value) return sizeOfNumber(value.N);
  if ("B" in value) return exactly(Buffer.byteLength(value.B, "base64"));
  let [least, most] = [3, 3];
  for (const one of value.L) {
    const size = sizeOfValue(one);
    least += 1 + size.least;
    most += 1 + size.most;
  }
  return { least, most };
}

/** Units that putting the item takes where there is none of its key. */
export function unitsOf(item: Item): Range {
  const { least, most } = sizeOf(item);
  return { least: Math.max(1, Math.ceil(least / UNIT)), most: Math.max(1, Math.ceil(most / UNIT)) };
}

/** A byte, and one for two significant digits: zeros before and behind them count nothing. */
function sizeOfNumber(text: string): Range {
  let [seen, first, last] = [0, 0, -1];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === E) break;
    if (code < ZERO || code > NINE) continue;
    if (code !== ZERO) {
      if (last < 0) first = seen;
      last = seen;
    }
    seen++;
  }
  const digits = last < 0 ? 0 : last - first + 1;
  const least = 1 + Math.ceil(digits / 2);
  // An odd number of digits takes the same wherever pairs begin.
  const most = least + (digits % 2 === 0 ? 1 : 0) + (text.startsWith("-") ? 1 : 0);
  return { least, most };
}

function exactly(size: number): Range {
  return { least: size, most: size };
}
