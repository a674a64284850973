/**
 * Makes UTF-8 of what may be UTF-16.
 *
 * @module
 */

/** The encodings JSON files are met in. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/**
 * The encoding of JSON, from its first bytes (four are enough): a byte order mark, else where the zero bytes of the
 * first two characters are, which in JSON are ASCII (RFC 4627 §3).
 */
export function detectEncoding(first: Uint8Array): Encoding {
  const [a, b, c, d] = first;
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (first.length < 2) return "utf-8";
  if (a !== 0 && b === 0 && (d === 0 || d === undefined) && c !== 0) return "utf-16le";
  if (a === 0 && b !== 0 && (c === 0 || c === undefined) && d !== 0) return "utf-16be";
  return "utf-8";
}

/**
 * The same text in UTF-8, as a stream. UTF-8 goes through untouched, with its byte order mark if there is one; that
 * of UTF-16 is left out. What is no text in UTF-16 (a lone surrogate, half a character at the end) becomes bytes that
 * are no UTF-8, so that whoever decodes them finds out.
 */
export async function* toUtf8(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  let recode: Utf16 | undefined;
  for await (const chunk of chunks) {
    let bytes: Uint8Array = chunk;
    if (head !== undefined) {
      if (head.length > 0) {
        bytes = new Uint8Array(head.length + chunk.length);
        bytes.set(head);
        bytes.set(chunk, head.length);
      }
      if (bytes.length < 4) {
        head = bytes.slice();
        continue;
      }
      head = undefined;
      recode = recoder(bytes);
    }
    yield recode === undefined ? bytes : recode.push(bytes);
  }
  if (head !== undefined && head.length > 0) {
    recode = recoder(head);
    yield recode === undefined ? head : recode.push(head);
  }
  if (recode !== undefined) yield recode.end();
}

function recoder(first: Uint8Array): Utf16 | undefined {
  const encoding = detectEncoding(first);
  return encoding === "utf-8" ? undefined : new Utf16(encoding === "utf-16le");
}

/** Recodes UTF-16 piece by piece. */
class Utf16 {
  readonly #little: boolean;
  /** Half a unit, and a high surrogate, that wait for what follows. */
  #half = -1;
  #high = 0;
  #started = false;

  constructor(little: boolean) {
    this.#little = little;
  }

  push(bytes: Uint8Array): Uint8Array {
    const out = new Uint8Array((bytes.length + 4) * 3);
    let n = 0;
    for (const byte of bytes) {
      if (this.#half < 0) {
        this.#half = byte;
        continue;
      }
      const unit = this.#little ? this.#half | byte << 8 : this.#half << 8 | byte;
      this.#half = -1;
      const first = !this.#started;
      this.#started = true;
      if (first && unit === 0xfeff) continue;
      if (this.#high !== 0) {
        const high = this.#high;
        this.#high = 0;
        if (unit >= 0xdc00 && unit <= 0xdfff) {
          n = put(out, n, 0x10000 + (high - 0xd800) * 0x400 + unit - 0xdc00);
          continue;
        }
        n = put(out, n, high);
      }
      if (unit >= 0xd800 && unit <= 0xdbff) this.#high = unit;
      else n = put(out, n, unit);
    }
    return out.subarray(0, n);
  }

  end(): Uint8Array {
    const out = new Uint8Array(4);
    let n = this.#high === 0 ? 0 : put(out, 0, this.#high);
    if (this.#half >= 0) out[n++] = 0xff;
    return out.subarray(0, n);
  }
}

/** Writes a code point; surrogates too, which makes invalid UTF-8 of them. */
function put(out: Uint8Array, n: number, point: number): number {
  if (point < 0x80) {
    out[n++] = point;
  } else if (point < 0x800) {
    out[n++] = 0xc0 | point >> 6;
    out[n++] = 0x80 | point & 0x3f;
  } else if (point < 0x10000) {
    out[n++] = 0xe0 | point >> 12;
    out[n++] = 0x80 | point >> 6 & 0x3f;
    out[n++] = 0x80 | point & 0x3f;
  } else {
    out[n++] = 0xf0 | point >> 18;
    out[n++] = 0x80 | point >> 12 & 0x3f;
    out[n++] = 0x80 | point >> 6 & 0x3f;
    out[n++] = 0x80 | point & 0x3f;
  }
  return n;
}
