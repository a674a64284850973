/**
 * Ranks of byte pair encodings: which bytes are a token, and which pairs are merged first.
 *
 * @module
 */

/** Ranks by the token's bytes. */
export interface Ranks {
  /**
   * The rank of the bytes from `from` up to `to`, -1 where they are no token.
   *
   * @param bytes each byte as one character from U+0000 to U+00FF
   */
  rankOf(bytes: string, from: number, to: number): number;
  /** Bytes of the longest token. */
  readonly longest: number;
}

/**
 * Reads ranks in the form in which tiktoken's packages carry them: lines of `! <rank of the first> <token> <token> …`,
 * tokens in base64, ranks counting up.
 *
 * @throws {SyntaxError} when a line has another form, or a byte has no rank
 */
export function readRanks(text: string): Ranks {
  let spaces = 0;
  for (let at = text.indexOf(" "); at >= 0; at = text.indexOf(" ", at + 1)) spaces++;
  // Each token has a space before it, and in base64 four characters for three bytes.
  const table = new RankTable(spaces, Math.ceil(text.length * 3 / 4));
  for (let at = 0; at < text.length;) {
    const found = text.indexOf("\n", at);
    const end = found < 0 ? text.length : found;
    if (end > at) readLine(text, at, end, table);
    at = end + 1;
  }
  for (let byte = 0; byte < 256; byte++) {
    if (table.rankOf(String.fromCharCode(byte), 0, 1) < 0) {
      throw new SyntaxError(`Cannot read ranks: byte ${byte} has none`);
    }
  }
  return table;
}

/** Where nothing is made of a token but its bytes, hundreds of thousands of strings are not. */
function readLine(text: string, from: number, to: number, table: RankTable): void {
  const [head, mark, first] = /^(\S*) (\S*) ?/.exec(text.slice(from, Math.min(to, from + 40))) ?? [];
  let rank = Number(first);
  if (head === undefined || mark !== "!" || first === "" || !Number.isSafeInteger(rank)) {
    throw new SyntaxError(
      `Cannot read ranks: a line begins with "${text.slice(from, Math.min(to, from + 20))}", expected "! <number> …"`,
    );
  }
  for (let at = from + head.length; at < to;) {
    const space = text.indexOf(" ", at);
    const end = space < 0 || space > to ? to : space;
    table.add(text, at, end, rank++);
    at = end + 1;
  }
}

/** What each character of base64 says, 64 for any other. */
const BASE64 = new Uint8Array(128).fill(64);
for (const [i, c] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries()) {
  BASE64[c.charCodeAt(0)] = i;
}

/** FNV-1a. */
const FIRST = 0x811c9dc5;
const FACTOR = 0x01000193;

/**
 * Tokens in plain memory: 200,000 of them as keys of a map take 20 MB of the heap of each thread that counts, and a
 * string has to be made for each question.
 */
class RankTable implements Ranks {
  longest = 0;
  /** The tokens' bytes, one token after the other. */
  readonly #bytes: Uint8Array;
  /** Where each token begins, and where the last ends. */
  readonly #starts: Uint32Array;
  readonly #ranks: Int32Array;
  /** By hash, the number of a token and 1; 0: none. A token is in the first free place from that of its hash on. */
  readonly #slots: Int32Array;
  #count = 0;

  constructor(mostTokens: number, mostBytes: number) {
    this.#bytes = new Uint8Array(mostBytes);
    this.#starts = new Uint32Array(mostTokens + 1);
    this.#ranks = new Int32Array(mostTokens);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(mostTokens * 2 + 2)));
  }

  /** Adds a token, in base64 from `from` up to `to`. */
  add(text: string, from: number, to: number, rank: number): void {
    const start = this.#starts[this.#count];
    const length = this.#decode(text, from, to, start);
    let hash = FIRST;
    for (let i = start; i < start + length; i++) hash = Math.imul(hash ^ this.#bytes[i], FACTOR);
    const same = (token: number) => this.#isSame(token, start, length);
    const slot = this.#slotFrom(hash, same);
    const known = this.#slots[slot];
    if (known > 0) return void (this.#ranks[known - 1] = rank);
    this.#ranks[this.#count] = rank;
    this.#slots[slot] = ++this.#count;
    this.#starts[this.#count] = start + length;
    if (length > this.longest) this.longest = length;
  }

  rankOf(bytes: string, from: number, to: number): number {
    if (to - from > this.longest) return -1;
    const known = this.#slots[this.#slotOf(bytes, from, to)];
    return known === 0 ? -1 : this.#ranks[known - 1];
  }

  /** Writes the bytes that base64 stands for; says how many. */
  #decode(text: string, from: number, to: number, at: number): number {
    let end = to;
    while (end > from && text.charCodeAt(end - 1) === 0x3d) end--;
    let bits = 0;
    let count = 0;
    let length = 0;
    for (let i = from; i < end; i++) {
      const value = BASE64[text.charCodeAt(i)] ?? 64;
      if (value === 64) {
        throw new SyntaxError(`Cannot read ranks: "${text.slice(from, Math.min(to, from + 40))}" is no base64`);
      }
      bits = (bits << 6 | value) & 0xffff;
      count += 6;
      if (count < 8) continue;
      count -= 8;
      this.#bytes[at + length++] = bits >> count;
    }
    return length;
  }

  /** The slot in which these bytes are, or would be. */
  #slotOf(bytes: string, from: number, to: number): number {
    let hash = FIRST;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes.charCodeAt(i), FACTOR);
    const slots = this.#slots;
    const last = slots.length - 1;
    for (let slot = (hash ^ (hash >>> 15)) & last;; slot = (slot + 1) & last) {
      const known = slots[slot];
      if (known === 0 || this.#is(known - 1, bytes, from, to)) return slot;
    }
  }

  #slotFrom(hash: number, is: (token: number) => boolean): number {
    const slots = this.#slots;
    const last = slots.length - 1;
    for (let slot = (hash ^ (hash >>> 15)) & last;; slot = (slot + 1) & last) {
      const known = slots[slot];
      if (known === 0 || is(known - 1)) return slot;
    }
  }

  #isSame(token: number, start: number, length: number): boolean {
    const from = this.#starts[token];
    if (this.#starts[token + 1] - from !== length) return false;
    for (let i = 0; i < length; i++) if (this.#bytes[from + i] !== this.#bytes[start + i]) return false;
    return true;
  }

  #is(token: number, bytes: string, from: number, to: number): boolean {
    const start = this.#starts[token];
    if (this.#starts[token + 1] - start !== to - from) return false;
    for (let i = from; i < to; i++) if (this.#bytes[start + i - from] !== bytes.charCodeAt(i)) return false;
    return true;
  }
}
