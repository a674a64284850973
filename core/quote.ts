/**
 * Names from an input, fit for messages.
 *
 * @module
 */

// Control characters and those that turn the direction of text: a name must not paint on a terminal.
// deno-lint-ignore no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A name from an input, fit for a message: in quotes, without control characters, at most 200 characters. */
export function quote(name: string): string {
  const shown = name.toWellFormed().replace(UNPRINTABLE, "\ufffd");
  return `"${shown.length > 200 ? shown.slice(0, 200) + "…" : shown}"`;
}
