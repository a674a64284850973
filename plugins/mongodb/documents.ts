/**
 * Entries as documents.
 *
 * @module
 */
import type { Document, Driver } from "../../deps/mongodb.ts";
import type { DerivedValues } from "../../core/derived.ts";
import { digest } from "../../core/fingerprint.ts";
import { text } from "../../core/text.ts";
import { DERIVED_IN, type Kind } from "./collections.ts";
import type { MongodbValue } from "./entries.ts";
import { conversationId, derivedId, messageId, pieceId } from "./ids.ts";
import { nested, toBson } from "./values.ts";

/** A document of a collection. */
export interface Made {
  kind: Kind;
  document: Document & { _id: string };
  /** Bytes, about. */
  bytes: number;
}

/** What is written for one entry: what belongs to it first, the entry's own document last. */
export interface Written {
  beside: Made[];
  own: Made;
  /** How many documents the own one goes on in. */
  pieces: number;
}

/** Characters in a piece: at three bytes each far below what a document may hold. */
const PIECE = 4 * 2 ** 20;
/** Characters of a text that stay in the document when the rest does not fit. */
const SHOWN = 100_000;

/** The documents of an entry. */
export function documentsOf(driver: Driver, value: MongodbValue, contentHash: string, most: number): Written {
  const { record, kind } = value;
  const id = kind === "conversation"
    ? conversationId(record.id.toWellFormed())
    : messageId(value.conversation, record.id.toWellFormed());
  const document = value.kind === "conversation" ? conversation(value) : message(value);
  const derived = splitDerived(record.derived);
  const own: Document & { _id: string } = {
    _id: id,
    ...document,
    ...nested("derived", derived.own === undefined ? undefined : toBson(driver, derived.own)),
    ...value.expireAt === undefined ? {} : { expireAt: new Date(value.expireAt) },
    contentHash,
  };
  const { conversationId: of, messageId: said, createdAt } = own;
  const beside = derived.apart.map(([name, { of: stamp, value: one }]): Made => {
    const content = typeof one === "object" && one !== null && !Array.isArray(one) ? one : { value: one };
    const made = {
      ...toBson(driver, content) as object,
      _id: derivedId(id, name),
      conversationId: of,
      ...said === undefined ? {} : { messageId: said },
      ...createdAt === undefined ? {} : { createdAt },
      ...own.expireAt === undefined ? {} : { expireAt: own.expireAt },
      of: stamp,
    };
    return sealed(driver, DERIVED_IN.get(name)!, { ...made, contentHash: stamp });
  });
  const whole = sealed(driver, kind, own);
  if (whole.bytes <= most) return { beside, own: whole, pieces: 0 };
  const cut = cutUp(driver, kind, own);
  return { beside: [...beside, ...cut.pieces], own: cut.own, pieces: cut.pieces.length };
}

function conversation({ record }: Extract<MongodbValue, { kind: "conversation" }>): Document {
  const { id, source, title, createdAt, updatedAt, localTime, participants, messages, assets, metadata } = record;
  const { appId, userId, status, language } = metadata;
  return {
    conversationId: id.toWellFormed(),
    source,
    title,
    createdAt: dateOf(createdAt),
    updatedAt: dateOf(updatedAt),
    localTime,
    ...named({ appId, userId, status, language }),
    participants,
    messageCount: messages.length,
    ...assets.length === 0 ? {} : nested("assets", assets.map(({ open: _, ...asset }) => asset)),
    ...nested("metadata", metadata),
    ...others(record, KNOWN_OF_CONVERSATION),
  };
}

/** Texts that reports ask for, beside the metadata they stand in. */
function named(fields: { [name: string]: unknown }): Document {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === "string"));
}

