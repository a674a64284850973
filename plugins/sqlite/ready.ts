/**
 * Values as they are bound: all that has to be worked out before a statement runs, in a form that can be cloned.
 *
 * @module
 */
import type { SQLInputValue } from "node:sqlite";
import type { Message } from "../../core/conversation.ts";
import { describe } from "../../core/errors.ts";
import { text } from "../../core/text.ts";
import { asBytes, ASSET, CONVERSATION, MESSAGE, toRow } from "./columns.ts";
import { cutText } from "../../core/search/cut.ts";
import type { SqliteRecord } from "./entries.ts";

/** An entry's value, ready to be written; `values` are those of the record's own columns. */
export type SqliteReady = ReadyConversation | ReadyMessage | ReadyAsset | Refused;

/** A conversation's own row. */
export interface ReadyConversation {
  kind: "ready conversation";
  values: SQLInputValue[];
  /** The title as it is indexed. */
  indexed: string;
}

/** A message's row. */
export interface ReadyMessage extends ReadyLink {
  kind: "ready message";
  branch: boolean;
  /** The message as plain text. */
  plain: string | Uint8Array;
  /** The text as it is indexed, where that is not the plain one. */
  indexed?: string | Uint8Array;
}

/** An asset's row. */
export interface ReadyAsset extends ReadyLink {
  kind: "ready asset";
}

interface ReadyLink {
  id: string;
  place: number;
  previous: string | null;
  values: SQLInputValue[];
}

/** A value that has no row. */
interface Refused {
  kind: "refused";
  error: string;
}

/** Works a value out; one that has no row says why. */
export function readyValue(value: SqliteRecord): SqliteReady {
  try {
    return makeReady(value);
  } catch (error) {
    return { kind: "refused", error: describe(error) };
  }
}

/**
 * Works a value out.
 *
 * @throws {Error} for a value that has no row
 */
export function makeReady(value: SqliteRecord): Exclude<SqliteReady, Refused> {
  if (value.kind === "conversation") {
    const { title } = value.record;
    const indexed = typeof title === "string" ? cutText(title) : "";
    return { kind: "ready conversation", values: toRow(value.record, CONVERSATION), indexed };
  }
  const { record, place, previous = null } = value;
  const link = { id: record.id.toWellFormed(), place, previous };
  if (value.kind === "asset") return { kind: "ready asset", ...link, values: toRow(value.record, ASSET) };
  const message = value.record;
  const plain = text(message).toWellFormed();
  const values = toRow(message, MESSAGE, isPlain(message, plain) ? "parts" : undefined);
  const ready: ReadyMessage = { kind: "ready message", ...link, branch: value.branch, plain: asBytes(plain), values };
  const indexed = cutText(plain);
  if (indexed !== plain) ready.indexed = asBytes(indexed);
  return ready;
}

/** Whether the text alone says what the parts are: then they are not stored a second time. */
function isPlain(record: Message, plain: string): boolean {
  const [part] = record.parts;
  return record.parts.length === 1 && part.type === "text" && Object.keys(part).length === 2 &&
    typeof part.text === "string" && part.text.toWellFormed() === plain && !plain.includes("\0");
}
