/**
 * Text and its entities.
 *
 * `text` is a string, or a list that mixes strings and `{ type, text, … }`; `text_entities` (since app version 4.1.2)
 * holds the same pieces, all as objects, plain ones as `{ type: "plain" }`. The pieces in a row are the whole text.
 *
 * @module
 */
import type { Json, JsonObject } from "../../../core/conversation.ts";
import { isObject, put } from "../../../core/raw.ts";

/** A message's text, and what is marked in it. */
export interface RichText {
  text: string;
  /** One for each marked piece: `type`, `offset` and `length` (UTF-16 units of the text), and its other fields. */
  entities: JsonObject[];
  /** What was read: `text_entities`, or `text` where that is empty or missing. */
  from: "text_entities" | "text" | "none";
  /** Fields that say something else than what was read, or nothing that could be: they are to be kept as they are. */
  left: ("text" | "text_entities")[];
}

/** Reads a message's text: `text_entities` where there are some, else `text`. */
export function readText(raw: JsonObject): RichText {
  const marked = Array.isArray(raw.text_entities) && raw.text_entities.length > 0
    ? flatten(raw.text_entities)
    : undefined;
  const plain = raw.text === undefined ? undefined : flatten(raw.text);
  const left: RichText["left"] = [];
  const chosen = marked ?? plain;
  if (marked) {
    if (!marked.whole || (marked.text === "" && marked.entities.length === 0)) left.push("text_entities");
    if (plain && (plain.text !== marked.text || !plain.whole)) left.push("text");
  } else {
    if (raw.text_entities !== undefined && !Array.isArray(raw.text_entities)) left.push("text_entities");
    if (plain && !plain.whole) left.push("text");
  }
  const from = marked ? "text_entities" : plain && plain.text !== "" ? "text" : "none";
  return { text: chosen?.text ?? "", entities: chosen?.entities ?? [], from, left };
}

/** Text of a poll's question and answers, a to-do list's title and tasks: a string, or a mixed list (since 2025). */
export function flatText(value: Json | undefined): string {
  return value === undefined ? "" : flatten(value).text;
}

interface Flat {
  text: string;
  entities: JsonObject[];
  /** False where a piece was no text. */
  whole: boolean;
}

function flatten(value: Json): Flat {
  const flat: Flat = { text: "", entities: [], whole: true };
  const pieces = Array.isArray(value) ? value : [value];
  const texts: string[] = [];
  let offset = 0;
  for (const piece of pieces) {
    const text = typeof piece === "string" ? piece : isObject(piece) ? piece.text : undefined;
    if (typeof text !== "string") {
      flat.whole = false;
      continue;
    }
    texts.push(text);
    if (isObject(piece) && piece.type !== "plain") flat.entities.push(entityOf(piece, offset, text.length));
    offset += text.length;
  }
  flat.text = texts.join("");
  return flat;
}

function entityOf(piece: JsonObject, offset: number, length: number): JsonObject {
  const entity: JsonObject = { type: piece.type ?? null, offset, length };
  for (const key of Object.keys(piece)) {
    if (key !== "text" && key !== "type" && key !== "offset" && key !== "length") put(entity, key, piece[key]);
  }
  return entity;
}
