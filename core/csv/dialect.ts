/**
 * How a CSV text is written, by its first line.
 *
 * @module
 */
import type { Dialect } from "./scan.ts";

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Looked for, the most usual first. */
const DELIMITERS = [",", ";", "\t", "|"];

/**
 * What the first line of a text is written with: the delimiter that stands in it most often outside quotes (a comma
 * where none does), and whether it ends with CR alone. `undefined` where the bytes end before the line does.
 */
export function findDialect(bytes: Uint8Array, last: boolean, delimiter?: string): Dialect | undefined {
  const counts = new Map(DELIMITERS.map((one) => [one.charCodeAt(0), 0]));
  let quoted = false;
  let bareReturn: boolean | undefined;
  for (let i = 0; i < bytes.length && bareReturn === undefined; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) quoted = !quoted;
    else if (quoted) continue;
    else if (byte === LINE_FEED) bareReturn = false;
    else if (byte === CARRIAGE_RETURN) {
      if (i + 1 >= bytes.length && !last) return undefined;
      bareReturn = bytes[i + 1] !== LINE_FEED;
    } else if (counts.has(byte)) counts.set(byte, counts.get(byte)! + 1);
  }
  if (bareReturn === undefined && !last) return undefined;
  const [most] = [...counts].sort(([, a], [, b]) => b - a)[0];
  return { delimiter: delimiter === undefined ? most : delimiter.charCodeAt(0), bareReturn: bareReturn ?? false };
}
