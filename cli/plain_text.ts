/**
 * Text of strangers on a terminal.
 *
 * @module
 */
export { plainText } from "../core/plain_text.ts";
