/**
 * What the collection shows: keys and hashes, without contents and vectors.
 *
 * @module
 */
import type { Listed } from "../../core/sink.ts";
import { and, type Found, oneOf, type Shown } from "./ask.ts";
import type { Client } from "./client.ts";
import { messageKey } from "./entries.ts";
import { checksumOf, conversationKey, PROPERTIES, uuidOf } from "./objects.ts";

/** Most objects that the server gives to one filter, by default (`QUERY_MAXIMUM_RESULTS`). */
const MOST = 10_000;

/** Objects of a page when all are listed. */
const PAGE = 1_000;

/** Conversations asked for at once. */
export const SCOPES_AT_ONCE = 50;

const SHOWN: Shown = { properties: ["conversationId", "messageId", "contentHash", "version", "exportedAt"] };
const WHOLE: Shown = { properties: PROPERTIES.map(({ name }) => name) };

/**
 * What lies in some scopes. Where there is more than the server gives at once, the scopes are asked for apart, and then
 * parts of one: `bucket` cuts it evenly.
 */
export async function listScopes(client: Client, scopes: readonly string[]): Promise<Listed[]> {
  const wanted = new Set(scopes.map((scope) => scope.toWellFormed()));
  const found = await askFor(client, [...wanted].map(conversationKey), 0, 65_536);
  // A hash of its id may, in theory, be shared by two conversations.
  return found.filter(({ scope }) => wanted.has(scope));
}

async function askFor(client: Client, keys: readonly string[], from: number, to: number): Promise<Listed[]> {
  if (keys.length === 0) return [];
  const where = and(
    oneOf("conversationKey", keys),
    from > 0 ? { path: "bucket", operator: "GreaterThanEqual", int: from } : undefined,
    to < 65_536 ? { path: "bucket", operator: "LessThan", int: to } : undefined,
  );
  const found = await client.get({ limit: MOST, where }, SHOWN);
  if (found.length < MOST) return found.map(listedOf);
  if (keys.length > 1) {
    const half = Math.ceil(keys.length / 2);
    return [
      ...await askFor(client, keys.slice(0, half), from, to),
      ...await askFor(client, keys.slice(half), from, to),
    ];
  }
  if (to - from < 2) {
    throw new RangeError(
      `Cannot list a conversation in "${client.collection}": too many of its messages fall together`,
    );
  }
  const middle = (from + to) >> 1;
  return [...await askFor(client, keys, from, middle), ...await askFor(client, keys, middle, to)];
}

/** Everything, in the order of identifiers. */
export async function* listAll(client: Client): AsyncGenerator<Listed> {
  for await (const found of all(client, SHOWN)) yield listedOf(found);
}

/** Everything, with fingerprints that hold only where the properties are what was written. */
export async function* checkAll(client: Client): AsyncGenerator<Listed> {
  for await (const found of all(client, WHOLE)) {
    const listed = listedOf(found);
    const checksum = checksumOf(found);
    const sound = listed.fingerprint === undefined || found.checksum === checksum;
    yield sound ? listed : { ...listed, fingerprint: `changed since it was written: ${checksum}` };
  }
}

/** By the server's cursor: a filter would end at 10,000, and a page that begins later costs all before it. */
async function* all(client: Client, shown: Shown): AsyncGenerator<Found> {
  let after = "";
  for (;;) {
    const page = await client.get({ limit: PAGE, after }, shown);
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last._additional.id;
  }
}

function listedOf({ conversationId, messageId, contentHash, version, exportedAt, _additional: { id } }: Found): Listed {
  const scope = typeof conversationId === "string" ? conversationId : "";
  const key = typeof messageId === "string" ? messageKey(messageId) : id;
  if (uuidOf(scope, key) !== id || typeof contentHash !== "string" || !/^[0-9a-f]{32}$/.test(contentHash)) {
    // Its own identifier: somebody else may have given it the ids of one of ours.
    return { scope, key: `object:${id}` };
  }
  return {
    scope,
    key,
    fingerprint: contentHash,
    ...typeof version === "number" && { version },
    ...typeof exportedAt === "number" && { exportedAt },
  };
}
