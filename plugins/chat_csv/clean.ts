/**
 * Text that every store takes.
 *
 * @module
 */

/** D27: NUL, and halves of surrogate pairs that stand alone. */
const UNFIT = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** True when a text holds what cannot be written. */
export function isUnfit(text: string): boolean {
  return text.includes("\0") || !text.isWellFormed();
}

/** The text with U+FFFD for NUL and lone surrogates (D27). */
export function cleanText(text: string): string {
  return isUnfit(text) ? text.replace(UNFIT, "\uFFFD") : text;
}
