/**
 * The source of conversations in NocoDB.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { canonical, digest } from "../../core/fingerprint.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { OpenSource, Source } from "../../core/source.ts";
import { Client } from "./client.ts";
import { columnOf, CONVERSATION_TITLES, mapColumns, MESSAGE_TITLES } from "./columns.ts";
import { canFilter } from "./columns.ts";
import { type Base, findBase, findTable, type Table } from "./discover.ts";
import { MessageTable } from "./messages.ts";
import { type NocodbSourceOptions, type NocodbSourceSettings, schema } from "./options.ts";
import { Reading } from "./reading.ts";
import { Rows } from "./rows.ts";
import { dayStart } from "./times.ts";

/** Rows in a page of messages: the most a server gives. */
const MESSAGE_PAGE = 1_000;
const DAY_MS = 86_400_000;

/**
 * Reads conversations and their messages from two tables of a NocoDB base, or from one table with the messages in a
 * column. Incremental: a run reads what is new or changed since the last one, each conversation whole. A unit is one
 * conversation, its key the conversation's id.
 */
export const nocodbSource: PluginFactory<
  NocodbSourceOptions,
  NocodbSourceSettings,
  Omit<Source<Conversation>, typeof PLUGIN>
> = definePlugin({
  name: "nocodb",
  kind: "source",
  summary: "Reads conversations from tables of NocoDB, what is new or changed since the last run.",
  emits: "conversation",
  options: schema,
  roles: {
    baseUrl: "location",
    token: "secret",
    apiVersion: "tuning",
    pageSize: "tuning",
    requestsPerSecond: "tuning",
    overlapSeconds: "tuning",
    timeoutMs: "tuning",
  },
  permissions: ({ baseUrl }) => ({ net: [hostOf(baseUrl)] }),
  example: `import { from, run } from "@threadloom/threadloom";
import { nocodbSource } from "@threadloom/threadloom/nocodb";
import { sqliteStore } from "@threadloom/threadloom/sqlite";

const source = nocodbSource({
  baseUrl: "http://localhost:8080",
  token: Deno.env.get("NOCODB_API_TOKEN") ?? "",
  base: "support",
});
await run(from(source).to(sqliteStore({ path: "conversations.db" })));`,
  create: (settings: NocodbSourceSettings): Omit<Source<Conversation>, typeof PLUGIN> => ({
    kind: "source",
    open: (context) => openSource(context, settings),
  }),
});

function hostOf(baseUrl: string): string {
  const { hostname, port, protocol } = new URL(baseUrl);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}

async function openSource(context: Context, settings: NocodbSourceSettings): Promise<OpenSource<Conversation>> {
  const { token, requestsPerSecond, timeoutMs, base, apiVersion } = settings;
  const baseUrl = settings.baseUrl.replace(/\/+$/, "");
  const client = new Client(context, { baseUrl, token, requestsPerSecond, timeoutMs });
  const reading = await findTables(context, client, await findBase(client, base, apiVersion), settings);
  return {
    mode: "incremental",
    keyed: true,
    read: (options = {}) => reading.read(options),
    close: () => Promise.resolve(),
  };
}

async function findTables(
  context: Context,
  client: Client,
  base: Base,
  settings: NocodbSourceSettings,
): Promise<Reading> {
  const { conversationsTable, messagesTable, messagesColumn, fields, startDate, endDate, appId, pageSize } = settings;
  const table = await findTable(client, base, conversationsTable);
  const mapped = mapColumns(table, CONVERSATION_TITLES, fields, ["conversationId"]);
  const dated = startDate !== undefined || endDate !== undefined;
  if (dated && !mapped.createdAt) columnOf(table, fields.createdAt ?? "CreatedAt", "fields.createdAt");
  if (appId !== undefined && !mapped.appId) columnOf(table, fields.appId ?? "AppId", "fields.appId");
  const inside = messagesColumn === undefined ? undefined : columnOf(table, messagesColumn, "messagesColumn");
  const other = inside ? undefined : await findTable(client, base, messagesTable);
  const needed = ["messageConversationId", "content"] as const;
  const messages = other && mapColumns(other, MESSAGE_TITLES, fields, needed);
  askable(table, [mapped.conversationId!.title, table.key]);
  if (other && messages) askable(other, [messages.messageConversationId!.title, other.key]);
  return new Reading(context, {
    conversations: new Rows(client, base.dialect, table, pageSize),
    mapped,
    messages: other && messages && new MessageTable(new Rows(client, base.dialect, other, MESSAGE_PAGE), messages),
    messagesColumn: inside,
    choice: {
      start: startDate === undefined ? undefined : dayStart(startDate),
      end: endDate === undefined ? undefined : dayStart(endDate)! + DAY_MS,
      appId,
    },
    selection: digest(canonical([
      [table.base, table.table, other?.table, inside?.title],
      [startDate, endDate, appId, fields],
    ])),
    overlapMs: settings.overlapSeconds * 1000,
    pageSize,
    name: settings.name,
  });
}

/** Titles that stand in every filter must be ones that can. */
function askable(table: Table, titles: string[]): void {
  for (const title of titles) {
    if (canFilter({ title, type: "", key: false })) continue;
    throw new TypeError(
      `Cannot ask for rows by column "${title}" of table "${table.title}": filters cannot name it, expected a title ` +
        `without , ( ) ~ " ' @ \\; rename the column`,
    );
  }
}
