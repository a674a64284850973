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
