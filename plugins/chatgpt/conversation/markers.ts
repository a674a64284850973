/**
 * Finding citation markers in text by their looks alone.
 *
 * Private-use spans: U+E200 (older U+E206) opens, U+E202 separates, U+E201 or U+E20B closes; U+E203…U+E204 set off
 * highlighted words, which are the sentence's own. Older: `【1†source】`, oldest `:contentReference[oaicite:0]{index=0}`;
 * files that lost the private-use characters show `citeturn0search0`.
 *
 * Every scan is linear in the text, whatever the text is.
 *
 * @module
 */

/** Where a marker stands: UTF-16 offsets, the end exclusive. */
export interface Marker {
  start: number;
  end: number;
}

const SPECIAL = /[\uE200-\uE20F\u3010]/;
const OLDEST = ":contentReference[oaicite:";
const LAID_BARE = /citeturn\d/;
const NEXT = /[\uE200-\uE20F\u3010]|:contentReference\[oaicite:|(?:file)?citeturn\d/g;

const OPEN_KIND = /[\uE200\uE206][a-z_]{1,32}/y;
const CUT_OFF = /[\uE200\uE206](?:[a-z_]{1,32}(?:\uE202[^\s\uE200-\uE20F]{0,200})+)?/y;
const CUT_OFF_AT_END = /[\uE200\uE206]([a-z_]{0,16})$/y;
const STRAY = /[\uE201-\uE205\uE207-\uE20F]+/y;
const OAICITE = /:contentReference\[oaicite:\d{1,9}\](?:\{index=\d{1,9}\})?/y;
const LEAKED = /(?:file)?cite(?:turn\d{1,4}[a-z]{1,12}\d{1,4})+(?:L\d{1,7}(?:-L?\d{1,7})?)?/y;

/** Kinds of spans, to know the beginning of one at the end of a text that was cut off. */
const KINDS = "cite filecite navlist entity image_group i video products genui url forecast".split(" ");

/** Longest `【…†…】`, and longest private-use span (they may hold JSON). */
const MAX_LENTICULAR = 300;
const MAX_SPAN = 65_536;

/** Whether a text may hold a marker. */
export function mayHoldMarkers(text: string): boolean {
  // Several times as quick as one expression for all: most texts hold none.
  return text.includes("citeturn") && LAID_BARE.test(text) || text.includes(OLDEST) || SPECIAL.test(text);
}

/** True when the text is one marker from its first to its last character, and nothing else. */
export function isMarker(text: string): boolean {
  const [first] = markerFinder(text)(0, text.length, 1);
  return first !== undefined && first.start === 0 && first.end === text.length;
}

/**
 * Gives the markers between two offsets, in order, none touching another's characters; at most `limit`. To be asked
 * with rising offsets: what it has seen of the text it does not look at again.
 */
export function markerFinder(text: string): (from: number, to: number, limit?: number) => Marker[] {
  if (!mayHoldMarkers(text)) return () => [];
  const candidate = lookAhead(text, NEXT);
  const closing = lookAhead(text, /[\uE201\uE20B]/g);
  const opening = lookAhead(text, /[\uE200\uE206]/g);
  const bracket = lookAhead(text, /\u3011/g);
  return (from, to, limit = Infinity) => {
    const found: Marker[] = [];
    for (let start = candidate(from); start >= 0 && start < to && found.length < limit;) {
      const c = text[start];
      let end = -1;
      if (c === "\u3010") end = lenticularEnd(text, start, bracket(start));
      else if (c === "\uE200" || c === "\uE206") end = spanEnd(text, start, closing(start), opening(start + 1), to);
      else if (c === ":") end = sticky(OAICITE, text, start);
      else if (c === "c" || c === "f") end = sticky(LEAKED, text, start);
      else end = Math.min(sticky(STRAY, text, start), to);
      if (end > to) end = -1;
      if (end >= 0) found.push({ start, end });
      start = candidate(end < 0 ? start + 1 : end);
    }
    return found;
  };
}

function lenticularEnd(text: string, start: number, bracket: number): number {
  if (bracket < 0 || bracket - start > MAX_LENTICULAR) return -1;
  const inside = text.slice(start + 1, bracket);
  return inside.includes("\u2020") && !inside.includes("\u3010") && !inside.includes("\n") ? bracket + 1 : -1;
}

/** The end of a closed span; of one that was cut off, the end of what still looks like one. */
function spanEnd(text: string, start: number, close: number, nextOpen: number, to: number): number {
  const afterKind = sticky(OPEN_KIND, text, start);
  const closed = close >= 0 && close < to && close - start <= MAX_SPAN && (nextOpen < 0 || close < nextOpen);
  if (closed && afterKind >= 0 && (holdsJson(text, afterKind) || !text.slice(start, close).includes("\n"))) {
    return close + 1;
  }
  if (to === text.length) {
    CUT_OFF_AT_END.lastIndex = start;
    const begun = CUT_OFF_AT_END.exec(text)?.[1];
    if (begun !== undefined && KINDS.some((kind) => kind.startsWith(begun))) return to;
  }
  return Math.min(sticky(CUT_OFF, text, start), to);
}

function holdsJson(text: string, at: number): boolean {
  const c = text[text[at] === "\uE202" ? at + 1 : at];
  return c === "{" || c === "[";
}

function sticky(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** The next match at or after an offset, -1 if none; asked with rising offsets it walks the text once. */
function lookAhead(text: string, pattern: RegExp): (at: number) => number {
  let known = -2;
  return (at) => {
    if (known === -1 || known >= at) return known;
    pattern.lastIndex = at;
    known = pattern.exec(text)?.index ?? -1;
    return known;
  };
}
