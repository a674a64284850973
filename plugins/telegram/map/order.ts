/**
 * The order of messages.
 *
 * @module
 */
import type { Message } from "../../../core/conversation.ts";

/**
 * Messages by their moments; those of one moment (exports know seconds) stay as they stand, and so do those without
 * one, behind the message before them. Local times, also with an assumed zone, order nothing: they run backwards when
 * clocks are put back.
 */
export function inOrder(messages: Message[]): Message[] {
  let last = -Infinity;
  let sorted = true;
  const moments = messages.map(({ createdAt, metadata }) => {
    const at = createdAt === undefined || metadata.assumedTimeZone !== undefined ? last : createdAt;
    if (at < last) sorted = false;
    return last = at;
  });
  if (sorted) return messages;
  const places = messages.map((_, i) => i);
  places.sort((a, b) => moments[a] === moments[b] ? a - b : moments[a] < moments[b] ? -1 : 1);
  return places.map((i) => messages[i]);
}

/**
 * Two lists as one: what only `more` holds is put in where it stands there, between messages of lower and higher ids.
 * Ids of one chat rise with time.
 */
export function mergeLists(base: Message[], more: Message[]): Message[] {
  const known = new Set(base.map(({ id }) => id));
  const placed = new Set<string>();
  const merged: Message[] = [];
  let next = 0;
  const take = () => {
    placed.add(base[next].id);
    merged.push(base[next++]);
  };
  for (const message of more) {
    if (known.has(message.id)) {
      while (!placed.has(message.id)) take();
      continue;
    }
    while (next < base.length && compareIds(base[next].id, message.id) < 0) take();
    merged.push(message);
  }
  while (next < base.length) take();
  return merged;
}

/** By number; what is no number comes last. */
function compareIds(a: string, b: string): number {
  const [left, right] = [Number(a), Number(b)];
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.isNaN(left) ? Number.isNaN(right) ? 0 : 1 : -1;
  return left - right;
}
