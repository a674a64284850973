/**
 * Where a long text may be cut: behind a sentence, else behind a word, else between characters.
 *
 * @module
 */

const SENTENCE_END = /(?:[.!?…]["'”’»)\]]*(?=\s)|[。！？]["'”’»」』）]*|\n)/gu;
/** Belongs to the character before it: marks, joiners, variation selectors, skin tones. */
const JOINED = /^[\p{M}\u200d\ufe00-\ufe0f\u{1f3fb}-\u{1f3ff}]/u;

/**
 * Length of the longest good beginning of a text that fits, 0 where nothing does. `fits` is asked about 20 times with
 * texts not much longer than what fits.
 */
export function longestFitting(text: string, fits: (beginning: string) => boolean): number {
  let low = 0;
  let high = text.length;
  for (let step = 256; low + step < text.length; step *= 2) {
    if (!fits(text.slice(0, low + step))) {
      high = low + step;
      break;
    }
    low += step;
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(text.slice(0, middle))) low = middle;
    else high = middle;
  }
  for (let cut = border(text, low); cut > 0; cut = border(text, Math.floor(cut * 7 / 8))) {
    // Less text may have more tokens.
    if (fits(text.slice(0, cut).trimEnd())) return cut;
  }
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
  return first.length < text.length && fits(first) ? first.length : 0;
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
