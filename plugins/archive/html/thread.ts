/**
 * The order of messages on a page, and where the conversation forks.
 *
 * @module
 */
import type { Message } from "../../../core/conversation.ts";

/** A message with its place on the page. */
export interface Placed<M extends Placeable = Message> {
  message: M;
  /** Running number on the page, from 0: every message stands behind the one it answers. */
  number: number;
  /** The one it answers; absent for a first one. */
  parent?: Placed<M>;
  /** True on the canonical thread. */
  canonical: boolean;
  /** All that answer the same message, in the order in which they were written; itself among them. */
  versions: Placed<M>[];
  /** Where it stands among its versions. */
  version: number;
}

/** What its place depends on. */
export type Placeable = Pick<Message, "id" | "parentId" | "createdAt">;

/** All shown messages in the order of the page; one that `isShown` refuses is left out, and its answers join those of the one before it. */
export function placeMessages<M extends Placeable>(
  { messages, branches }: { messages: readonly M[]; branches: readonly M[] },
  isShown: (message: M) => boolean,
): Placed<M>[] {
  const answers = new Map<string, M[]>();
  for (const message of branches) {
    const { parentId } = message;
    if (parentId === undefined) continue;
    const list = answers.get(parentId);
    if (list) list.push(message);
    else answers.set(parentId, [message]);
  }
  const placed: Placed<M>[] = [];
  const done = new Set<M>();
  const shown = new Map<string, Placed<M> | undefined>();
  const place = (message: M, parent: Placed<M> | undefined, canonical: boolean): void => {
    done.add(message);
    if (!isShown(message)) return void shown.set(message.id, parent);
    const one: Placed<M> = { message, number: placed.length, canonical, versions: [], version: 0 };
    if (parent) one.parent = parent;
    placed.push(one);
    shown.set(message.id, one);
  };
  let last: Placed<M> | undefined;
  for (const message of messages) {
    const parent = message.parentId === undefined ? last : shown.get(message.parentId) ?? last;
    place(message, parent, true);
    last = shown.get(message.id);
  }
  // Depth first, so that a branch reads on; without recursion, since branches are as long as their writer likes.
  const ids = new Set(branches.map(({ id }) => id));
  const rest = branches.filter(({ parentId }) => parentId === undefined || !ids.has(parentId)).reverse();
  for (let message = rest.pop(); message; message = rest.pop()) {
    if (done.has(message)) continue;
    place(message, message.parentId === undefined ? undefined : shown.get(message.parentId), false);
    for (const answer of (answers.get(message.id) ?? []).toReversed()) rest.push(answer);
  }
  // Messages that answer one another in a circle have no first one.
  for (const message of branches) if (!done.has(message)) place(message, undefined, false);
  group(placed);
  return placed;
}

function group<M extends Placeable>(placed: readonly Placed<M>[]): void {
  const groups = Map.groupBy(placed, ({ parent }) => parent?.number ?? -1);
  for (const versions of groups.values()) {
    versions.sort(byTime);
    for (const [version, one] of versions.entries()) Object.assign(one, { versions, version });
  }
}

/** The canonical one was usually written last, where no times say so. */
function byTime(a: Placed<Placeable>, b: Placed<Placeable>): number {
  const [first, second] = [a.message.createdAt ?? Infinity, b.message.createdAt ?? Infinity];
  if (first !== second) return first < second ? -1 : 1;
  return Number(a.canonical) - Number(b.canonical) || a.number - b.number;
}
