/**
 * The best of many scores.
 *
 * @module
 */

const BUCKETS = 4096;

/** Places of the `wanted` best scores, in no order; of equal ones at the border the later. Scores of -Infinity are none. */
export function bestOf(scores: Float32Array, wanted: number): Uint32Array {
  let low = Infinity;
  let high = -Infinity;
  let count = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i];
    if (score === -Infinity) continue;
    count++;
    if (score < low) low = score;
    if (score > high) high = score;
  }
  const best = new Uint32Array(Math.min(wanted, count));
  const scale = high > low ? (BUCKETS - 1) / (high - low) : 0;
  const buckets = new Uint32Array(BUCKETS);
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] !== -Infinity) buckets[(scores[i] - low) * scale | 0]++;
  }
  let border = BUCKETS - 1;
  let above = 0;
  while (border > 0 && above + buckets[border] < best.length) above += buckets[border--];
  let room = best.length - above;
  for (let i = scores.length - 1, at = 0; i >= 0 && at < best.length; i--) {
    if (scores[i] === -Infinity) continue;
    const bucket = (scores[i] - low) * scale | 0;
    if (bucket < border || (bucket === border && room-- <= 0)) continue;
    best[at++] = i;
  }
  return best;
}

/** Places where the mask is 1, at most `wanted`. */
export function allOf(mask: Uint8Array, wanted: number): Uint32Array {
  const places = new Uint32Array(wanted);
  let at = 0;
  for (let i = 0; i < mask.length && at < wanted; i++) if (mask[i] === 1) places[at++] = i;
  return places.subarray(0, at);
}
