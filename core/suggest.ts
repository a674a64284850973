/**
 * "Did you mean": the known word that is nearest to a mistyped one.
 *
 * @module
 */

/** Longest word that is compared: what people mistype is short. */
const LONGEST = 40;

/** The nearest of `words` to `word`, if it is near enough to be meant. */
export function suggest(word: string, words: Iterable<string>): string | undefined {
  const typed = word.slice(0, LONGEST).toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(typed.length / 3)) + 1;
  for (const candidate of words) {
    const apart = candidate.startsWith(typed) && typed.length > 2 ? 1 : distance(typed, candidate);
    if (apart < least) {
      least = apart;
      best = candidate;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours between two short words. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const now = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, beforeLast[j - 2] + 1);
      }
      now.push(cost);
    }
    beforeLast = last;
    last = now;
  }
  return last[b.length];
}
