/**
 * An account that lives: chats are begun, continued, edited, renamed and deleted, and exports are taken in between.
 *
 * @module
 */
import { exportFileName, type Layout, renderExport, type RenderOptions } from "./layouts.ts";
import type { NeutralConversation, NeutralMessage } from "./neutral.ts";
import { packExport } from "./pack.ts";
import { seeded } from "./random.ts";

/** What can happen. */
export const KINDS = [
  "create",
  "append",
  "edit question",
  "regenerate answer",
  "delete message",
  "switch branch",
  "rename",
  "delete conversation",
  "export",
] as const;

/** One event. The numbers choose among what there is at that moment (modulo), so any series makes sense. */
export interface Operation {
  kind: typeof KINDS[number];
  conversation: number;
  message: number;
  /** False: the change leaves the conversation's update time as it was. */
  bump: boolean;
  /** Chooses the layout of an export. */
  layout: number;
}

/** How a history plays. */
export interface HistoryOptions {
  /** Layouts of exports. @default A, C, D, E, portal-2025 and portal-2026 */
  layouts?: readonly Layout[];
  /** Every change moves the update time, whatever the operations say. @default true */
  alwaysBump?: boolean;
}

/** An export as it was taken. */
export interface TakenExport {
  layout: Layout;
  /** Epoch milliseconds; no two exports of a history share it. */
  exportedAt: number;
  /** All conversations of that moment, newest change first. */
  conversations: NeutralConversation[];
}

const DEFAULT_LAYOUTS: readonly Layout[] = ["A", "C", "D", "E", "portal-2025", "portal-2026"];

/** What chats are about: each text holds one of these, so that scripts, surrogate pairs and odd spaces travel too. */
const WORDS = ["tea", "über", "茶を一杯", "👩‍🚀", "line\u2028end", "a\u0301", '"quoted\\"', "<b>", "שלום", "1/2\n\n- x"];

/** Operations from a seed: mostly talk, some edits, now and then an export. */
export function randomOperations(seed: number, count: number): Operation[] {
  const below = seeded(seed);
  const often: Operation["kind"][] = [
    "create",
    "append",
    "append",
    "append",
    "edit question",
    "regenerate answer",
    "export",
  ];
  return Array.from({ length: count }, () => ({
    kind: below(3) === 0 ? KINDS[below(KINDS.length)] : often[below(often.length)],
    conversation: below(1000),
    message: below(1000),
    bump: below(4) > 0,
    layout: below(1000),
  }));
}

/** Plays operations; one more export is taken at the end. The conversations in exports are copies: nothing changes them later. */
export function playHistory(operations: Operation[], options: HistoryOptions = {}): TakenExport[] {
  const { layouts = DEFAULT_LAYOUTS, alwaysBump = true } = options;
  const live: NeutralConversation[] = [];
  const exports: TakenExport[] = [];
  let made = 0;
  let now = Date.UTC(2025, 0, 1) / 1000;
  const say = (parent: string | null, role: "user" | "assistant"): NeutralMessage => {
    const number = made++;
    return {
      id: `m${number}`,
      parent,
      role,
      text: `${role} ${number} ${WORDS[number % WORDS.length]}`,
      createTime: now,
    };
  };
  for (
    const operation of [...operations, { kind: "export", conversation: 0, message: 0, bump: true, layout: 0 } as const]
  ) {
    now += 60;
    if (operation.kind === "export") {
      const conversations = structuredClone(live).sort((a, b) => b.updateTime - a.updateTime);
      exports.push({ layout: layouts[operation.layout % layouts.length], exportedAt: now * 1000, conversations });
    } else if (operation.kind === "create" || live.length === 0) {
      const number = made++;
      const question = say(null, "user");
      const messages = [question, say(question.id, "assistant")];
      const id = `c${number}`;
      live.push({
        id,
        title: `Chat ${number}`,
        createTime: now,
        updateTime: now + 0.5,
        messages,
        current: messages[1].id,
      });
    } else {
      const at = operation.conversation % live.length;
      const changed = operation.kind === "delete conversation" ? !live.splice(at, 1) : change(live[at], operation, say);
      if (changed && (alwaysBump || operation.bump)) live[at].updateTime = now + 0.5;
    }
  }
  return exports;
}

/** Changes a conversation; false when the operation finds nothing to do in it. */
function change(
  chat: NeutralConversation,
  { kind, message: pick }: Operation,
  say: (parent: string | null, role: "user" | "assistant") => NeutralMessage,
): boolean {
  const choose = (role?: string) => {
    const fitting = chat.messages.filter((message) => role === undefined || message.role === role);
    return fitting.length === 0 ? undefined : fitting[pick % fitting.length];
  };
  const add = (...messages: NeutralMessage[]) => {
    chat.messages.push(...messages);
    chat.current = messages[messages.length - 1].id;
    return true;
  };
  if (kind === "append") {
    const question = say(chat.current ?? null, "user");
    return add(question, say(question.id, "assistant"));
  }
  if (kind === "rename") {
    chat.title = `${chat.title?.slice(0, 20)} ${WORDS[pick % WORDS.length]}${pick % 7}`;
    return true;
  }
  if (kind === "edit question") {
    const old = choose("user");
    if (old === undefined) return false;
    const question = say(old.parent, "user");
    return add(question, say(question.id, "assistant"));
  }
  if (kind === "regenerate answer") {
    const old = choose("assistant");
    return old !== undefined && add(say(old.parent, "assistant"));
  }
  if (kind === "switch branch") {
    const start = choose();
    if (start === undefined) return false;
    const leaf = newestLeafBelow(chat.messages, start.id);
    const moved = chat.current !== leaf;
    chat.current = leaf;
    return moved;
  }
  return deleteMessage(chat, pick);
}

/** What answered a deleted message now answers its parent. The last message of a conversation is never deleted. */
function deleteMessage(chat: NeutralConversation, pick: number): boolean {
  if (chat.messages.length < 2) return false;
  const [gone] = chat.messages.splice(pick % chat.messages.length, 1);
  for (const message of chat.messages) if (message.parent === gone.id) message.parent = gone.parent;
  if (chat.current === gone.id) chat.current = newestLeafBelow(chat.messages, gone.parent);
  return true;
}

/** Goes to the newest answer until there is none; messages are kept in the order they were said. */
function newestLeafBelow(messages: NeutralMessage[], start: string | null): string {
  let at = start;
  for (;;) {
    const next = messages.findLast((message) => message.parent === at);
    if (next === undefined) break;
    at = next.id;
  }
  return at ?? messages[messages.length - 1].id;
}

/** The zip of a taken export, and the name it comes under. */
export function packTaken(
  taken: TakenExport,
  options: RenderOptions = {},
): { name: string; data: Uint8Array<ArrayBuffer> } {
  const { layout, exportedAt, conversations } = taken;
  const files = renderExport(conversations, layout, { shardSize: 3, exportedAt, ...options });
  return { name: exportFileName(layout, exportedAt), data: packExport(files, { exportedAt }) };
}
