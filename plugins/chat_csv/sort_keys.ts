/**
 * Ids of messages that come more than once in a chat (D9, D18).
 *
 * @module
 */

/** Places before this one that have its id. */
export type Earlier = (place: number) => readonly number[];

/** So few are compared one by one, without a table. */
const FEW = 24;
const NONE: readonly number[] = Object.freeze([]);

/** Asked in order, once for each place. */
export function earlierIds(ids: readonly string[]): Earlier {
  if (ids.length <= FEW) {
    return (place) => {
      let found: number[] | undefined;
      for (let i = 0; i < place; i++) if (ids[i] === ids[place]) (found ??= []).push(i);
      return found ?? NONE;
    };
  }
  const places = new Map<string, number[]>();
  return (place) => {
    const known = places.get(ids[place]);
    if (known === undefined) {
      places.set(ids[place], [place]);
      return NONE;
    }
    // Of very many only the first are compared, so that a hostile log costs no quadratic time.
    const found = known.slice(0, MOST_COMPARED);
    if (known.length < MOST_COMPARED) known.push(place);
    return found;
  };
}

const MOST_COMPARED = 1000;

/** Makes keys that come once in a chat: the second `a` is `a#2`, unless the log has an `a#2` itself. */
export function sortKeys(ids: readonly string[]): { again(place: number): string } {
  let used: Set<string> | undefined;
  const next = new Map<string, number>();
  return {
    again(place) {
      used ??= new Set(ids);
      const id = ids[place];
      for (let n = next.get(id) ?? 2;; n++) {
        const key = `${id}#${n}`;
        if (used.has(key)) continue;
        next.set(id, n + 1);
        used.add(key);
        return key;
      }
    },
  };
}
