/**
 * The collections: their names, indexes and rules.
 *
 * @module
 */
import type { IndexDescription } from "../../deps/mongodb.ts";

/** Names of the collections, by what they hold. */
export const COLLECTIONS = {
  conversation: "conversation_analytics",
  message: "conversation_messages",
  categories: "conversation_categories",
  translations: "conversation_translations",
  report: "analytics_reports",
  user: "user_analytics",
} as const;

/** What a collection holds. */
export type Kind = keyof typeof COLLECTIONS;

/** Where stores keep who they are. */
export const STORES = "threadloom_stores";

/** Collections of conversations. */
export const OF_CONVERSATIONS: readonly Kind[] = ["conversation", "message", "categories", "translations"];
/** Collections of reports. */
export const OF_REPORTS: readonly Kind[] = ["report", "user"];

/** Derived values that have a collection of their own; others stay in the document of what they belong to. */
export const DERIVED_IN: ReadonlyMap<string, "categories" | "translations"> = new Map([
  ["categories", "categories"],
  ["translation", "translations"],
  ["translations", "translations"],
]);

/** Indexes beside the one on `_id`. */
export const INDEXES: { readonly [kind in Kind]: readonly IndexDescription[] } = {
  conversation: [
    { key: { conversationId: 1 } },
    { key: { createdAt: 1 } },
    { key: { updatedAt: 1 } },
    { key: { appId: 1, createdAt: 1 } },
  ],
  message: [{ key: { conversationId: 1, position: 1 } }, { key: { createdAt: 1 } }, { key: { continues: 1 } }],
  categories: [{ key: { conversationId: 1 } }, { key: { topic: 1, createdAt: 1 } }],
  translations: [{ key: { conversationId: 1 } }],
  report: [{ key: { kind: 1 } }],
  user: [],
};

/** The server deletes a document at the time in its field `expireAt`. */
export const EXPIRY: IndexDescription = { key: { expireAt: 1 }, expireAfterSeconds: 0 };

const text = { bsonType: "string" };
const time = { bsonType: "date" };
const count = { bsonType: ["int", "long", "double"] };

/** What a document has to be, as `$jsonSchema` of MongoDB. Documents that go on in another (`continues`) have little. */
export const RULES: { readonly [kind in Kind]: object } = {
  conversation: {
    bsonType: "object",
    required: ["_id"],
    properties: {
      _id: text,
      conversationId: text,
      source: text,
      title: text,
      createdAt: time,
      updatedAt: time,
      messageCount: count,
      contentHash: text,
    },
  },
  message: {
    bsonType: "object",
    required: ["_id", "conversationId"],
    properties: {
      _id: text,
      conversationId: text,
      messageId: text,
      position: count,
      role: { enum: ["user", "assistant", "system", "tool"] },
      createdAt: time,
      text,
      contentHash: text,
    },
  },
  categories: derivedRule(),
  translations: derivedRule(),
  report: { bsonType: "object", required: ["_id", "kind"], properties: { _id: text, kind: text, contentHash: text } },
  user: { bsonType: "object", required: ["_id", "kind"], properties: { _id: text, kind: text, contentHash: text } },
};

function derivedRule(): object {
  return {
    bsonType: "object",
    required: ["_id", "conversationId", "of"],
    properties: { _id: text, conversationId: text, messageId: text, of: text, contentHash: text },
  };
}
