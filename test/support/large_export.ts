/**
 * Exports that are large enough to be shared by threads, with what makes that hard.
 *
 * @module
 */

/** A conversation of about `bytes` bytes; the same `id` and `updated` give the same. */
export function largeConversation(
  id: string,
  updated: number,
  bytes: number,
  more: { [key: string]: unknown } = {},
): string {
  // Inside of strings quotes are escaped, so none of it is a border; it looks like many.
  const text = `${id}@${updated} ` +
    '}, {"title": "x", "create_time": 1, "mapping": {}}, '.repeat(Math.ceil(bytes / 66));
  const message = { author: { role: "user" }, content: { content_type: "text", parts: [text] } };
  const mapping = {
    root: { id: "root", message: null, parent: null, children: ["one"] },
    one: { id: "one", message: { id: "one", ...message }, parent: "root", children: [] },
  };
  return JSON.stringify({
    title: `of ${id}`,
    create_time: 1,
    update_time: updated,
    mapping,
    current_node: "one",
    ...more,
    conversation_id: id,
  });
}

/** Conversations `from` up to `to`, of 100 kB each. */
export function largeConversations(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => largeConversation(`c${from + i}`, 1000 + i, 100_000));
}
