/**
 * What models cost, for plans.
 *
 * @module
 */

/** Dollars per million tokens: what is given, what comes back. List prices of 2026-11. */
const PRICES: ReadonlyMap<string, readonly [input: number, output: number]> = new Map([
  ["gpt-4o-mini", [0.15, 0.6]],
  ["gpt-4o", [2.5, 10]],
  ["gpt-4.1-nano", [0.1, 0.4]],
  ["gpt-4.1-mini", [0.4, 1.6]],
  ["gpt-4.1", [2, 8]],
]);

/** Characters of a token, about: low, so that an estimate is rather too high. */
const CHARACTERS = 3.5;

/** About how many tokens a text is. */
export function tokensOf(characters: number): number {
  return Math.ceil(characters / CHARACTERS);
}

/** What it would cost; undefined where the price of the model is not known. Batches cost half. */
export function dollarsOf(model: string, input: number, output: number, batch: boolean): number | undefined {
  const price = PRICES.get(model.replace(/-\d{4}-\d{2}-\d{2}$/, ""));
  if (!price) return undefined;
  return (input * price[0] + output * price[1]) / 1e6 * (batch ? 0.5 : 1);
}
