/**
 * What a store must hold after reading exports, worked out without any of the product's code.
 *
 * @module
 */
import type { TakenExport } from "./edit_history.ts";
import { currentOf, type NeutralConversation } from "./neutral.ts";

/** A message as a store shows it. */
export interface ExpectedMessage {
  id: string;
  role: string;
  text: string;
}

/** A conversation as a store shows it. */
export interface ExpectedConversation {
  title: string | null;
  /** The canonical thread, in order. */
  messages: ExpectedMessage[];
  /** What lies off it, by id. */
  branches: ExpectedMessage[];
}

/**
 * The conversations that reading these exports, in any order and any number of times, must leave behind: of the
 * copies of one conversation the one with the newest update time; then of the later export; then with more nodes; then
 * in the richer form. Conversations that only older exports hold are among them.
 */
export function oracle(exports: readonly TakenExport[]): Map<string, ExpectedConversation> {
  const best = new Map<string, { rank: number[]; copy: NeutralConversation }>();
  for (const { layout, exportedAt, conversations } of exports) {
    const slim = layout === "E" || layout === "portal-2026";
    for (const copy of conversations) {
      const rank = [copy.updateTime, exportedAt, copy.messages.length, slim ? 0 : 1];
      const known = best.get(copy.id);
      if (known === undefined || isGreater(rank, known.rank)) best.set(copy.id, { rank, copy });
    }
  }
  return new Map(
    Array.from(best).sort(([a], [b]) => a < b ? -1 : 1).map(([id, { copy }]) => [id, expected(copy)]),
  );
}

function isGreater(a: number[], b: number[]): boolean {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return a[i] > b[i];
  }
  return false;
}

/** The thread that ends at the shown leaf, and the rest. */
export function expected(conversation: NeutralConversation): ExpectedConversation {
  const shown = new Map(conversation.messages.map(({ id, role, text, parent }) => [id, { id, role, text, parent }]));
  const thread: ExpectedMessage[] = [];
  let at = currentOf(conversation);
  while (at !== null) {
    const message = shown.get(at);
    if (message === undefined) break;
    shown.delete(at);
    thread.unshift({ id: message.id, role: message.role, text: message.text });
    at = message.parent;
  }
  const branches = Array.from(shown.values(), ({ id, role, text }) => ({ id, role, text }));
  return { title: conversation.title, messages: thread, branches: branches.sort((a, b) => a.id < b.id ? -1 : 1) };
}
