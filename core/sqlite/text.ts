/**
 * Text with U+0000 in SQLite: `node:sqlite` reads only the front of it.
 *
 * @module
 */

/** SQL for a text column that may hold U+0000: read it with `asText`. */
export function whole(column: string): string {
  return `iif(instr(${column}, char(0)), CAST(${column} AS BLOB), ${column})`;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of a column read with `whole`. */
export function asText(value: unknown): string {
  return value instanceof Uint8Array ? utf8.decode(value) : value as string;
}
