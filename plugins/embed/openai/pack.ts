/**
 * Which texts go into one request.
 *
 * @module
 */

/** Limits of a request. */
export interface BatchLimits {
  readonly maxTokens: number;
  readonly maxCount: number;
}

/** Batches in order, each within both limits; what alone is over the tokens goes alone. */
export function pack<T extends { readonly tokens: number }>(
  all: readonly T[],
  { maxTokens, maxCount }: BatchLimits,
): T[][] {
  const batches: T[][] = [];
  let batch: T[] = [];
  let tokens = 0;
  for (const one of all) {
    if (batch.length > 0 && (batch.length >= maxCount || tokens + one.tokens > maxTokens)) {
      batches.push(batch);
      batch = [];
      tokens = 0;
    }
    batch.push(one);
    tokens += one.tokens;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
