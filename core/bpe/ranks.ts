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
  // Each token has a space before it, and in base64 more characters than bytes.
  const table = new RankTable(spaces, text.length);
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const [mark, first, ...tokens] = line.split(" ");
    let rank = Number(first);
    if (mark !== "!" || !Number.isSafeInteger(rank)) {
      throw new SyntaxError(`Cannot read ranks: a line begins with "${line.slice(0, 20)}", expected "! <number> …"`);
    }
    for (const token of tokens) table.set(atob(token), rank++);
  }
  for (let byte = 0; byte < 256; byte++) {
    if (table.rankOf(String.fromCharCode(byte), 0, 1) < 0) {
      throw new SyntaxError(`Cannot read ranks: byte ${byte} has none`);
    }
  }
  return table;
}

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

  set(token: string, rank: number): void {
    const slot = this.#slotOf(token, 0, token.length);
    const known = this.#slots[slot];
    if (known > 0) return void (this.#ranks[known - 1] = rank);
    const start = this.#starts[this.#count];
    for (let i = 0; i < token.length; i++) this.#bytes[start + i] = token.charCodeAt(i);
    this.#ranks[this.#count] = rank;
    this.#slots[slot] = ++this.#count;
    this.#starts[this.#count] = start + token.length;
    if (token.length > this.longest) this.longest = token.length;
  }

  rankOf(bytes: string, from: number, to: number): number {
    if (to - from > this.longest) return -1;
    const known = this.#slots[this.#slotOf(bytes, from, to)];
    return known === 0 ? -1 : this.#ranks[known - 1];
  }

  /** The slot in which these bytes are, or would be. */
  #slotOf(bytes: string, from: number, to: number): number {
    const slots = this.#slots;
    const last = slots.length - 1;
    // FNV-1a.
    let hash = 0x811c9dc5;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes.charCodeAt(i), 0x01000193);
    for (let slot = (hash ^ (hash >>> 15)) & last;; slot = (slot + 1) & last) {
      const known = slots[slot];
      if (known === 0 || this.#is(known - 1, bytes, from, to)) return slot;
    }
  }

  #is(token: number, bytes: string, from: number, to: number): boolean {
    const start = this.#starts[token];
    if (this.#starts[token + 1] - start !== to - from) return false;
    for (let i = from; i < to; i++) if (this.#bytes[start + i - from] !== bytes.charCodeAt(i)) return false;
    return true;
  }
}
