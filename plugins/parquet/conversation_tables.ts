/**
 * Conversations as rows of three tables.
 *
 * @module
 */
import type { Conversation, Json, Message } from "../../core/conversation.ts";
import { derivedOf, type DerivedValues } from "../../core/derived.ts";
import { isObject } from "../../core/raw.ts";
import { text } from "../../core/text.ts";
import { type Cell, columnsOf, jsonCell, numberCell, textCell, timeCell } from "./columns.ts";
import { beginningOf, DAY_FOLDER, dayFolder } from "./days.ts";
import type { Shape, Table } from "./shape.ts";

const CONVERSATIONS = columnsOf(`
  conversation_id:id source:text title:text app_id:text user_id:text status:text language:text
  created_at:time updated_at:time local_time:text message_count:count branch_message_count:count
  participants:texts languages:texts topics:texts metadata:text`);

const MESSAGES = columnsOf(`
  conversation_id:id message_id:id parent_id:text position:count branch:flag role:text author:text
  created_at:time local_time:text text:text parts:text hidden:text model:text language:text metadata:text`);

const CATEGORIES = columnsOf(`
  conversation_id:id message_id:text topic:text intent:text sentiment:number confidence:number
  proposed_label:text engine:text model:text taxonomy:text derived_of:text`);

const TABLES: readonly Table[] = [
  { file: "conversations.parquet", columns: CONVERSATIONS },
  { file: "messages/messages.parquet", columns: MESSAGES },
  { file: "categories/categories.parquet", columns: CATEGORIES },
];

const ROOT = "conversations";

/** Conversations by the day on which they began; a message lies under its conversation's day. */
export const CONVERSATION_SHAPE: Shape<Conversation> = {
  name: "conversations",
  roots: [ROOT],
  partition: (conversation) => `${ROOT}/${dayFolder(beginningOf(conversation))}`,
  tables: (folder) =>
    folder.startsWith(`${ROOT}/`) && DAY_FOLDER.test(folder.slice(ROOT.length + 1)) ? TABLES : undefined,
  rows(conversation) {
    const { id, messages, branches } = conversation;
    return [
      [conversationRow(conversation)],
      [
        ...messages.map((message, position) => messageRow(id, message, position, false)),
        ...branches.map((message) => messageRow(id, message, null, true)),
      ],
      categoryRows(conversation),
    ];
  },
  order: (conversation) => [beginningOf(conversation) ?? -Infinity, conversation.id],
};

function conversationRow(conversation: Conversation): Cell[] {
  const { id, source, title, createdAt, updatedAt, localTime, participants, messages, branches, metadata } =
    conversation;
  const language = derivedOf<{ language?: Json; languages?: Json }>(conversation, "language");
  const users = participants.filter(({ role }) => role === "user");
  return [
    id.toWellFormed(),
    textCell(source),
    textCell(title),
    named(metadata, "appId"),
    named(metadata, "userId") ?? (users.length === 1 ? textCell(users[0].id) : null),
    named(metadata, "status"),
    known(language?.language) ?? named(metadata, "language"),
    timeCell(createdAt),
    timeCell(updatedAt),
    textCell(localTime),
    messages.length,
    branches.length,
    participants.map((one) => one.id.toWellFormed()),
    languagesOf(language?.languages),
    topicsOf(messages),
    jsonCell(metadata),
  ];
}

/** A language that was found; `und` is none. */
function known(language: Json | undefined): string | null {
  return language === "und" ? null : textCell(language);
}

function languagesOf(languages: Json | undefined): string[] {
  if (!Array.isArray(languages)) return [];
  return languages.flatMap((one) => isObject(one) ? known(one.language) ?? [] : []);
}

function topicsOf(messages: readonly Message[]): string[] {
  const topics = new Set<string>();
  for (const message of messages) {
    const topic = textCell(derivedOf<{ topic?: Json }>(message, "categories")?.topic);
    if (topic !== null) topics.add(topic);
  }
  return [...topics].sort();
}

/** What the source says under this name, in any spelling that tables use. */
function named(metadata: Conversation["metadata"], name: string): string | null {
  const own = Object.hasOwn(metadata, name) ? name : Object.keys(metadata).find((key) => plain(key) === plain(name));
  const value = own === undefined ? undefined : metadata[own];
  return typeof value === "number" ? String(value) : textCell(value);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_]+/g, "");
}

function messageRow(conversation: string, message: Message, position: number | null, branch: boolean): Cell[] {
  const { id, parentId, role, author, createdAt, localTime, parts, hidden, model, metadata } = message;
  const plainText = parts.length === 0 || parts.length === 1 && parts[0].type === "text";
  return [
    conversation.toWellFormed(),
    id.toWellFormed(),
    textCell(parentId),
    position,
    branch,
    textCell(role),
    textCell(author),
    timeCell(createdAt),
    textCell(localTime),
    text(message).toWellFormed(),
    // The text alone says it.
    plainText ? null : jsonCell(parts),
    textCell(hidden),
    textCell(model),
    known(derivedOf<{ language?: Json }>(message, "language")?.language),
    jsonCell(metadata),
  ];
}

function categoryRows(conversation: Conversation): Cell[][] {
  const { id, messages, branches } = conversation;
  const rows = [...messages, ...branches].flatMap((message) => categoryRow(id, message.id, message));
  return [...rows, ...categoryRow(id, null, conversation)];
}

function categoryRow(conversation: string, message: string | null, of: { derived?: DerivedValues }): Cell[][] {
  const value = derivedOf<{ [field: string]: Json }>(of, "categories");
  if (!isObject(value)) return [];
  return [[
    conversation.toWellFormed(),
    textCell(message),
    textCell(value.topic),
    textCell(value.intent),
    numberCell(value.sentiment),
    numberCell(value.confidence),
    textCell(value.proposedLabel),
    textCell(value.engine),
    textCell(value.model),
    textCell(value.taxonomy),
    textCell(of.derived?.categories.of),
  ]];
}
