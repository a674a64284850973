/**
 * Long texts in parts, for tokenizers that take more than their share of time for long ones.
 *
 * @module
 */

/** UTF-16 units of a part, about. */
const LENGTH = 4096;

/** The parts of a text, cut at white space where there is some. */
export function* partsOf(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + LENGTH);
    if (to < text.length) {
      const space = text.slice(from, to).search(/\s\S*$/);
      if (space > 0) to = from + space;
      else if (text.charCodeAt(to) >= 0xdc00 && text.charCodeAt(to) <= 0xdfff) to--;
    }
    yield text.slice(from, to);
    from = to;
  }
}
