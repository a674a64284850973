/**
 * Text gathered as bytes.
 *
 * @module
 */

/** Bytes a buffer begins with. */
const ROOM = 64 * 1024;

/** Grows with what it is given; encoded at once, so that the text can be let go. */
export class TextBuffer {
  #bytes: Uint8Array<ArrayBuffer>;
  #used = 0;
  readonly #encoder = new TextEncoder();

  /** `memory` may be given to be used again. */
  constructor(memory?: ArrayBuffer) {
    this.#bytes = new Uint8Array(memory ?? new ArrayBuffer(ROOM));
  }

  /** Bytes gathered. */
  get used(): number {
    return this.#used;
  }

  /** The bytes, good until the next call that changes them. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#used);
  }

  /** Adds text; lone surrogates become U+FFFD. */
  add(text: string): void {
    this.#reserve(text.length * 3);
    this.#used += this.#encoder.encodeInto(text, this.#bytes.subarray(this.#used)).written;
  }

  addBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  /** Forgets what was gathered. One large text is no reason to keep its space. */
  clear(): void {
    this.#used = 0;
    if (this.#bytes.length > 32 * ROOM) this.#bytes = new Uint8Array(ROOM);
  }

  #reserve(more: number): void {
    const most = this.#used + more;
    if (most <= this.#bytes.length) return;
    const larger = new Uint8Array(most + Math.max(ROOM, this.#used >> 1));
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}
