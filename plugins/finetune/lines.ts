/**
 * How messages of one speaker become one text: a line each, a delimiter before it.
 *
 * @module
 */
import { strip } from "./python.ts";

/**
 * What stands before each message: the delimiter and a space. An empty delimiter gives the space alone by the
 * reference's rules, and nothing by ours.
 */
export function linePrefix(delimiter: string, compat: boolean): string {
  const mark = strip(delimiter);
  return mark === "" && !compat ? "" : `${mark} `;
}