function message({ record, conversation, position, branch }: Extract<MongodbValue, { kind: "message" }>): Document {
  const { id, parentId, role, author, createdAt, localTime, parts, hidden, model, metadata } = record;
  const plain = parts.length === 1 && parts[0].type === "text" && Object.keys(parts[0]).length === 2;
  return {
    conversationId: conversation,
    messageId: id.toWellFormed(),
    position,
    ...branch ? { branch } : {},
    parentId,
    role,
    author,
    createdAt: dateOf(createdAt),
    localTime,
    text: text(record),
    // The text alone says it.
    ...plain ? {} : nested("parts", parts),
    hidden,
    model,
    ...Object.keys(metadata).length === 0 ? {} : nested("metadata", metadata),
    ...others(record, KNOWN_OF_MESSAGE),
  };
}

const KNOWN_OF_CONVERSATION = new Set(
  "id source title createdAt updatedAt localTime participants messages branches assets metadata origin derived".split(
    " ",
  ),
);
const KNOWN_OF_MESSAGE = new Set(
  "id parentId role author createdAt localTime parts hidden model metadata derived".split(" "),
);

/** Fields that the model does not know. */
function others(record: object, known: ReadonlySet<string>): Document {
  const more = Object.entries(record).filter(([name, value]) => !known.has(name) && typeof value !== "function");
  return more.length === 0 ? {} : nested("more", Object.fromEntries(more));
}

/** A time as MongoDB has them; undefined where it has no such date. */
function dateOf(at: number | undefined): Date | undefined {
  return at === undefined || Math.abs(at) > 8.64e15 ? undefined : new Date(at);
}

function splitDerived(derived: DerivedValues | undefined): {
  own: DerivedValues | undefined;
  apart: [string, DerivedValues[string]][];
} {
  const all = Object.entries(derived ?? {});
  const own = all.filter(([name]) => !DERIVED_IN.has(name));
  return { own: own.length ? Object.fromEntries(own) : undefined, apart: all.filter(([name]) => DERIVED_IN.has(name)) };
}

/** The document with a hash over all of it, by which a change behind the store's back is seen. */
export function sealed(driver: Driver, kind: Kind, document: Document & { _id: string }): Made {
  const kept: Document & { _id: string } = { _id: document._id };
  for (const [name, value] of Object.entries(document)) if (value !== undefined) kept[name] = value;
  const checksum = checksumOf(driver, kept);
  const bytes = driver.BSON.calculateObjectSize(kept, { ignoreUndefined: true }) + 50;
  return { kind, document: { ...kept, checksum }, bytes };
}

/** Hash of what a document holds, but for the fields that are kept up beside its content. */
export function checksumOf(driver: Driver, document: Document): string {
  const { checksum: _, version: _1, exportedAt: _2, ...content } = document;
  const json = driver.BSON.EJSON.stringify(content, { relaxed: true });
  // Lone surrogates, which it escapes and no others, are stored as U+FFFD.
  return digest(json.replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g, "$1\ufffd"));
}

/** A document that is too large: its fields as JSON in pieces, a part of its text in the document itself. */
function cutUp(
  driver: Driver,
  kind: "conversation" | "message",
  document: Document & { _id: string },
): { own: Made; pieces: Made[] } {
  const { _id, conversationId, messageId, contentHash, expireAt, ...rest } = document;
  const json = driver.BSON.EJSON.stringify(rest, { relaxed: true });
  const pieces: Made[] = [];
  for (let at = 0; at < json.length;) {
    let end = Math.min(at + PIECE, json.length);
    // Never between the halves of a character.
    if (end < json.length && /[\ud800-\udbff]/.test(json[end - 1])) end--;
    const piece = { _id: pieceId(_id, pieces.length + 1), continues: _id, conversationId, json: json.slice(at, end) };
    pieces.push(sealed(driver, kind, { ...piece, expireAt }));
    at = end;
  }
  const small = Object.entries(rest).filter(([, value]) => typeof value !== "object" || value instanceof Date);
  const shown = small.map(([name, value]) => [name, typeof value === "string" ? value.slice(0, SHOWN) : value]);
  const own = {
    _id,
    conversationId,
    messageId,
    ...Object.fromEntries(shown),
    pieces: pieces.length,
    expireAt,
    contentHash,
  };
  return { own: sealed(driver, kind, own), pieces };
}
