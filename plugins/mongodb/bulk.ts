/**
 * Operations in capped chunks, unordered: what fails is told operation by operation.
 *
 * @module
 */
import type { AnyBulkWriteOperation, Document } from "../../deps/mongodb.ts";
import type { Context } from "../../core/context.ts";
import { transient } from "../../core/errors.ts";
import { COLLECTIONS, type Kind } from "./collections.ts";
import { type Connection, DURABLE } from "./connection.ts";
import { failed, refused } from "./errors.ts";

/** Most operations in a chunk, and most bytes. */
const MOST_OPERATIONS = 1_000;
const MOST_BYTES = 12_000_000;

/** A document whose `_id` is a text. */
export type Stored = Document & { _id: string };

/** One operation, and whose it is. */
export interface Operation<T> {
  kind: Kind;
  write: AnyBulkWriteOperation<Stored>;
  bytes: number;
  of: T;
}

/**
 * Carries operations out; gives those that the server refused, each with its error.
 *
 * @throws {Error} when the connection failed: any of them may have been carried out
 */
export async function carryOut<T>(
  connection: Connection,
  { signal, effect }: Pick<Context, "signal" | "effect">,
  operations: Operation<T>[],
): Promise<{ of: T; error: Error }[]> {
  const refusals: { of: T; error: Error }[] = [];
  for (const chunk of chunks(operations)) {
    signal.throwIfAborted();
    effect("mongodb: before writing");
    let left = await send(connection, chunk);
    // Of two that make the same document at once one is told that it is there: it then replaces it.
    const twice = left.filter(({ code }) => code === 11000);
    if (twice.length) {
      const again = await send(connection, twice.map(({ operation }) => operation));
      left = [...left.filter(({ code }) => code !== 11000), ...again];
    }
    effect("mongodb: after writing");
    for (const { operation, code } of left) {
      refusals.push({ of: operation.of, error: refused(`write to "${COLLECTIONS[operation.kind]}"`, code) });
    }
  }
  return refusals;
}

async function send<T>(
  { db, driver }: Connection,
  chunk: Operation<T>[],
): Promise<{ operation: Operation<T>; code: number }[]> {
  const name = COLLECTIONS[chunk[0].kind];
  try {
    await db.collection<Stored>(name).bulkWrite(chunk.map(({ write }) => write), { ordered: false, ...DURABLE });
    return [];
  } catch (error) {
    if (!(error instanceof driver.MongoBulkWriteError)) throw failed(`write to "${name}"`, error);
    const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
    // No operation was refused: the connection broke, or the write concern was not met. All of it may be done again.
    if (errors.length === 0) throw transient(failed(`write to "${name}"`, error));
    return errors.map(({ index, code }) => ({ operation: chunk[index], code: typeof code === "number" ? code : -1 }));
  }
}

/** Pieces of one collection each, in the order given. */
function* chunks<T>(operations: Operation<T>[]): Generator<Operation<T>[]> {
  let chunk: Operation<T>[] = [];
  let bytes = 0;
  for (const operation of operations) {
    const full = chunk.length >= MOST_OPERATIONS || bytes + operation.bytes > MOST_BYTES;
    if (chunk.length > 0 && (full || chunk[0].kind !== operation.kind)) {
      yield chunk;
      [chunk, bytes] = [[], 0];
    }
    chunk.push(operation);
    bytes += operation.bytes;
  }
  if (chunk.length > 0) yield chunk;
}

/** Puts a document in the place of the one of its `_id`, if that belongs to the same `owner`: a stranger's is not touched. */
export function replacing<T>(
  kind: Kind,
  document: Stored,
  owner: Document,
  bytes: number,
  of: T,
): Operation<T> {
  return {
    kind,
    bytes,
    of,
    write: { replaceOne: { filter: { _id: document._id, ...owner }, replacement: document, upsert: true } },
  };
}

/** Deletes documents that a filter names. */
export function deleting<T>(kind: Kind, filter: Document, of: T, many = false): Operation<T> {
  return { kind, bytes: 200, of, write: many ? { deleteMany: { filter } } : { deleteOne: { filter } } };
}
