/**
 * Source maps that name a user's file, so that stack traces do.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** Base 64 digits of variable-length numbers. */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * A comment that maps code to the user's file: by a map that a compiler made, or to the same line and column.
 *
 * @param map JSON of a source map, version 3
 */
export function sourceMapComment(code: string, file: URL, map?: string): string {
  const made: { names?: string[]; mappings: string } = map === undefined
    ? { mappings: sameMappings(code) }
    : JSON.parse(map);
  const json = JSON.stringify({ version: 3, sources: [file.href], names: made.names ?? [], mappings: made.mappings });
  return `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(json).toString("base64")}\n`;
}

/** Each word of each line is where it was. Numbers of a mapping are differences to those of the one before. */
function sameMappings(code: string): string {
  const mappings: string[] = [];
  let [line, column] = [0, 0];
  for (const [number, text] of code.split("\n").entries()) {
    let generated = 0;
    const segments: string[] = [];
    for (const { index } of text.matchAll(/[\w$]+|[^\s\w$]/g)) {
      segments.push([index - generated, 0, number - line, index - column].map(digits).join(""));
      generated = column = index;
      line = number;
    }
    mappings.push(segments.join(","));
  }
  return mappings.join(";");
}

/** A whole number: five bits a digit, least first, the sign in the lowest bit. */
function digits(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const five = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? five | 32 : five];
  } while (rest > 0);
  return text;
}
