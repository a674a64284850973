/**
 * Names and ids as they stand in tables.
 *
 * @module
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** As bytes: text in SQLite ends at U+0000. Lone surrogates become U+FFFD. */
export function asBytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The text again. */
export function asText(value: unknown): string {
  return decoder.decode(value as Uint8Array);
}
