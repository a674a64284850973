/**
 * `Search`: questions to a collection as Weaviate's gRPC interface takes them, and its answers.
 *
 * Numbers of fields are those of `weaviate.v1` (`search_get.proto`, `base.proto`, `properties.proto`).
 *
 * @module
 */
import type { Ask, Found, Shown, Where } from "../ask.ts";
import { type Field, fieldsOf, floatOf, Message, textOf } from "./wire.ts";

/** Operators of filters, by their numbers. */
const OPERATORS: { readonly [operator in Where["operator"]]: number } = {
  Equal: 1,
  GreaterThan: 3,
  GreaterThanEqual: 4,
  LessThan: 5,
  And: 7,
  Or: 8,
  Like: 10,
  ContainsAny: 12,
  Not: 15,
};

/** What `path: ["id"]` is called here. */
const ID = "_id";

/** The request. */
export function searchRequest(collection: string, tenant: string | undefined, ask: Ask, shown: Shown): Uint8Array {
  const { limit, after, where, sort, nearVector, bm25 } = ask;
  const properties = new Message();
  for (const name of shown.properties) properties.text(1, name);
  const more = new Message().number(1, true);
  for (const [name, field] of [["vector", 2], ["distance", 5], ["score", 7]] as const) {
    more.number(field, shown.more?.includes(name) ?? false);
  }
  const request = new Message().text(1, collection).text(10, tenant ?? "").message(20, properties).message(21, more)
    .number(30, limit).number(102, true);
  if (after !== undefined) request.text(33, after, true);
  if (sort) request.message(34, new Message().number(1, sort.order === "asc").text(2, sort.property));
  if (where) request.message(40, filterOf(where));
  if (bm25) {
    const search = new Message().text(1, bm25.query);
    for (const name of bm25.properties) search.text(2, name);
    request.message(42, search);
  }
  if (nearVector) request.message(43, new Message().bytes(4, floatBytes(nearVector)));
  return request.done();
}

/** A vector as 32-bit floats, little-endian: that of a collection whose vectors have no names. */
export function floatBytes(vector: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 * vector.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < vector.length; i++) view.setFloat32(4 * i, vector[i], true);
  return bytes;
}

/** Nothing of what people type decides how deep it is. */
function filterOf(where: Where): Message {
  const filter = new Message().number(1, OPERATORS[where.operator]);
  if ("operands" in where) {
    for (const one of where.operands) filter.message(3, filterOf(one));
    return filter;
  }
  if ("texts" in where) {
    const texts = new Message();
    for (const text of where.texts) texts.text(1, text, true);
    filter.message(9, texts);
  } else if ("text" in where) filter.text(4, where.text, true);
  else if ("truth" in where) filter.number(6, where.truth, true);
  else if ("int" in where) filter.number(5, where.int, true);
  else filter.text(4, where.date, true);
  return filter.message(20, new Message().text(1, where.path === "id" ? ID : where.path));
}

/**
 * Objects of an answer.
 *
 * @throws {SyntaxError} when it is none
 */
export function searchReply(reply: Uint8Array): Found[] {
  const found: Found[] = [];
  for (const field of fieldsOf(reply)) if (field.number === 2) found.push(resultOf(field));
  return found;
}

function resultOf({ bytes }: Field): Found {
  const properties = new Map<string, unknown>();
  const more = new Map<string, unknown>([["id", ""]]);
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) {
      for (const inner of fieldsOf(field.bytes)) if (inner.number === 11) readProperties(inner, properties);
    } else if (field.number === 2) readMore(field, more);
  }
  return Object.fromEntries([...properties, ["_additional", Object.fromEntries(more)]]) as Found;
}

function readMore({ bytes }: Field, more: Map<string, unknown>): void {
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) more.set("id", textOf(field));
    else if (field.number === 7) more.set("distance", floatOf(field));
    else if (field.number === 11) more.set("score", floatOf(field));
    else if (field.number === 19) more.set("vector", floatsIn(field.bytes));
    else if (field.number === 23 && !more.has("vector")) {
      for (const inner of fieldsOf(field.bytes)) if (inner.number === 3) more.set("vector", floatsIn(inner.bytes));
    }
  }
  // A distance of 0 is left out like every default.
  if (!more.has("distance")) more.set("distance", 0);
}

function floatsIn(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => view.getFloat32(4 * i, true));
}

/** A map of names to values: each entry is a message. */
function readProperties({ bytes }: Field, properties: Map<string, unknown>): void {
  for (const entry of fieldsOf(bytes)) {
    let name = "";
    let value: unknown;
    for (const field of fieldsOf(entry.bytes)) {
      if (field.number === 1) name = textOf(field);
      else if (field.number === 2) value = valueOf(field);
    }
    if (value !== undefined) properties.set(name, value);
  }
}

/** Numbers, truth, dates, whole numbers and text; nothing else is in our collections. */
function valueOf({ bytes }: Field): unknown {
  for (const field of fieldsOf(bytes)) {
    switch (field.number) {
      case 1:
        return floatOf(field);
      case 3:
        return field.whole !== 0;
      case 8:
        return field.whole;
      case 6:
      case 13:
        return textOf(field);
    }
  }
  return undefined;
}
