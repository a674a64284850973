/**
 * From a chain to places.
 *
 * @module
 */

/** A message or asset in a list. */
export interface Link {
  id: string;
  /** Id of the one before it, as whoever wrote it last said. */
  previous: string | null;
  createdAt: number | null;
  /** Number of its row: rises with the time of its first writing. */
  number: number;
}

/**
 * The links in order. After a whole copy was written there is one chain, and this is its order, exactly. After
 * partial copies (which delete nothing) there may be several pieces: pieces follow each other by the time of their
 * first link, then by number; those without a time come last. Every link comes out once, whatever the chain says.
 */
export function inOrder<L extends Link>(links: L[]): L[] {
  const ids = new Set(links.map((link) => link.id));
  const after = new Map<string, L[]>();
  const firsts: L[] = [];
  for (const link of links) {
    if (link.previous === null || link.previous === link.id || !ids.has(link.previous)) firsts.push(link);
    else {
      const others = after.get(link.previous);
      if (others) others.push(link);
      else after.set(link.previous, [link]);
    }
  }
  const ordered: L[] = [];
  const placed = new Set<string>();
  // The last on the stack is next.
  const stack = firsts.sort(earlierLast);
  const place = (): void => {
    for (let link = stack.pop(); link !== undefined; link = stack.pop()) {
      if (placed.has(link.id)) continue;
      placed.add(link.id);
      ordered.push(link);
      for (const follower of after.get(link.id)?.sort(earlierLast) ?? []) stack.push(follower);
    }
  };
  place();
  // Only a ring is left, which no conversation gives: a write that failed halfway may.
  if (ordered.length < links.length) {
    for (const link of links.filter((link) => !placed.has(link.id)).sort(earlierLast)) stack.push(link);
    place();
  }
  return ordered;
}

function earlierLast(a: Link, b: Link): number {
  const times = (b.createdAt ?? Infinity) - (a.createdAt ?? Infinity);
  return times || b.number - a.number;
}
