/**
 * Text of strangers on a terminal.
 *
 * @module
 */

/**
 * Escape sequences whole (CSI; OSC, DCS, SOS, PM and APC that end; two- and three-byte ones), then what is
 * left of C0, DEL and C1.
 */
const ESCAPES = new RegExp(
  [
    String.raw`(?:\x1b\[|\x9b)[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]?`,
    String.raw`(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)`,
    String.raw`\x1b[\x20-\x2f]*[\x30-\x7e]?`,
  ].join("|"),
  "g",
);
const CONTROLS = new RegExp(String.raw`[\x00-\x08\x0b-\x1f\x7f-\x9f]`, "g");
/** Bidirectional marks, embeddings, overrides and isolates; invisible tag characters. */
const INVISIBLE = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

/**
 * The text without anything a terminal would act on: escape sequences, control characters, marks that turn the
 * reading direction. Line breaks, tabs and line separators become one space each, so that the text stays on its line.
 */
export function plainText(text: string): string {
  return harmless(text.toWellFormed().replace(/\r\n?|[\n\t\u2028\u2029\x85]/g, " "));
}

/** The same with its lines: each ends with a line feed, tabs stay. */
export function plainLines(text: string): string {
  return harmless(text.toWellFormed().replace(/\r\n?|[\u2028\u2029\x85]/g, "\n"));
}

function harmless(text: string): string {
  return text.replace(ESCAPES, "").replace(CONTROLS, "").replace(INVISIBLE, "");
}
