/**
 * Objects: their properties, their identifiers, and what they were made of.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Embedding } from "../../core/conversation.ts";
import { derivedJson, derivedOf, type DerivedValues, parseDerived } from "../../core/derived.ts";
import { canonical, digest } from "../../core/fingerprint.ts";
import type { Found } from "./ask.ts";
import type { Plain } from "./entries.ts";

/** A property as the schema has it. */
export interface Property {
  readonly name: string;
  readonly dataType: readonly [string];
  readonly tokenization?: "field" | "word";
  readonly indexFilterable?: boolean;
  readonly indexSearchable?: boolean;
  readonly indexRangeFilters?: boolean;
}

const word = (name: string): Property => ({ name, dataType: ["text"], tokenization: "field", indexSearchable: false });
const kept = (name: string, type: string): Property => ({
  name,
  dataType: [type],
  indexFilterable: false,
  ...type === "text" && { tokenization: "field", indexSearchable: false },
});

/** The properties of a message: those that people filter and search by, then those that the store needs. */
export const PROPERTIES: readonly Property[] = [
  word("conversationId"),
  word("messageId"),
  word("parentId"),
  word("source"),
  word("role"),
  word("author"),
  word("model"),
  { name: "title", dataType: ["text"], tokenization: "word" },
  { name: "content", dataType: ["text"], tokenization: "word", indexFilterable: false },
  { name: "createdAt", dataType: ["date"], indexRangeFilters: true },
  { name: "position", dataType: ["int"] },
  { name: "hidden", dataType: ["boolean"] },
  { name: "branch", dataType: ["boolean"] },
  word("embeddingModel"),
  kept("contentHash", "text"),
  kept("checksum", "text"),
  kept("embeddingStamp", "text"),
  kept("derived", "text"),
  kept("version", "number"),
  kept("exportedAt", "number"),
  // Hash of the conversation's id: filters trim white space and cannot tell every two ids apart.
  word("conversationKey"),
  // A part of the hash of the object's id, 0 to 65535: by it a large scope is listed in parts.
  { name: "bucket", dataType: ["int"], indexRangeFilters: true },
  // Words of content and title as people type them, where the server's tokenizer finds others.
  { name: "words", dataType: ["text"], tokenization: "word", indexFilterable: false },
  { name: "titleWords", dataType: ["text"], tokenization: "word", indexFilterable: false },
];

/** What is made an object. */
export interface Whole {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly properties: Plain;
  readonly derived?: DerivedValues;
  readonly version?: number;
  readonly exportedAt?: number;
}

/** An object as it is sent. */
export interface Sent {
  readonly class: string;
  readonly id: string;
  readonly tenant?: string;
  readonly properties: Plain;
  readonly vector?: number[];
}

/** Namespace of the identifiers, made up once. */
const NAMESPACE = "6f1c2f0e-6d0c-5b57-9d84-1f5a3c0de7a1";

/** The identifier of a message: UUID version 5 (RFC 9562) of both ids, which cannot run into each other. */
export function uuidOf(scope: string, key: string): string {
  const name = JSON.stringify([scope.toWellFormed(), key.toWellFormed()]);
  const bytes = createHash("sha1").update(NAMESPACE.replaceAll("-", ""), "hex").update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

/** What a scope is listed by. */
export function conversationKey(scope: string): string {
  return digest(scope.toWellFormed());
}

/** Makes objects of entries for a collection. */
export function openObjects(
  { collection, tenant, distance, dimensions }: {
    collection: string;
    tenant?: string;
    distance: string;
    dimensions?: number;
  },
): (whole: Whole) => Sent {
  let width = dimensions;

  return function objectOf({ scope, key, fingerprint, properties, derived, version, exportedAt }) {
    const id = uuidOf(scope, key);
    const more: Plain = { ...properties, contentHash: fingerprint };
    const vector = addDerived(more, derived);
    more.checksum = checksumOf(more);
    more.conversationKey = conversationKey(scope);
    more.bucket = parseInt(id.slice(-4), 16);
    if (version !== undefined) more.version = version;
    if (exportedAt !== undefined) more.exportedAt = exportedAt;
    return { class: collection, id, properties: more, ...tenant !== undefined && { tenant }, ...vector && { vector } };
  };

  function addDerived(more: Plain, derived: DerivedValues | undefined): number[] | undefined {
    if (!derived) return undefined;
    const embedding = derivedOf<Embedding>({ derived }, "embedding");
    let vector: number[] | undefined;
    if (embedding?.vector instanceof Float32Array) {
      vector = checked(embedding.vector);
      more.embeddingModel = embedding.model;
      more.embeddingStamp = derived.embedding.of;
    }
    const others = derivedJson(derived);
    if (others !== undefined) more.derived = others;
    return vector;
  }

  /** The server takes numbers that are none, and then finds wrong neighbours for everybody. */
  function checked(vector: Float32Array): number[] | undefined {
    if (vector.length === 0 || !vector.every(Number.isFinite)) {
      throw new TypeError(
        `Cannot store an embedding: it ${
          vector.length === 0 ? "has no numbers" : "holds a number that is none (NaN or infinite)"
        }, expected finite ones`,
      );
    }
    width ??= vector.length;
    if (vector.length !== width) {
      throw new TypeError(
        `Cannot store an embedding: it has ${vector.length} numbers, expected ${width} as the others`,
      );
    }
    // A vector of zeros points nowhere: no cosine can be taken, and the message is found by its words alone.
    if (distance === "cosine" && vector.every((number) => number === 0)) return undefined;
    return Array.from(vector);
  }
}

/** Properties that are of the store, or change without the content. */
const OUTSIDE = new Set(["checksum", "conversationKey", "bucket", "version", "exportedAt"]);

/** Hash over an object's properties, however the server writes dates: 16 hexadecimal digits. */
export function checksumOf(properties: { readonly [name: string]: unknown }): string {
  const known = PROPERTIES.flatMap(({ name, dataType: [type] }) => {
    const value = properties[name];
    if (OUTSIDE.has(name) || value === undefined || value === null) return [];
    return [[name, type === "date" ? Date.parse(String(value)) : value]];
  });
  return digest(canonical(known)).slice(0, 16);
}

/** The derived values of an object. */
export function valuesOf(found: Found): DerivedValues | undefined {
  const values = new Map<string, { of: string; value: unknown }>();
  if (typeof found.derived === "string") {
    for (const [name, value] of Object.entries(parseDerived(found.derived))) values.set(name, value);
  }
  const { vector } = found._additional;
  if (vector?.length && typeof found.embeddingStamp === "string") {
    const value: Embedding = { vector: Float32Array.from(vector), model: String(found.embeddingModel ?? "") };
    values.set("embedding", { of: found.embeddingStamp, value });
  }
  return values.size > 0 ? Object.fromEntries(values) : undefined;
}
