/**
 * Counting tokens of what is sent.
 *
 * @module
 */
import type { Tokenizer } from "../../core/tokenizer.ts";

const encoder = new TextEncoder();
/** No encoding in use makes more tokens of a text than this on average; most make fewer. */
const BYTES_PER_TOKEN = 2.5;

/** Counts too many rather than too few, for when no tokenizer is given. */
export const roughTokens: Pick<Tokenizer, "count" | "name"> = {
  name: "bytes / 2.5",
  count: (text) => Math.ceil(encoder.encode(text).length / BYTES_PER_TOKEN),
};

/** The longest front of a text that has at most so many tokens, cut between words where there is a place for it. */
export function frontOf(text: string, tokens: number, tokenizer: Pick<Tokenizer, "count">): string {
  if (tokens <= 0) return "";
  // A token has at least one UTF-8 byte: what has no more characters than this has to be looked at, and no more.
  let high = Math.min(text.length, tokens * 16);
  if (high === text.length && tokenizer.count(text) <= tokens) return text;
  let low = 0;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tokenizer.count(text.slice(0, middle)) <= tokens) low = middle;
    else high = middle - 1;
  }
  const front = text.slice(0, low).replace(/[\ud800-\udbff]$/, "");
  const space = front.search(/\s\S*$/);
  return space > front.length / 2 ? front.slice(0, space) : front;
}
