/**
 * The message that `--like` names.
 *
 * @module
 */
import type { MessageRef, Searchable } from "../../core/search.ts";

/**
 * A message by its id, or by its conversation's and its own with a slash between.
 *
 * @throws {RangeError} when there is none, or when several conversations have one of that id
 */
export async function findLike(store: Pick<Searchable, "conversationsOf" | "around">, id: string): Promise<MessageRef> {
  const holders = await store.conversationsOf?.(id) ?? [];
  if (holders.length === 1) return { conversationId: holders[0], messageId: id };
  if (holders.length > 1) {
    const choices = holders.map((conversation) => `${conversation}/${id}`).join(", ");
    throw new RangeError(
      `Cannot tell which message "${id}" is: several conversations have one, give one of ${choices}`,
    );
  }
  // Ids may hold slashes themselves: every place is tried.
  for (let at = id.indexOf("/"); at !== -1; at = id.indexOf("/", at + 1)) {
    const ref = { conversationId: id.slice(0, at), messageId: id.slice(at + 1) };
    if ((await store.around(ref, 0, 0)).length > 0) return ref;
  }
  throw new RangeError(
    `Cannot find message "${id}": there is none of that id, expected one as search shows it (or CONVERSATION/MESSAGE)`,
  );
}
