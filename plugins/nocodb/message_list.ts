/**
 * Messages that lie in a column of the conversation's own row, as JSON.
 *
 * @module
 */
import type { Json, JsonObject, Message } from "../../core/conversation.ts";
import { asArray, isObject, put } from "../../core/raw.ts";
import { loose } from "./discover.ts";
import { makeMessage, withOwnIds } from "./record.ts";
import { readTime } from "./times.ts";

/** Fields of a message by their names without case, spaces and underscores. */
const NAMES: ReadonlyMap<string, "id" | "role" | "content" | "created" | "parentId" | "author" | "model"> = new Map([
  ...["id", "messageid"].map((name) => [name, "id"] as const),
  ...["role", "sender", "from"].map((name) => [name, "role"] as const),
  ...["content", "text", "message"].map((name) => [name, "content"] as const),
  ...["createdat", "timestamp", "time", "date"].map((name) => [name, "created"] as const),
  ["parentid", "parentId"],
  ["author", "author"],
  ["name", "author"],
  ["model", "model"],
]);

/**
 * The messages in a column: a list of `{ role, content, … }`, or `{ messages: [...] }`, as JSON or as its text.
 *
 * @throws {SyntaxError} when it is no such list
 */
export function messagesIn(value: Json | undefined, column: string): Message[] {
  if (value === undefined || value === null || value === "") return [];
  const parsed = typeof value === "string" ? parse(value, column) : value;
  const list = isObject(parsed) && Array.isArray(parsed.messages) ? parsed.messages : parsed;
  if (list === null) return [];
  if (!Array.isArray(list)) {
    throw new SyntaxError(`Cannot read messages in column "${column}": it holds no list, expected [{ role, content }]`);
  }
  return withOwnIds(
    asArray(list).map((one, index) => {
      if (isObject(one)) return toMessage(one, index);
      throw new SyntaxError(
        `Cannot read message ${index} in column "${column}": it is no object, expected { role, content }`,
      );
    }),
  );
}

function parse(text: string, column: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's words would hold a piece of the chat.
    throw new SyntaxError(`Cannot read messages in column "${column}": it holds no JSON, expected [{ role, content }]`);
  }
}

function toMessage(fields: JsonObject, index: number): Message {
  const found = new Map<string, Json>();
  const others: JsonObject = {};
  for (const key of Object.keys(fields)) {
    const name = NAMES.get(loose(key));
    if (name !== undefined && !found.has(name)) found.set(name, fields[key]);
    else put(others, key, fields[key]);
  }
  const text = (name: string) => {
    const value = found.get(name);
    if (typeof value === "number") return String(value);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const created = found.get("created") ?? null;
  return makeMessage({
    id: text("id") ?? `message ${index}`,
    role: text("role"),
    content: found.get("content") ?? null,
    created: created === null || created === "" ? {} : readTime(created) ?? { raw: created },
    parentId: text("parentId"),
    author: text("author"),
    model: text("model"),
    others,
  });
}
