/**
 * Reading entries back whole: their pieces put together.
 *
 * @module
 */
import type { Listed } from "../../core/sink.ts";
import { type AttributeValue, checksumOf, type Item, numberIn, textIn } from "./attributes.ts";
import type { Client } from "./client.ts";
import { HASH_KEY, RANGE_KEY } from "./keys.ts";
import { isChunk, isStoreItem, listedOf, pages, queryOf, UnitOf } from "./list.ts";

/** Reads whole items: of one scope, or all. Pieces come before the item they belong to, in the order of keys. */
export async function* wholeItems(client: Client, scope?: string): AsyncGenerator<Item> {
  const read = scope === undefined ? pages(client, "Scan", {}) : pages(client, "Query", queryOf(scope));
  let partition: string | undefined;
  let pieces = new Map<string, Item[]>();
  for await (const page of read) {
    for (const item of page) {
      if (textIn(item, HASH_KEY) !== partition) [partition, pieces] = [textIn(item, HASH_KEY), new Map()];
      if (!isChunk(item)) {
        if (!isStoreItem(item)) yield joined(item, pieces);
        continue;
      }
      const [, set] = textIn(item, RANGE_KEY)!.split("#");
      const found = pieces.get(set);
      if (found) found.push(item);
      else pieces.set(set, [item]);
    }
  }
}

/** The item with what its pieces hold; as it is where one is missing, which its checksum then tells. */
export function joined(item: Item, pieces: ReadonlyMap<string, Item[]>): Item {
  const set = textIn(item, "ContentChunkSet");
  if (set === undefined) return item;
  const { ContentChunks: _1, ContentChunkSet: _2, ...whole } = item;
  const found = pieces.get(set) ?? [];
  if (found.length !== numberIn(item, "ContentChunks")) return item;
  whole.Content = { S: [item, ...found].map((piece) => textIn(piece, "Content") ?? "").join("") };
  const vectors = found.flatMap((piece): readonly AttributeValue[] => {
    const list = piece.ChunkEmbeddings;
    return list && "L" in list ? list.L : [];
  });
  if (vectors.length > 0) whole.ChunkEmbeddings = { L: vectors };
  return whole;
}

/** Everything, with fingerprints that hold only where the item is what was written. */
export async function* checkedRows(client: Client): AsyncGenerator<Listed> {
  const unit = new UnitOf();
  for await (const item of wholeItems(client)) {
    const listed = listedOf(item, unit);
    const checksum = checksumOf(item);
    const sound = listed.fingerprint === undefined || textIn(item, "Checksum") === checksum;
    yield sound ? listed : { ...listed, fingerprint: `changed since it was written: ${checksum}` };
  }
}
