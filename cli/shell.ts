/**
 * Words that a shell reads back as they are.
 *
 * @module
 */

/** A word as POSIX shells take it, quoted where it must be. */
export function shellWord(text: string): string {
  // A tilde or an equals sign means something at the beginning of a word only.
  return /^[\w./@%+:,-][\w./~@%+=:,-]*$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
