/**
 * Chat text made fit to be shown to a model: what nobody sees in it is not there.
 *
 * @module
 */

/**
 * Zero-width and bidirectional characters, soft hyphens, fillers, invisible operators, tag characters, and the supplement
 * of variation selectors: people do not see them, models read them.
 */
const INVISIBLE = new RegExp(
  "[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164" +
    "\\ufe00-\\ufe0e\\ufeff\\uffa0\\ufff0-\\ufffb\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]",
  "gu",
);
// deno-lint-ignore no-control-regex
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/** The text with its lines, without invisible and control characters; well-formed. */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(/\r\n?|[\u2028\u2029\x85]/g, "\n").replace(INVISIBLE, "").replace(CONTROLS, "");
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visibleText(text).replace(/\s+/g, " ").trim();
}
