/**
 * What a store shows: its entries, and the derived values that it holds of them.
 *
 * @module
 */
import type { Document } from "../../deps/mongodb.ts";
import type { Context } from "../../core/context.ts";
import type { DerivedValues } from "../../core/derived.ts";
import type { Listed } from "../../core/sink.ts";
import type { Stored } from "./bulk.ts";
import { COLLECTIONS, DERIVED_IN, type Kind } from "./collections.ts";
import type { Connection } from "./connection.ts";
import { checksumOf } from "./documents.ts";
import { failed } from "./errors.ts";
import { derivedId, entryId } from "./ids.ts";
import { fromBson } from "./values.ts";

/** Documents in an answer. */
const BATCH = 1_000;
/** Ids asked for at once. */
const AT_ONCE = 500;

const BRIEF = { conversationId: 1, messageId: 1, contentHash: 1, version: 1, exportedAt: 1, continues: 1 };

/** What lies in these scopes; in all of them where none are given. */
export async function* listed(
  connection: Connection,
  { signal }: Pick<Context, "signal">,
  scopes?: string[],
): AsyncGenerator<Listed> {
  const shares = scopes === undefined ? [undefined] : inShares(scopes);
  for (const kind of ["conversation", "message"] as const) {
    for (const share of shares) {
      const filter = share === undefined ? {} : { conversationId: { $in: share } };
      for await (const document of documents(connection, kind, filter, BRIEF)) {
        signal.throwIfAborted();
        if (document.continues === undefined) yield show(kind, document);
      }
    }
  }
}

/** All there is, with another fingerprint where a document is not what was written. */
export async function* checked(connection: Connection, { signal }: Pick<Context, "signal">): AsyncGenerator<Listed> {
  const { driver } = connection;
  const broken = new Set<string>();
  const sound = (document: Document) => document.checksum === checksumOf(driver, document);
  for (const kind of ["conversation", "message"] as const) {
    for await (const document of documents(connection, kind, { continues: { $exists: true } })) {
      if (!sound(document)) broken.add(String(document.continues));
    }
    for await (const document of documents(connection, kind, { continues: { $exists: false } })) {
      signal.throwIfAborted();
      const one = show(kind, document);
      const same = sound(document) && !broken.has(document._id);
      if (one.fingerprint !== undefined && !same) one.fingerprint = `changed from ${one.fingerprint}`;
      yield one;
    }
  }
}

/** What is held of derived values for these entries, in their order. */
export async function derivedOf(
  connection: Connection,
  entries: { scope: string; key: string }[],
): Promise<(DerivedValues | undefined)[]> {
  const { driver } = connection;
  const held = new Map<string, Map<string, DerivedValues[string]>>();
  const hold = (id: string, name: string, value: DerivedValues[string]) => {
    held.set(id, (held.get(id) ?? new Map()).set(name, value));
  };
  const ids = entries.map(({ scope, key }) => entryId(scope, key));
  for (const kind of ["conversation", "message"] as const) {
    const mine = ids.filter((_, i) => (entries[i].key === "conversation") === (kind === "conversation"));
    for (const share of inShares(mine)) {
      for await (const { _id, derived } of documents(connection, kind, { _id: { $in: share } }, { derived: 1 })) {
        for (const [name, { of, value }] of Object.entries((derived ?? {}) as DerivedValues)) {
          hold(_id, name, { of, value: fromBson(driver, value) });
        }
      }
    }
  }
  for (const [name, kind] of DERIVED_IN) {
    const owners = new Map(ids.map((id) => [derivedId(id, name), id]));
    for (const share of inShares([...owners.keys()])) {
      for await (const document of documents(connection, kind, { _id: { $in: share } })) {
        if (typeof document.of !== "string") continue;
        hold(owners.get(document._id)!, name, {
          of: document.of,
          value: contentOf(fromBson(driver, document) as Document),
        });
      }
    }
  }
  return ids.map((id) => held.has(id) ? Object.fromEntries(held.get(id)!) : undefined);
}

/** The derived value in a document. */
function contentOf(document: Document): unknown {
  const { _id, conversationId, messageId, createdAt, expireAt, of, contentHash, checksum, ...content } = document;
  void [_id, conversationId, messageId, createdAt, expireAt, of, contentHash, checksum];
  return Object.keys(content).length === 1 && "value" in content ? content.value : content;
}

function show(kind: "conversation" | "message", document: Stored): Listed {
  const { _id, conversationId, messageId, contentHash, version, exportedAt } = document;
  const ours = typeof contentHash === "string" && typeof conversationId === "string" && typeof _id === "string" &&
    (kind === "conversation" || typeof messageId === "string");
  if (!ours) {
    return { scope: typeof conversationId === "string" ? conversationId : "", key: `${COLLECTIONS[kind]} ${_id}` };
  }
  return {
    scope: conversationId,
    key: kind === "conversation" ? "conversation" : `message:${messageId}`,
    fingerprint: contentHash,
    ...typeof version === "number" ? { version } : {},
    ...typeof exportedAt === "number" ? { exportedAt } : {},
  };
}

/** Documents of a collection. */
export async function* documents(
  { db }: Connection,
  kind: Kind,
  filter: Document,
  projection?: Document,
): AsyncGenerator<Stored> {
  const name = COLLECTIONS[kind];
  const cursor = db.collection<Stored>(name).find(filter, { batchSize: BATCH, ...projection ? { projection } : {} });
  try {
    for await (const document of cursor) yield document;
  } catch (error) {
    throw failed(`read "${name}"`, error);
  } finally {
    await cursor.close();
  }
}

/** Lists of texts as servers take them. */
export function inShares(all: readonly string[]): string[][] {
  const shares: string[][] = [];
  for (let i = 0; i < all.length; i += AT_ONCE) shares.push(all.slice(i, i + AT_ONCE));
  return shares;
}
