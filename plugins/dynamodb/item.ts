/**
 * The items of an entry: one, or several where one would be too large.
 *
 * @module
 */
import type { Embedding } from "../../core/conversation.ts";
import { derivedJson, derivedOf, type DerivedValues } from "../../core/derived.ts";
import { digest } from "../../core/fingerprint.ts";
import { type AttributeValue, checksumOf, type Item, vectorValue } from "./attributes.ts";
import type { Plain } from "./entries.ts";
import { CHUNK, HASH_KEY, partitionOf, RANGE_KEY, scopeOf, sortKeyOf } from "./keys.ts";
import { sizeOf, sizeOfValue } from "./size.ts";

/** What is made an item. */
export interface Whole {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly attributes: Plain;
  readonly derived?: DerivedValues;
  readonly version?: number;
  readonly exportedAt?: number;
}

/** An item, and the pieces that have to be there before it is. */
export interface Items {
  readonly item: Item;
  readonly chunks: Item[];
}

/** Bytes of an item: DynamoDB takes 409,600. */
const LARGEST_ITEM = 400_000;

/** Bytes of content in one item where it is cut. */
const PIECE = 380_000;

/**
 * The items that hold an entry.
 *
 * @throws {RangeError} when what cannot be cut is too large
 */
export function itemsOf(whole: Whole, vectors: "binary" | "list"): Items {
  const { scope, key, fingerprint, attributes, derived, version, exportedAt } = whole;
  const item = keysOf(scope, key);
  for (const [name, value] of Object.entries(attributes)) {
    item[name] = typeof value === "number" ? { N: String(value) } : { S: value };
  }
  addDerived(item, derived, vectors);
  item.ContentHash = { S: fingerprint };
  if (version !== undefined) item.Version = { N: String(version) };
  if (exportedAt !== undefined) item.ExportedAt = { N: String(exportedAt) };
  item.Checksum = { S: checksumOf(item) };
  return sizeOf(item).most <= LARGEST_ITEM ? { item, chunks: [] } : cut(whole, item);
}

/** The key of an entry's item. */
export function itemKey(scope: string, key: string): Item {
  return { [HASH_KEY]: { S: partitionOf(scope) }, [RANGE_KEY]: { S: sortKeyOf(key) } };
}

/** The same with its names in full where the key has no room for them. */
function keysOf(scope: string, key: string): Item {
  const item = itemKey(scope, key);
  if (scopeOf(partitionOf(scope), undefined) !== scope) item.FullConversationID = { S: scope };
  if (sortKeyOf(key) !== key) item.FullItemType = { S: key };
  return item;
}

function addDerived(item: Item, derived: DerivedValues | undefined, form: "binary" | "list"): void {
  if (!derived) return;
  const embedding = derivedOf<Embedding>({ derived }, "embedding");
  if (embedding?.vector instanceof Float32Array) {
    item.ContentEmbedding = vectorValue(checked(embedding.vector), form);
    item.EmbeddingModel = { S: embedding.model };
    item.EmbeddingStamp = { S: derived.embedding.of };
    if (embedding.chunks?.length) {
      item.ChunkEmbeddings = { L: embedding.chunks.map((chunk) => vectorValue(checked(chunk), "binary")) };
    }
  }
  const others = derivedJson(derived);
  if (others !== undefined) item.Derived = { S: others };
}

function checked(vector: Float32Array): Float32Array {
  if (vector.length > 0 && vector.every(Number.isFinite)) return vector;
  throw new TypeError(
    vector.length === 0
      ? "Cannot store an embedding: it has no numbers, expected one a dimension"
      : "Cannot store an embedding: it holds a number that is none (NaN or infinite), expected finite ones",
  );
}

/**
 * The first piece of the content stays in the item, with everything else and the name of the set of the others. The
 * name depends on what the entry holds: the pieces of two versions never mix, and the item chooses one set by itself.
 */
function cut({ scope, key, fingerprint }: Whole, item: Item): Items {
  const set = digest(`${fingerprint} ${item.Checksum && "S" in item.Checksum ? item.Checksum.S : ""} ${key}`);
  const content = "S" in (item.Content ?? {}) ? (item.Content as { S: string }).S : "";
  const { Content: _1, ChunkEmbeddings, ...rest } = item;
  const room = LARGEST_ITEM - sizeOf(rest).most - 200;
  const whole: Item = { ...rest };
  const pieces: Item[] = [];
  const vectors = ChunkEmbeddings && "L" in ChunkEmbeddings ? inGroups(ChunkEmbeddings.L) : [];
  for (const group of vectors) pieces.push({ ChunkEmbeddings: { L: group } });
  const [first, ...others] = inPieces(content, Math.min(room, PIECE));
  if (room < 0) {
    throw new RangeError(
      `Cannot store "${key}" of "${scope}": ${
        sizeOf(rest).most
      } bytes are left without its content, DynamoDB takes 409,600`,
    );
  }
  whole.Content = { S: first };
  for (const piece of others) pieces.push({ Content: { S: piece } });
  whole.ContentChunks = { N: String(pieces.length) };
  whole.ContentChunkSet = { S: set };
  const chunks = pieces.map((piece, i): Item => ({
    ...chunkKey(scope, set, i),
    ChunkOf: { S: sortKeyOf(key) },
    ...piece,
  }));
  return { item: whole, chunks };
}

function chunkKey(scope: string, set: string, index: number): Item {
  return {
    [HASH_KEY]: { S: partitionOf(scope) },
    [RANGE_KEY]: { S: `${CHUNK}${set}#${String(index).padStart(5, "0")}` },
  };
}

/** Cuts text into pieces of at most so many bytes, never inside a character. */
function inPieces(content: string, most: number): string[] {
  const encoder = new TextEncoder();
  // Bytes a piece may have; the first call tells how many characters fit.
  const room = new Uint8Array(Math.max(most, 4));
  const pieces: string[] = [];
  for (let at = 0; at < content.length || pieces.length === 0;) {
    const { read } = encoder.encodeInto(content.slice(at, at + room.length), room);
    pieces.push(content.slice(at, at + read));
    at += read;
    if (read === 0) break;
  }
  return pieces;
}

function inGroups(values: readonly AttributeValue[]): AttributeValue[][] {
  const groups: AttributeValue[][] = [];
  let room = 0;
  for (const value of values) {
    const size = sizeOfValue(value).most + 1;
    if (groups.length === 0 || size > room) {
      groups.push([]);
      room = PIECE;
    }
    groups.at(-1)!.push(value);
    room -= size;
  }
  return groups;
}
