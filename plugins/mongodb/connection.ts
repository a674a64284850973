/**
 * Connecting, and who a store is: a document of its own, made with the store.
 *
 * @module
 */
import { type Db, type Driver, loadMongodb, type MongoClient } from "../../deps/mongodb.ts";
import type { Context } from "../../core/context.ts";
import { CannotRunError, transience } from "../../core/errors.ts";
import { digest } from "../../core/fingerprint.ts";
import { COLLECTIONS, EXPIRY, INDEXES, type Kind, RULES, STORES } from "./collections.ts";
import { failed } from "./errors.ts";

/** What a connection is made of. */
export interface ConnectionOptions {
  uri: string;
  database: string;
  validators: "off" | "warn" | "error";
  ttlDays?: number;
  timeoutMs: number;
}

/** A database, connected to. */
export interface Connection {
  driver: Driver;
  client: MongoClient;
  db: Db;
  identity: string;
  created: boolean;
}

/** Version of what lies in the database. */
const FORMAT = 1;

/** Most connections at once: batches are written side by side. */
const POOL = 8;

interface StoreDocument {
  _id: string;
  identity: string;
  format: number;
  /** Which indexes and rules were asked for. */
  prepared?: string;
}

/** Attempts to open: what is done there may be done twice. */
const ATTEMPTS = 4;

/**
 * Connects to a store; undefined where there is none and none is to be made. Tried again when the connection fails.
 *
 * @throws {CannotRunError} when a newer version wrote it
 */
export async function connect(
  context: Context,
  options: ConnectionOptions,
  store: string,
  kinds: readonly Kind[],
  create: boolean,
): Promise<Connection | undefined> {
  for (let n = 1;; n++) {
    context.signal.throwIfAborted();
    try {
      return await connectOnce(context, options, store, kinds, create);
    } catch (error) {
      // A server that nobody finds was looked for long enough.
      const lost = transience(error) && error instanceof Error && !error.message.includes("ServerSelection");
      if (!lost || n >= ATTEMPTS) throw error;
      await context.clock.sleep(Math.round(context.random.next() * 200 * 2 ** n), context.signal);
    }
  }
}

async function connectOnce(
  context: Context,
  options: ConnectionOptions,
  store: string,
  kinds: readonly Kind[],
  create: boolean,
): Promise<Connection | undefined> {
  const driver = await loadMongodb();
  const { timeoutMs } = options;
  let client: MongoClient;
  try {
    client = new driver.MongoClient(options.uri, {
      appName: "threadloom",
      maxPoolSize: POOL,
      serverSelectionTimeoutMS: Math.min(timeoutMs, 15_000),
      connectTimeoutMS: Math.min(timeoutMs, 15_000),
      socketTimeoutMS: timeoutMs,
      ignoreUndefined: true,
    });
  } catch (error) {
    // Its words may hold the whole connection string.
    const kind = error instanceof Error ? error.name : "Error";
    throw new TypeError(`Cannot connect to MongoDB: the connection string is not accepted (${kind}), see option uri`);
  }
  try {
    await client.connect();
    const db = client.db(options.database);
    const found = await identify(context, db, store, create);
    if (!found) {
      await client.close();
      return undefined;
    }
    if (create) await prepareOnce(context, db, store, options, kinds, found.prepared);
    const { identity, created } = found;
    return { driver, client, db, identity, created };
  } catch (error) {
    await client.close();
    if (error instanceof CannotRunError) throw error;
    throw failed(`open database "${options.database}"`, error);
  }
}

async function identify(
  context: Context,
  db: Db,
  store: string,
  create: boolean,
): Promise<{ identity: string; created: boolean; prepared?: string } | undefined> {
  const stores = db.collection<StoreDocument>(STORES);
  const known = await stores.findOne({ _id: store });
  if (known) {
    if (known.format > FORMAT) {
      throw new CannotRunError(
        `Cannot open database "${db.databaseName}": it has format ${known.format}, written by a newer version; this one knows ${FORMAT}`,
      );
    }
    return { identity: known.identity, created: false, prepared: known.prepared };
  }
  if (!create) return undefined;
  const identity = context.random.id();
  context.effect("mongodb: before making a store");
  try {
    await stores.insertOne({ _id: store, identity, format: FORMAT }, DURABLE);
  } catch (error) {
    // Somebody else made it a moment ago.
    if ((error as { code?: unknown }).code !== 11000) throw error;
    return await identify(context, db, store, false);
  }
  context.effect("mongodb: after making a store");
  return { identity, created: true };
}

/** Writes that are answered once they survive the loss of a server, and of its memory. */
export const DURABLE: { writeConcern: { w: "majority"; journal: true } } = {
  writeConcern: { w: "majority", journal: true },
};

/** Makes indexes and rules where others were asked for than before. */
async function prepareOnce(
  context: Context,
  db: Db,
  store: string,
  options: ConnectionOptions,
  kinds: readonly Kind[],
  before: string | undefined,
): Promise<void> {
  const { validators, ttlDays } = options;
  const asked = digest(JSON.stringify([
    validators,
    ttlDays !== undefined,
    kinds.map((kind) => [INDEXES[kind], RULES[kind]]),
  ]));
  if (asked === before) return;
  await prepare(context, db, options, kinds, before !== undefined);
  await db.collection<StoreDocument>(STORES).updateOne({ _id: store }, { $set: { prepared: asked } }, DURABLE);
}

/** Makes indexes and rules; what the server does not have is done without. */
async function prepare(
  { log }: Context,
  db: Db,
  { validators, ttlDays }: ConnectionOptions,
  kinds: readonly Kind[],
  ours: boolean,
): Promise<void> {
  const there = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  for (const kind of kinds) {
    const name = COLLECTIONS[kind];
    // Rules are taken away only where this store has given them.
    if (validators !== "off" || (ours && there.has(name))) {
      const rule = validators === "off" ? { validator: {} } : {
        validator: { $jsonSchema: RULES[kind] },
        validationLevel: "moderate",
        validationAction: validators,
      } as const;
      await optional(log, `rules for collection "${name}"`, async () => {
        if (there.has(name)) await db.command({ collMod: name, ...rule });
        else await db.createCollection(name, rule);
      });
    }
    const indexes = [...INDEXES[kind], ...ttlDays === undefined ? [] : [EXPIRY]];
    for (const index of indexes) {
      await optional(log, `an index on ${Object.keys(index.key).join(", ")} of "${name}"`, async () => {
        await db.collection(name).createIndexes([index]);
      });
    }
  }
}

/** Servers that speak MongoDB's protocol have not all of it: what is no matter of life is done without. */
async function optional({ warn }: Context["log"], what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== "number") throw error;
    // Not known, not implemented, not supported, other options than the index that is there, not allowed.
    if (code === 48) return;
    if (![9, 13, 59, 67, 72, 85, 86, 115, 238, 8000, 40415].includes(code)) throw error;
    warn(`The server does not make ${what} (code ${code}): done without`);
  }
}
