/**
 * Makes JSON of the places in which Telegram Desktop writes something else.
 *
 * @module
 */
import { isHex, pathEnd } from "./scan/lexer.ts";

const encoder = new TextEncoder();
const KEY = encoder.encode("document_id");
const EMPTY = encoder.encode('""');
const ESCAPE = encoder.encode("\\u00");

/** A JSON text with its `\xNN` as `\u00NN`. */
export function repairText(text: string): string {
  if (!text.includes("\\x")) return text;
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|[\s\S])/g, (all, hex?: string) => hex ? `\\u00${hex}` : all);
}

/**
 * The same bytes with `\xNN` as `\u00NN`, and with quotes around the path of a `document_id` that has none. Chunks of
 * any size give the same bytes. What is whole passes through unchanged; so does what nobody can repair.
 */
export async function* repairBytes(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const repair = new Repair();
  for await (const chunk of chunks) yield repair.push(chunk, false);
  yield repair.push(new Uint8Array(0), true);
}

/** Longest path without quotes. */
const LONGEST = 1 << 20;

class Repair {
  #rest: Uint8Array = new Uint8Array(0);
  #inString = false;
  /** Bytes of `KEY` that the string has shown so far, -1 once it is another. */
  #shown = -1;
  /** How near a value of a `document_id` is: 1 behind the key, 2 behind its colon. */
  #near = 0;

  push(chunk: Uint8Array, final: boolean): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#rest.length + chunk.length);
    bytes.set(this.#rest);
    bytes.set(chunk, this.#rest.length);
    const out: Uint8Array[] = [];
    let copied = 0;
    const put = (until: number, instead: Uint8Array, next: number) => {
      out.push(bytes.subarray(copied, until), instead);
      copied = next;
    };
    let i = 0;
    for (; i < bytes.length; i++) {
      const byte = bytes[i];
      if (this.#inString) {
        if (byte === 0x5c) {
          if (i + 3 >= bytes.length && !final) break;
          if (bytes[i + 1] === 0x78 && isHex(bytes[i + 2]) && isHex(bytes[i + 3])) {
            put(i, ESCAPE, i + 2);
            i += 3;
          } else i++;
          this.#shown = -1;
        } else if (byte === 0x22 || byte === 0x0a || byte === 0x0d) {
          this.#inString = false;
          this.#near = this.#shown === KEY.length && byte === 0x22 ? 1 : 0;
        } else if (this.#shown >= 0) this.#shown = byte === KEY[this.#shown] ? this.#shown + 1 : -1;
      } else if (byte === 0x22) {
        this.#inString = true;
        this.#shown = 0;
        this.#near = 0;
      } else if (this.#near === 1 && byte === 0x3a) this.#near = 2;
      else if (this.#near > 0 && !(byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) {
        // Not downloaded: the path is empty.
        if (this.#near === 2 && (byte === 0x2c || byte === 0x7d)) put(i, EMPTY, i);
        const path = this.#near === 2 && !isSign(byte);
        const end = path ? pathEnd(bytes, i, final || bytes.length - i > LONGEST) : -1;
        if (end === undefined) break;
        this.#near = 0;
        if (end < 0) continue;
        put(i, quoted(bytes.subarray(i, end)), end);
        i = end - 1;
      }
    }
    const read = Math.min(i, bytes.length);
    this.#rest = bytes.slice(read);
    out.push(bytes.subarray(copied, read));
    return joined(out);
  }
}

function isSign(byte: number): boolean {
  return byte === 0x7b || byte === 0x7d || byte === 0x5b || byte === 0x5d || byte === 0x2c || byte === 0x3a;
}

/** A path as a JSON string; bytes that are no UTF-8 stay, and are found by whoever parses it. */
function quoted(path: Uint8Array): Uint8Array {
  const out: number[] = [0x22];
  for (const byte of path) {
    if (byte === 0x22 || byte === 0x5c) out.push(0x5c, byte);
    else if (byte < 0x20) out.push(...encoder.encode(`\\u00${byte.toString(16).padStart(2, "0")}`));
    else out.push(byte);
  }
  out.push(0x22);
  return Uint8Array.from(out);
}

function joined(pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
