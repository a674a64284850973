/**
 * `filterMessages`: which chats and messages are learned from.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import type { Conversation, Json, Message } from "../../core/conversation.ts";
import { metricName } from "../../core/raw.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import { type Drop, drop, type TransformObject } from "../../core/transform.ts";
import { contentOf, fromOf, type Rules, timeOf } from "./content.ts";
import { countDrop } from "./drops.ts";
import { isDateLimit, limitOf } from "./date_limit.ts";

/** Options of `filterMessages`. */
export interface FilterMessagesOptions {
  /**
   * Kinds of chats, as Telegram names them; conversations that are of no kind pass.
   * @default ["personal_chat"]
   */
  chatTypes?: string[];
  /**
   * Leaves out messages before it: ISO 8601, with a zone (`2024-05-01T00:00:00+02:00`) or, without one, in the local
   * time of the export. A message of that moment stays. A limit in the future is ignored.
   * @default none
   */
  dateLimit?: string;
  /**
   * Leaves out messages from it on; written like `dateLimit`.
   * @default none
   */
  before?: string;
  /**
   * Only messages of these senders, by id or name.
   * @default everybody
   */
  senders?: string[];
  /**
   * What becomes of messages that are somebody else's words: forwarded, or written by a bot for the sender.
   * @default "keep"
   */
  forwarded?: "keep" | "drop";
  /**
   * Fewest messages of a chat, after all else was left out.
   * @default 1
   */
  minMessages?: number;
  /**
   * The rules of the reference, exactly: chats and senders need a name, texts of exports before `text_entities` are
   * not read, times are local ones.
   * @default false
   */
  compat?: boolean;
}

/** Options with defaults filled in. */
export interface FilterMessagesSettings extends FilterMessagesOptions {
  chatTypes: string[];
  forwarded: "keep" | "drop";
  minMessages: number;
  compat: boolean;
}

const EXPECTED = "expected a time such as 2024-05-01 or 2024-05-01T12:00:00+02:00";

const schema: z.ZodType<FilterMessagesSettings, FilterMessagesOptions> = z.strictObject({
  chatTypes: z.array(z.string().min(1)).min(1).default(["personal_chat"]).describe("Kinds of chats."),
  dateLimit: z.string().optional().describe("Leaves out messages before it."),
  before: z.string().optional().describe("Leaves out messages from it on."),
  senders: z.array(z.string().min(1)).min(1).optional().describe("Only messages of these senders, by id or name."),
  forwarded: z.enum(["keep", "drop"]).default("keep").describe("What becomes of forwarded messages and those of bots."),
  minMessages: z.int().min(1).default(1).describe("Fewest messages of a chat."),
  compat: z.boolean().default(false).describe("The rules of the reference, exactly."),
  // The reference goes on without a limit that it cannot read.
}).refine(({ dateLimit, compat }) => compat || dateLimit === undefined || isDateLimit(dateLimit), {
  error: EXPECTED,
  path: ["dateLimit"],
}).refine(({ before }) => before === undefined || isDateLimit(before), { error: EXPECTED, path: ["before"] });

type Unstamped = Omit<TransformObject<Conversation, Conversation>, typeof PLUGIN>;

/** Leaves out chats and messages to learn nothing from, and counts each reason. */
export const filterMessages: PluginFactory<FilterMessagesOptions, FilterMessagesSettings, Unstamped> = definePlugin({
  name: "filterMessages",
  kind: "transform",
  summary: "Keeps chats and messages to learn from: by kind, time, sender.",
  accepts: ["conversation"],
  emits: "conversation",
  options: schema,
  permissions: () => ({}),
  example: `import { from, run } from "@threadloom/threadloom";
import { filterMessages } from "@threadloom/threadloom/finetune";
import { jsonlSink } from "@threadloom/threadloom/jsonl";
import { telegramSource } from "@threadloom/threadloom/telegram";

await run(
  from(telegramSource({ path: "result.json" })).through(filterMessages({ dateLimit: "2024-05-01" })).to(
    jsonlSink({ path: "out.jsonl" }),
  ),
);`,
  create: (settings: FilterMessagesSettings): Unstamped => ({
    kind: "transform",
    name: "filterMessages",
    open: (context) => ({ apply: filterBy(settings, context) }),
  }),
});

function filterBy(
  settings: FilterMessagesSettings,
  context: Context,
): (conversation: Conversation) => Conversation | Drop {
  const { compat, chatTypes, minMessages } = settings;
  const reasonOf = messageRule(settings, context);
  return (conversation) => {
    const { title, metadata: { telegramType, left }, messages } = conversation;
    const why = chatReason(telegramType, compat, chatTypes) ??
      (compat && (title === undefined || title === "")
        ? "without a name"
        : compat && left === true
        ? "left"
        : undefined);
    if (why !== undefined) {
      countDrop(context, "message", "in a chat left out", messages.length);
      return drop(`chat: ${why}`);
    }
    const kept: Message[] = [];
    for (const message of messages) {
      const reason = reasonOf(message);
      if (reason === undefined) kept.push(message);
      else countDrop(context, "message", reason);
    }
    if (kept.length === 0) return drop("chat: no message to learn from");
    if (kept.length >= minMessages) return { ...conversation, messages: kept };
    countDrop(context, "message", "in a chat of few messages", kept.length);
    return drop("chat: few messages");
  };
}

/** Why a chat of this kind is left out; conversations that are of no kind pass, but for the reference. */
function chatReason(type: Json | undefined, compat: boolean, wanted: readonly string[]): string | undefined {
  if (type === undefined && !compat) return undefined;
  if (typeof type !== "string") return "of no kind";
  return wanted.includes(type) ? undefined : metricName(type);
}

/** Why a message is left out; undefined for one that stays. */
function messageRule(
  { compat, dateLimit, before, senders, forwarded }: FilterMessagesSettings,
  context: Context,
): (message: Message) => string | undefined {
  const rules: Rules = compat ? "compat" : "default";
  const first = dateLimit === undefined ? undefined : limitOf(dateLimit, context);
  const end = before === undefined ? undefined : limitOf(before, context);
  const wanted = senders && new Set(senders);
  return (message) => {
    const { hidden, author, role, metadata } = message;
    if (compat && fromOf(message) === undefined) return hidden === "service" ? "service" : "no sender";
    if (!compat && hidden !== undefined) return hidden;
    if (!compat && role !== "user" && role !== "assistant") return `of the ${role}`;
    if (contentOf(message, rules) === undefined) return "no text";
    const time = first || end ? timeOf(message, rules) : undefined;
    if (first && time && first(message, time) < 0) return "before the date limit";
    if (end && time && end(message, time) >= 0) return "after the end";
    if (wanted && !wanted.has(String(metadata.fromId)) && !wanted.has(author ?? "")) return "of another sender";
    if (forwarded === "drop" && hasWords(metadata.forwardedFrom, metadata.savedFrom)) return "forwarded";
    if (forwarded === "drop" && hasWords(metadata.viaBot)) return "written by a bot";
    return undefined;
  };
}

/** A forward from a deleted account has the field, and null in it. */
function hasWords(...fields: unknown[]): boolean {
  return fields.some((field) => field !== undefined);
}
