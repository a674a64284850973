/**
 * Parses the bytes of one JSON text.
 *
 * @module
 */
import { Buffer, isAscii } from "node:buffer";

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * The value of one JSON text in UTF-8; a byte order mark before it is dropped.
 *
 * It is what `JSON.parse` makes of it: of a key that comes twice the last one counts, `__proto__` becomes an own key
 * (copy objects through a `Map` or `Object.create(null)`), integers above 2^53 lose digits, and a lone surrogate
 * written as an escape stays one.
 *
 * Throws a `SyntaxError` that names the first byte that is no UTF-8, or says what is wrong in the words of the
 * runtime's parser (kept as `cause`), and a `RangeError` when the text is longer than a string can be.
 */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = isAscii(bytes) ? ascii(bytes) : decoder.decode(bytes);
  } catch (cause) {
    const at = invalidUtf8(bytes);
    if (at >= 0) {
      const byte = bytes[at].toString(16).padStart(2, "0");
      throw new SyntaxError(`Cannot parse JSON: byte 0x${byte} at offset ${at} is not valid UTF-8`, { cause });
    }
    throw new RangeError(`Cannot parse JSON: ${bytes.length} bytes are more than a string can hold`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`Cannot parse JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** Several times as quick as a decoder; exports write what is not ASCII in escapes. */
function ascii({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}

/** Offset of the first byte at which the bytes stop being UTF-8 (RFC 3629), -1 when all are. */
export function invalidUtf8(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at];
    if (lead < 0x80) {
      at++;
      continue;
    }
    const length = lead >= 0xc2 && lead <= 0xdf
      ? 2
      : lead >= 0xe0 && lead <= 0xef
      ? 3
      : lead >= 0xf0 && lead <= 0xf4
      ? 4
      : 0;
    if (length === 0 || at + length > bytes.length) return at;
    // The second byte's range keeps out overlong forms, surrogates and what lies beyond U+10FFFF.
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (bytes[at + 1] < low || bytes[at + 1] > high) return at;
    for (let i = 2; i < length; i++) if ((bytes[at + i] & 0xc0) !== 0x80) return at;
    at += length;
  }
  return -1;
}
