/**
 * What OpenAI asks for its models.
 *
 * @module
 */

/** The day on which the prices were looked up (https://platform.openai.com/docs/pricing). */
export const PRICES_OF = "2026-11-21";

/** Dollars for a million tokens. */
const PRICES = new Map([
  ["text-embedding-3-small", 0.02],
  ["text-embedding-3-large", 0.13],
  ["text-embedding-ada-002", 0.1],
]);

/** Widths of the vectors where no other is asked for. */
const WIDTHS = new Map([
  ["text-embedding-3-small", 1536],
  ["text-embedding-3-large", 3072],
  ["text-embedding-ada-002", 1536],
]);

/** Dollars for so many tokens; undefined for models whose price is not known. */
export function dollarsFor(model: string, tokens: number): number | undefined {
  const price = PRICES.get(model);
  // To a billionth: what is added up stays readable.
  return price === undefined ? undefined : Math.round(tokens * price * 1000) / 1e9;
}

/** The width a model gives by itself, where it is known. */
export function widthOf(model: string): number | undefined {
  return WIDTHS.get(model);
}
