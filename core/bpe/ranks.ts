/**
 * Ranks of byte pair encodings: which bytes are a token, and which pairs are merged first.
 *
 * @module
 */

/** Ranks by the token's bytes, each byte as one character from U+0000 to U+00FF. */
export interface Ranks {
  readonly of: ReadonlyMap<string, number>;
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
  const of = new Map<string, number>();
  let longest = 0;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const [mark, first, ...tokens] = line.split(" ");
    let rank = Number(first);
    if (mark !== "!" || !Number.isSafeInteger(rank)) {
      throw new SyntaxError(`Cannot read ranks: a line begins with "${line.slice(0, 20)}", expected "! <number> …"`);
    }
    for (const token of tokens) {
      const bytes = atob(token);
      of.set(bytes, rank++);
      if (bytes.length > longest) longest = bytes.length;
    }
  }
  for (let byte = 0; byte < 256; byte++) {
    if (!of.has(String.fromCharCode(byte))) throw new SyntaxError(`Cannot read ranks: byte ${byte} has none`);
  }
  return { of, longest };
}
