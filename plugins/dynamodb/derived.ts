/**
 * Derived values that the table holds: the first place where an embedding is looked for before it is paid for.
 *
 * @module
 */
import type { Embedding } from "../../core/conversation.ts";
import { type DerivedValues, parseDerived } from "../../core/derived.ts";
import { inOrder } from "../../core/limit.ts";
import { type AttributeValue, type Item, textIn, vectorOf } from "./attributes.ts";
import { type Client, TRIES } from "./client.ts";
import { HASH_KEY, RANGE_KEY } from "./keys.ts";
import { itemKey } from "./item.ts";
import { projection } from "./list.ts";
import { wholeItems } from "./read.ts";

/** Most items in one request. */
const MOST = 100;

const SHOWN = [
  HASH_KEY,
  RANGE_KEY,
  "ContentEmbedding",
  "ChunkEmbeddings",
  "EmbeddingModel",
  "EmbeddingStamp",
  "Derived",
  "ContentChunkSet",
];

/** Prepares reading derived values, as `OpenStore.derived` promises. */
export function openDerived(
  client: Client,
  concurrency: number,
): (entries: { scope: string; key: string }[]) => Promise<(DerivedValues | undefined)[]> {
  return async function derived(entries) {
    const wanted = new Map<string, { scope: string; key: string }>();
    for (const entry of entries) wanted.set(nameOf(itemKey(entry.scope, entry.key)), entry);
    const groups = Array.from(
      { length: Math.ceil(wanted.size / MOST) },
      (_, i) => [...wanted.values()].slice(i * MOST, (i + 1) * MOST),
    );
    const found = new Map<string, DerivedValues>();
    for await (const items of inOrder(groups, concurrency, readGroup)) {
      for (const item of items) {
        const values = valuesOf(item);
        if (values) found.set(nameOf(item), values);
      }
    }
    return entries.map(({ scope, key }) => found.get(nameOf(itemKey(scope, key))));
  };

  async function readGroup(group: { scope: string; key: string }[]): Promise<Item[]> {
    const items: Item[] = [];
    let keys: unknown[] = group.map(({ scope, key }) => itemKey(scope, key));
    for (let tries = 1; keys.length > 0; tries++) {
      if (tries > TRIES) throw new Error(`Cannot read table "${client.table}": ${keys.length} keys stay unprocessed`);
      const answer = await client.call("BatchGetItem", {
        RequestItems: { [client.table]: { Keys: keys, ConsistentRead: true, ...projection(SHOWN) } },
        ReturnConsumedCapacity: "TOTAL",
      });
      const read = (answer.Responses as { [table: string]: Item[] } | undefined)?.[client.table] ?? [];
      items.push(...read);
      const left = (answer.UnprocessedKeys as { [table: string]: { Keys: unknown[] } } | undefined)?.[client.table];
      if (read.length > 0) tries = 1;
      keys = left?.Keys ?? [];
      if (keys.length > 0 && read.length === 0) await client.pause(tries);
    }
    return await Promise.all(items.map((item) => "ContentChunkSet" in item ? whole(item, group) : item));
  }

  /** Vectors of a message in pieces may lie in them. */
  async function whole(item: Item, group: { scope: string; key: string }[]): Promise<Item> {
    const name = nameOf(item);
    const { scope } = group.find((entry) => nameOf(itemKey(entry.scope, entry.key)) === name)!;
    for await (const one of wholeItems(client, scope)) if (nameOf(one) === name) return one;
    return item;
  }
}

/** The derived values of an item. */
export function valuesOf(item: Item): DerivedValues | undefined {
  const values = new Map<string, { of: string; value: unknown }>();
  const json = textIn(item, "Derived");
  if (json !== undefined) {
    for (const [name, value] of Object.entries(parseDerived(json))) values.set(name, value);
  }
  const [vector, of] = [vectorOf(item.ContentEmbedding), textIn(item, "EmbeddingStamp")];
  if (vector && of !== undefined) {
    const chunks = chunksOf(item.ChunkEmbeddings);
    const value: Embedding = { vector, model: textIn(item, "EmbeddingModel") ?? "", ...chunks && { chunks } };
    values.set("embedding", { of, value });
  }
  return values.size > 0 ? Object.fromEntries(values) : undefined;
}

function chunksOf(value: AttributeValue | undefined): Float32Array[] | undefined {
  if (!value || !("L" in value)) return undefined;
  const chunks = value.L.map(vectorOf);
  return chunks.every((chunk) => chunk !== undefined) ? chunks : undefined;
}

function nameOf(item: Item): string {
  return `${textIn(item, HASH_KEY)}\n${textIn(item, RANGE_KEY)}`;
}
