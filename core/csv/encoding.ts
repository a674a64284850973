/**
 * The encoding of a text by its byte order mark, and UTF-16 made UTF-8 piece by piece.
 *
 * @module
 */

/** Encodings that a byte order mark tells. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** What the first bytes of a text say: the encoding, and how long its byte order mark is (0: none, it is UTF-8). */
export function findEncoding(first: Uint8Array): { encoding: Encoding; mark: number } {
  if (first[0] === 0xff && first[1] === 0xfe) return { encoding: "utf-16le", mark: 2 };
  if (first[0] === 0xfe && first[1] === 0xff) return { encoding: "utf-16be", mark: 2 };
  return { encoding: "utf-8", mark: first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf ? 3 : 0 };
}

/** Makes UTF-8 of a text's pieces, in order. Lone surrogates, and an odd byte at the end, become U+FFFD. */
export function toUtf8(encoding: Encoding): (bytes: Uint8Array, last: boolean) => Uint8Array {
  if (encoding === "utf-8") return (bytes) => bytes;
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const encoder = new TextEncoder();
  return (bytes, last) => encoder.encode(decoder.decode(bytes, { stream: !last }));
}

/** What begins a file that gives nothing but bad rows, and what to do about it. */
const FOREIGN: readonly [start: readonly number[], what: string][] = [
  [[0x1f, 0x8b], "it is compressed, expected CSV: unpack it first"],
  [[0x50, 0x4b, 3, 4], "it is a zip or a workbook, expected CSV: unpack it, or save it as CSV"],
  [[0xff, 0xfe, 0, 0], "it is UTF-32, expected UTF-8: save it as UTF-8"],
  [[0, 0, 0xfe, 0xff], "it is UTF-32, expected UTF-8: save it as UTF-8"],
];

/** Two ASCII characters in UTF-16: no CSV in UTF-8 begins with a letter beside a zero byte, twice. */
const UNMARKED = "it is UTF-16 without a byte order mark, expected UTF-8, or the mark: save it as UTF-8";

/**
 * Refuses a file that is no text, or in an encoding that nothing tells, by its first four bytes (fewer where it has
 * fewer). UTF-16 without a mark is refused unless `unmarked` says that somebody knows what it is.
 *
 * @throws {TypeError} saying what the file is
 */
export function refuseForeign(path: string, first: Uint8Array, unmarked = false): void {
  const known = FOREIGN.find(([start]) => start.every((byte, i) => first[i] === byte));
  const [a, b, c, d] = first;
  const little = a > 0 && b === 0 && c > 0 && d === 0;
  const big = a === 0 && b > 0 && c === 0 && d > 0;
  const why = known?.[1] ?? ((little || big) && !unmarked ? UNMARKED : undefined);
  if (why !== undefined) throw new TypeError(`Cannot read "${path}": ${why}`);
}
