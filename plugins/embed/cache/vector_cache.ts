/**
 * The content cache: vectors by hashes of their texts, in one SQLite file that pipelines may share.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { dirname } from "node:path";
import type { Context } from "../../../core/context.ts";
import { fromBytes, toBytes } from "./bytes.ts";
import { prepareTables } from "./schema.ts";

/** How long another process is waited for, milliseconds. */
const BUSY_MS = 10_000;

/** A vector to keep, and the conversations it was needed for. */
export interface Kept {
  /** 32 hexadecimal digits. */
  key: string;
  vector: Float32Array;
  /** Hashes of ids, 32 hexadecimal digits each. */
  owners: Iterable<string>;
}

/** SQLite's codes of a file that is damaged, or is no database. */
const DAMAGED = new Set([11, 26]);

/** An opened cache. Every method is done when it returns, and kept even if the process ends right then. */
export class VectorCache {
  readonly #db: DatabaseSync;
  readonly #context: Pick<Context, "effect">;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #use: StatementSync;

  /** Over a database with the cache's tables. */
  constructor(db: DatabaseSync, context: Pick<Context, "effect">) {
    this.#db = db;
    this.#context = context;
    this.#get = db.prepare("SELECT vector FROM vectors WHERE key = ?");
    this.#put = db.prepare("INSERT INTO vectors (key, vector) VALUES (?, ?) ON CONFLICT (key) DO NOTHING");
    this.#use = db.prepare("INSERT OR IGNORE INTO uses SELECT ?, id FROM vectors WHERE key = ?");
  }

  /**
   * Opens the cache at `path`, made (0600) where it is missing. A damaged one is put aside: all it holds can be made again.
   *
   * @throws {CannotRunError} when the file is something else, or a newer program wrote it
   */
  static async open(context: Pick<Context, "files" | "effect" | "log">, path: string): Promise<VectorCache> {
    try {
      return await openOnce(context, path);
    } catch (error) {
      const code = (error as { errcode?: unknown } | null)?.errcode;
      if (typeof code !== "number" || !DAMAGED.has(code & 0xff)) throw error;
      context.log.warn(`The cache of embeddings "${path}" is damaged: it is put aside as "${path}.damaged"`);
      for (const end of ["-wal", "-shm"]) await context.files.remove(path + end);
      await context.files.rename(path, `${path}.damaged`);
      return await openOnce(context, path);
    }
  }

  /** What is kept under these keys. */
  get(keys: Iterable<string>): Map<string, Float32Array> {
    const found = new Map<string, Float32Array>();
    for (const key of keys) {
      const blob = this.#get.get(toBytes(key))?.vector;
      const vector = blob instanceof Uint8Array ? fromBytes(blob) : undefined;
      if (vector) found.set(key, vector);
    }
    return found;
  }

  /** Keeps vectors; what is there stays. */
  put(kept: readonly Kept[]): void {
    this.#transact(() => {
      for (const { key, vector, owners } of kept) {
        this.#put.run(toBytes(key), new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
        for (const owner of owners) this.#use.run(toBytes(owner), toBytes(key));
      }
    });
  }

  /** Notes that conversations needed vectors which are there. */
  use(uses: Iterable<readonly [owner: string, key: string]>): void {
    this.#transact(() => {
      for (const [owner, key] of uses) this.#use.run(toBytes(owner), toBytes(key));
    });
  }

  /** Removes what only these conversations needed, and wipes it from the file. Returns how many vectors went. */
  forget(owners: Iterable<string>): number {
    let gone = 0;
    this.#db.exec("PRAGMA secure_delete = ON");
    this.#transact(() => {
      const mine = this.#db.prepare("SELECT vector FROM uses WHERE owner = ?");
      const release = this.#db.prepare("DELETE FROM uses WHERE owner = ?");
      const remove = this.#db.prepare(
        "DELETE FROM vectors WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM uses WHERE vector = ?1)",
      );
      for (const owner of owners) {
        const ids = mine.all(toBytes(owner)).map(({ vector }) => vector as number);
        release.run(toBytes(owner));
        for (const id of ids) gone += Number(remove.run(id).changes);
      }
    });
    // The log still has the pages as they were.
    this.#db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return gone;
  }

  /** Leaves one file, unless another process has it open. */
  close(): void {
    try {
      this.#db.prepare("PRAGMA busy_timeout = 0").all();
      this.#db.prepare("PRAGMA journal_mode = DELETE").all();
    } catch (error) {
      // Somebody else has it open: the last one takes the log along.
      if (((error as { errcode?: number }).errcode ?? 0) % 256 !== 5) throw error;
    } finally {
      this.#db.close();
    }
  }

  #transact(work: () => void): void {
    this.#context.effect("embed cache");
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#db.exec("COMMIT");
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
    this.#context.effect("embed cache done");
  }
}

async function openOnce(context: Pick<Context, "files" | "effect">, path: string): Promise<VectorCache> {
  if (await context.files.stat(path) === undefined) {
    await context.files.makeFolder(dirname(path), true);
    // SQLite would make it readable for everybody; an empty file is a database with nothing in it.
    await context.files.write(path, "", true);
  }
  const { DatabaseSync } = await import("node:sqlite");
  const db = new DatabaseSync(path);
  try {
    // By statements, not exec: their errors carry SQLite's code.
    db.prepare(`PRAGMA busy_timeout = ${BUSY_MS}`).all();
    db.prepare("PRAGMA journal_mode = WAL").all();
    db.exec("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
    prepareTables(db, path);
    return new VectorCache(db, context);
  } catch (error) {
    db.close();
    throw error;
  }
}
