/**
 * What the table shows: keys, hashes and versions, without contents.
 *
 * @module
 */
import type { Listed } from "../../core/sink.ts";
import { type Item, numberIn, textIn } from "./attributes.ts";
import type { Client } from "./client.ts";
import { CHUNK, HASH_KEY, keyOf, METADATA, partitionOf, RANGE_KEY, scopeOf, STORE_KEY } from "./keys.ts";

/** What a scope holds, with the pieces of large entries. */
export interface ScopeRows {
  readonly listed: Listed[];
  /** By the key of the item they belong to. */
  readonly sets: Map<string, string>;
  /** `ItemType` of every piece. */
  readonly chunks: string[];
}

/** What is asked of each item. It costs as many read units as the whole, and a fraction of the bytes. */
const SHOWN = [
  HASH_KEY,
  RANGE_KEY,
  "ContentHash",
  "Version",
  "ExportedAt",
  "ContentChunkSet",
  "ChunkOf",
  "FullConversationID",
  "FullItemType",
];

/** Asks for some attributes, whose names may be words of the language. */
export function projection(
  names: readonly string[],
): { ProjectionExpression: string; ExpressionAttributeNames: object } {
  return {
    ProjectionExpression: names.map((_, i) => `#${i}`).join(","),
    ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#${i}`, name])),
  };
}

/** The pages of a query or scan. */
export async function* pages(client: Client, operation: "Query" | "Scan", body: object): AsyncGenerator<Item[]> {
  let start: unknown;
  do {
    const answer = await client.call(operation, {
      TableName: client.table,
      ConsistentRead: true,
      ReturnConsumedCapacity: "TOTAL",
      ...body,
      ...start ? { ExclusiveStartKey: start } : {},
    });
    yield answer.Items as Item[] ?? [];
    start = answer.LastEvaluatedKey;
  } while (start);
}

/** One consistent query for all items of a scope. */
export function queryOf(scope: string, shown?: readonly string[]): object {
  const { ExpressionAttributeNames = {}, ...rest } = shown ? projection(shown) : {};
  return {
    ...rest,
    KeyConditionExpression: "#p = :p",
    ExpressionAttributeNames: { ...ExpressionAttributeNames, "#p": HASH_KEY },
    ExpressionAttributeValues: { ":p": { S: partitionOf(scope) } },
  };
}

/** What a scope holds. */
export async function scopeRows(client: Client, scope: string): Promise<ScopeRows> {
  const rows: ScopeRows = { listed: [], sets: new Map(), chunks: [] };
  const unit = new UnitOf();
  for await (const page of pages(client, "Query", queryOf(scope, SHOWN))) {
    for (const item of page) {
      const sortKey = textIn(item, RANGE_KEY)!;
      if (isChunk(item)) rows.chunks.push(sortKey);
      else rows.listed.push(listedOf(item, unit));
      const set = textIn(item, "ContentChunkSet");
      if (set !== undefined) rows.sets.set(sortKey, set);
    }
  }
  return rows;
}

/** Everything in the table. */
export async function* allRows(client: Client): AsyncGenerator<Listed> {
  const unit = new UnitOf();
  for await (const page of pages(client, "Scan", projection(SHOWN))) {
    for (const item of page) if (!isChunk(item) && !isStoreItem(item)) yield listedOf(item, unit);
  }
}

/** True for a piece of a large entry. */
export function isChunk(item: Item): boolean {
  return textIn(item, RANGE_KEY)!.startsWith(CHUNK) && Object.hasOwn(item, "ChunkOf");
}

/** True for the item in which the store says who it is. */
export function isStoreItem(item: Item): boolean {
  return textIn(item, HASH_KEY) === STORE_KEY[HASH_KEY].S && textIn(item, RANGE_KEY) === STORE_KEY[RANGE_KEY].S;
}

/** Version and export time of the conversation whose items come: its first item, in the order of keys, tells them. */
export class UnitOf {
  #partition: string | undefined;
  #known: Pick<Listed, "version" | "exportedAt"> = {};

  /** What is known of the conversation that an item belongs to. */
  of(item: Item): Pick<Listed, "version" | "exportedAt"> {
    const partition = textIn(item, HASH_KEY);
    if (partition !== this.#partition) [this.#partition, this.#known] = [partition, {}];
    if (textIn(item, RANGE_KEY) === METADATA) {
      const [version, exportedAt] = [numberIn(item, "Version"), numberIn(item, "ExportedAt")];
      this.#known = { ...version !== undefined && { version }, ...exportedAt !== undefined && { exportedAt } };
    }
    return this.#known;
  }
}

/** An item as it is listed; without a fingerprint where it is none of ours. */
export function listedOf(item: Item, unit: UnitOf): Listed {
  const [partition, sortKey] = [textIn(item, HASH_KEY)!, textIn(item, RANGE_KEY)!];
  const scope = scopeOf(partition, textIn(item, "FullConversationID"));
  const key = keyOf(sortKey, textIn(item, "FullItemType"));
  const fingerprint = textIn(item, "ContentHash");
  const versions = unit.of(item);
  if (scope === undefined || key === undefined || !/^[0-9a-f]{32}$/.test(fingerprint ?? "")) {
    return { scope: scope ?? partition, key: key ?? sortKey };
  }
  return { scope, key, fingerprint, ...versions };
}
