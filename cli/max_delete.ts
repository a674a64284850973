/**
 * What `--max-delete` says.
 *
 * @module
 */
import type { RunOptions } from "../core/engine/options.ts";

/** A number of entries or a percentage, which the table has checked; undefined: the default. */
export function maxDeleteOf(text: string | undefined): RunOptions["maxDelete"] {
  if (text === undefined) return undefined;
  return text.endsWith("%") ? `${Number(text.slice(0, -1))}%` : Number(text);
}
