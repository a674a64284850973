/**
 * Offsets in Unicode code points, as the service counts, and in UTF-16 units, as JavaScript does.
 *
 * @module
 */

const SURROGATE = /[\uD800-\uDBFF]/;

/**
 * A function from code-point offsets of a text to its UTF-16 offsets. A lone surrogate is one code point; what is no
 * offset of the text gives -1. Takes one pass over the text for all offsets it is made for.
 */
export function codePointOffsets(text: string, wanted: number[]): (offset: number) => number {
  if (!SURROGATE.test(text)) return (offset) => isOffset(offset) && offset <= text.length ? offset : -1;
  const sorted = wanted.filter(isOffset).sort((a, b) => a - b);
  const known = new Map<number, number>();
  let points = 0;
  let units = 0;
  for (const offset of sorted) {
    while (points < offset && units < text.length) {
      units += text.codePointAt(units)! > 0xFFFF ? 2 : 1;
      points++;
    }
    if (points < offset) break;
    known.set(offset, units);
  }
  return (offset) => known.get(offset) ?? -1;
}

function isOffset(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
