/**
 * YAML front matter, in the fields that readers of exported chats know.
 *
 * @module
 */
import { isObject } from "../raw.ts";
import { title } from "../text.ts";
import type { Conversation, Json, Message } from "../conversation.ts";

/** A value of the front matter: text is quoted, a `Date` and a number stand plain. */
export type Field = string | number | boolean | Date | string[] | { [name: string]: string };

/** Everything that YAML or an editor takes for something else than a letter: controls, line ends, marks, bidi controls. */
const UNPRINTABLE = /[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g;

/** The front matter of a conversation, with its `---` lines. */
export function frontMatter(conversation: Conversation): string {
  return `---\n${formatFields(fieldsOf(conversation))}---\n`;
}

/**
 * The two lines that say whose file this is, from the front matter at the start of a file; undefined where there is
 * none. Only there: what a message says cannot pass for it.
 */
export function markerOf(text: string): string | undefined {
  const head = /^---\n([\s\S]*?)\n---\n/.exec(text)?.[1].split("\n");
  const lines = ["source: ", "conversation_id: "].map((name) => head?.find((line) => line.startsWith(name)));
  return lines.includes(undefined) ? undefined : lines.join("\n");
}

/** Fields as YAML, one a line, lists and objects below their name. */
export function formatFields(fields: [name: string, value: Field][]): string {
  let text = "";
  for (const [name, value] of fields) {
    if (Array.isArray(value)) text += `${name}:\n${value.map((item) => `  - ${quoted(item)}\n`).join("")}`;
    else if (typeof value === "object" && !(value instanceof Date)) {
      text += `${name}:\n${Object.entries(value).map(([key, item]) => `  ${key}: ${quoted(item)}\n`).join("")}`;
    } else text += `${name}: ${scalar(value)}\n`;
  }
  return text;
}

function scalar(value: string | number | boolean | Date): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "string" ? quoted(value) : String(value);
}

/**
 * Any text as a YAML double-quoted scalar on one line. JSON's escapes are YAML's; what JSON may leave as it is and
 * YAML may not (or an editor would hide) is escaped too.
 */
export function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function fieldsOf(conversation: Conversation): [string, Field][] {
  const { id, source, metadata, messages, branches } = conversation;
  const name = title(conversation);
  const parts = messages.flatMap((message) => message.parts);
  const tools = distinct([
    ...parts.map((part) => part.type === "tool_call" ? part.name : undefined),
    ...messages.map((message) => message.role === "tool" ? message.author : undefined),
  ]);
  const models = distinct(messages.map((message) => message.model));
  const fields: [string, Field | undefined][] = [
    ["title", name],
    ["aliases", [name]],
    ["tags", [source.toWellFormed().replace(/[^\p{L}\p{N}_/-]+/gu, "-")]],
    ["source", source],
    ["conversation_id", id],
    ["chat_link", source === "chatgpt" ? `https://chatgpt.com/c/${encodeURIComponent(id.toWellFormed())}` : undefined],
    ["create_time", time(conversation.createdAt) ?? conversation.localTime],
    ["update_time", time(conversation.updatedAt)],
    ["model", textOf(own(metadata, "default_model_slug")) ?? models.at(-1)],
    ["models", models],
    ["used_plugins", distinct(listOf(own(metadata, "plugin_ids")).map(textOf))],
    ["tools", tools],
    ["message_count", messages.length],
    ["branch_message_count", branches.length || undefined],
    ["content_types", distinct(parts.map((part) => part.type)).sort()],
    ["custom_instructions", customInstructions([...messages, ...branches])],
    ["is_starred", flag(own(metadata, "is_starred"))],
    ["is_archived", flag(own(metadata, "is_archived"))],
    ["voice", voiceOf(own(metadata, "voice"))],
    ["gizmo_id", textOf(own(metadata, "gizmo_id"))],
  ];
  return fields.filter((field): field is [string, Field] =>
    field[1] !== undefined && !(Array.isArray(field[1]) && field[1].length === 0)
  );
}

/** What its owner told the model about himself: the first message that says so. */
function customInstructions(messages: Message[]): { [name: string]: string } | undefined {
  for (const { metadata, parts } of messages) {
    const context = own(own(metadata, "metadata"), "user_context_message_data");
    const found: { [name: string]: string } = {};
    for (const name of ["about_user_message", "about_model_message"]) {
      const said = textOf(own(context, name));
      if (said !== undefined) found[name] = said;
    }
    const isContext = own(own(metadata, "content"), "content_type") === "user_editable_context";
    const texts = isContext ? parts.flatMap((part) => part.type === "text" ? [part.text] : []) : [];
    if (Object.keys(found).length === 0 && texts.length > 0) found.text = texts.join("\n\n");
    if (Object.keys(found).length > 0) return found;
  }
}

/** A time that ISO 8601 can write with four digits for the year. */
function time(at: number | undefined): Date | undefined {
  const date = new Date(at ?? NaN);
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date : undefined;
}

function own(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function flag(value: Json | undefined): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** A voice's name, as a text or in an object. */
function voiceOf(value: Json | undefined): string | undefined {
  return textOf(value) ?? textOf(own(value, "name"));
}

/** In the order of first use. */
function distinct(values: (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined && value !== ""))] as string[];
}
