/**
 * Where a long text may be cut: behind a sentence, else behind a word, else between characters.
 *
 * @module
 */

const SENTENCE_END = /(?:[.!?…]["'”’»)\]]*(?=\s)|[。！？]["'”’»」』）]*|\n)/gu;
/** Belongs to the character before it: marks, joiners, variation selectors, skin tones. */
const JOINED = /^[\p{M}\u200d\ufe00-\ufe0f\u{1f3fb}-\u{1f3ff}]/u;

/**
 * Length of the longest good beginning of a text that has at most so many tokens, 0 where none has. Asks a few times,
 * with texts not much longer than what fits: what is known of two lengths says about where the limit lies.
 *
 * @param guess where to look first, characters
 */
export function longestFitting(
  text: string,
  most: number,
  tokensOf: (beginning: string) => number,
  guess: number,
): number {
  const low = { length: 0, tokens: 0 };
  const high = { length: text.length, tokens: Infinity };
  let next = guess;
  // Close enough: a border is looked for behind it.
  for (let turn = 1; high.length - low.length > 1 + (low.length >> 6); turn++) {
    const middle = (low.length + high.length) >> 1;
    // Every third time the middle, so that odd texts end it too.
    const at = turn % 3 === 0 && high.tokens < Infinity ? middle : next;
    const length = Math.min(high.length - 1, Math.max(low.length + 1, Math.floor(at)));
    const tokens = tokensOf(text.slice(0, length));
    const end = tokens <= most ? low : high;
    end.length = length;
    end.tokens = tokens;
    const slope = high.tokens === Infinity || low.length === 0
      ? length / Math.max(1, tokens)
      : (high.length - low.length) / Math.max(1, high.tokens - low.tokens);
    // A little beyond, to get hold of the limit from above.
    next = end === low && high.tokens === Infinity ? length * 2 : low.length + slope * (most - low.tokens) + 1;
  }
  for (let cut = border(text, low.length); cut > 0; cut = border(text, Math.floor(cut * 7 / 8))) {
    // Less text may have more tokens.
    if (tokensOf(text.slice(0, cut).trimEnd()) <= most) return cut;
  }
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
  return first.length < text.length && tokensOf(first) <= most ? first.length : 0;
}

/** The best place to cut at or before `most`. */
function border(text: string, most: number): number {
  const from = Math.floor(most / 2);
  let sentence = 0;
  // One character more is looked at: an end of a sentence is known by what follows.
  for (const { index, 0: { length } } of text.slice(from, most + 1).matchAll(SENTENCE_END)) {
    if (from + index + length <= most) sentence = from + index + length;
  }
  if (sentence > from) return sentence;
  for (let at = most; at > from; at--) if (/\s/.test(text[at] ?? " ")) return at;
  let at = most;
  while (
    at > from && (isLow(text.charCodeAt(at)) || JOINED.test(text.slice(at, at + 2)) || text[at - 1] === "\u200d")
  ) at--;
  if (at > from) return at;
  // Nothing but marks: between two code points at least.
  return isLow(text.charCodeAt(most)) ? most - 1 : most;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
