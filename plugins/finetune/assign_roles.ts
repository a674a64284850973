/**
 * `assignRoles`: who a model is to learn from.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import type { Conversation, Message } from "../../core/conversation.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { TransformObject } from "../../core/transform.ts";
import { fromOf } from "./content.ts";
import { candidatesText, isSenderId, senderId, Senders } from "./owner.ts";

/** Options of `assignRoles`. */
export interface AssignRolesOptions {
  /**
   * The one whose messages are the assistant's: an id (`user123`, or its number) or a name as written.
   * @default the owner of the export, where it says who that is or it follows from a chat of two
   */
  me?: string;
  /**
   * The rule of the reference: a name means everybody who is written exactly so.
   * @default false
   */
  compat?: boolean;
}

/** Options with defaults filled in. */
export interface AssignRolesSettings extends AssignRolesOptions {
  compat: boolean;
}

const schema: z.ZodType<AssignRolesSettings, AssignRolesOptions> = z.strictObject({
  me: z.string().min(1).optional().describe("The one whose messages are the assistant's: an id or a name."),
  compat: z.boolean().default(false).describe("The rule of the reference: a name means everybody written so."),
});

type Unstamped = Omit<TransformObject<Conversation, Conversation>, typeof PLUGIN>;

/**
 * Makes one person's messages the assistant's and all others the user's. A name is resolved to an id in each
 * conversation, so that messages sent under an older name count too.
 *
 * A conversation whose owner cannot be told becomes a dead letter that names the candidates.
 */
export const assignRoles: PluginFactory<AssignRolesOptions, AssignRolesSettings, Unstamped> = definePlugin({
  name: "assignRoles",
  kind: "transform",
  summary: "Makes one person's messages the assistant's, all others the user's.",
  accepts: ["conversation"],
  emits: "conversation",
  options: schema,
  permissions: () => ({}),
  example: `import { from, run } from "@threadloom/threadloom";
import { assignRoles } from "@threadloom/threadloom/finetune";
import { jsonlSink } from "@threadloom/threadloom/jsonl";
import { telegramSource } from "@threadloom/threadloom/telegram";

await run(
  from(telegramSource({ path: "result.json" })).through(assignRoles({ me: "user123" })).to(
    jsonlSink({ path: "out.jsonl" }),
  ),
);`,
  create: (settings: AssignRolesSettings): Unstamped => ({
    kind: "transform",
    name: "assignRoles",
    open: (context) => ({ apply: (conversation) => assign(conversation, settings, context) }),
  }),
});

function assign(
  conversation: Conversation,
  settings: AssignRolesSettings,
  context: Pick<Context, "count">,
): Conversation {
  const isMine = ruleFor(conversation, settings);
  let found = false;
  const messages = conversation.messages.map((message): Message => {
    if (!settings.compat && message.role !== "user" && message.role !== "assistant") return message;
    const role = isMine(message) ? "assistant" : "user";
    found ||= role === "assistant";
    return message.role === role ? message : { ...message, role };
  });
  context.count(found ? "chats with the assistant" : "chats without the assistant");
  return { ...conversation, messages };
}

function ruleFor(
  conversation: Conversation,
  { me, compat }: AssignRolesSettings,
): (message: Message) => boolean {
  if (me === undefined) {
    if (conversation.messages.some(({ role }) => role === "assistant")) return ({ role }) => role === "assistant";
    const { ownerId } = conversation.metadata;
    if (typeof ownerId === "string") return byId(ownerId);
    throw new TypeError(
      `Cannot tell whose chat "${conversation.id}" is: nothing in it says so, name its owner (me); there are ` +
        candidatesText(sendersOf(conversation).list()),
    );
  }
  const id = senderId(me);
  if (compat) {
    const written = (message: Message) => fromOf(message) === me;
    return isSenderId(me) && !conversation.messages.some(written) ? byId(id) : written;
  }
  if (isSenderId(me)) return byId(id);
  const ids = sendersOf(conversation).named(me);
  const { ownerId } = conversation.metadata;
  if (ids.length < 2) return ids.length === 1 ? byId(ids[0]) : () => false;
  if (typeof ownerId === "string" && ids.includes(ownerId)) return byId(ownerId);
  throw new TypeError(
    `Cannot tell who "${me}" is in chat "${conversation.id}": it is the name of ${ids.join(" and ")}, expected an id`,
  );
}

function byId(id: string): (message: Message) => boolean {
  return ({ author, metadata: { fromId } }) => (fromId ?? author) === id;
}

function sendersOf(conversation: Conversation): Senders {
  const senders = new Senders();
  senders.add(conversation);
  return senders;
}
