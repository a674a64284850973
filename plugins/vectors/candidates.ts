/**
 * The best of many scores.
 *
 * @module
 */

const BUCKETS = 4096;

/** Every so many scores are looked at to guess the border; how many more are taken for the guess to be safe. */
const STEP = 16;
const SAFETY = 1.3;

/** Places of the `wanted` best scores, in no order; of equal ones at the border the later. Scores of -Infinity are none. */
export function bestOf(scores: Float32Array, wanted: number): Uint32Array {
  const guess = scores.length > 8 * wanted ? above(scores, borderOf(scores, wanted), wanted) : undefined;
  if (!guess) return exactly(scores, wanted);
  return exactly(Float32Array.from(guess, (place) => scores[place]), wanted).map((i) => guess[i]);
}

/** The score that about `wanted` and some more scores reach, guessed of a sample. */
function borderOf(scores: Float32Array, wanted: number): number {
  const sample = new Float32Array(Math.ceil(scores.length / STEP));
  let count = 0;
  // The step goes on by one at times, so that no rhythm of the places decides who is looked at.
  for (let i = 0; i < scores.length && count < sample.length; i += STEP + (count & 1 ? 1 : -1)) {
    if (scores[i] !== -Infinity) sample[count++] = scores[i];
  }
  const wantedOfThem = Math.ceil(wanted / STEP * SAFETY) + 16;
  if (wantedOfThem >= count) return -Infinity;
  const some = sample.subarray(0, count);
  const best = exactly(some, wantedOfThem);
  return best.reduce((least, i) => Math.min(least, some[i]), Infinity);
}

/** Places of scores from a border on; undefined where these are too few, or too many to have gained anything. */
function above(scores: Float32Array, border: number, wanted: number): Uint32Array | undefined {
  if (border === -Infinity) return undefined;
  const places = new Uint32Array(4 * wanted);
  let at = 0;
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] < border) continue;
    if (at === places.length) return undefined;
    places[at++] = i;
  }
  return at < wanted ? undefined : places.subarray(0, at);
}

function exactly(scores: Float32Array, wanted: number): Uint32Array {
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
  let more = 0;
  while (border > 0 && more + buckets[border] < best.length) more += buckets[border--];
  let room = best.length - more;
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
