/**
 * Messages around one, as they follow each other.
 *
 * @module
 */
import type { MessageRef, ReadMessage } from "../../core/search.ts";
import { and, type Ask, type Compared, type Found, is, oneOf } from "./ask.ts";
import { messageKey } from "./entries.ts";
import { conversationKey, uuidOf } from "./objects.ts";

/** Most messages before and after one. */
const MOST = 1_000;

/** Prepares reading messages around one; `get` gives objects with `parentId`, `position` and `hidden`. */
export function openNeighbours(
  get: (ask: Ask) => Promise<Found[]>,
  messageOf: (found: Found) => ReadMessage,
): (ref: MessageRef, before: number, after: number) => Promise<ReadMessage[]> {
  return async function around(ref, before, after) {
    const own = await byId(ref.conversationId, ref.messageId);
    if (!own) return [];
    const { position } = own;
    const [earlier, later] = typeof position === "number"
      ? [
        await inThread(ref, before, { operator: "LessThan", int: position }, "desc"),
        await inThread(ref, after, { operator: "GreaterThan", int: position }, "asc"),
      ]
      : [await parents(own, before), []];
    return [...earlier.reverse(), own, ...later].map(messageOf);
  };

  async function byId(conversation: string, message: string): Promise<Found | undefined> {
    const [found] = await get({ limit: 1, where: oneOf("id", [uuidOf(conversation, messageKey(message))]) });
    return found;
  }

  async function inThread(
    { conversationId }: MessageRef,
    count: number,
    place: Compared,
    order: "asc" | "desc",
  ): Promise<Found[]> {
    if (count < 1) return [];
    const where = and(
      oneOf("conversationKey", [conversationKey(conversationId)]),
      is("hidden", false),
      { path: "position", ...place },
    );
    return await get({ limit: Math.min(count, MOST), sort: { property: "position", order }, where });
  }

  /** A branch has no positions: what it answers, nearest first. */
  async function parents({ conversationId, parentId }: Found, count: number): Promise<Found[]> {
    const found: Found[] = [];
    // Ids that name each other in a circle end at the bound.
    let next = parentId;
    for (let asked = 0; asked < MOST && found.length < Math.min(count, MOST); asked++) {
      const one = typeof next === "string" ? await byId(String(conversationId), next) : undefined;
      if (!one) break;
      if (one.hidden !== true) found.push(one);
      next = one.parentId;
    }
    return found;
  }
}
