/**
 * Puts and deletes in batches: as many as DynamoDB takes, by count and by bytes, several at once.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Context } from "../../core/context.ts";
import { transience, transient } from "../../core/errors.ts";
import { workThrough } from "../../core/limit.ts";
import { type Item, textIn } from "./attributes.ts";
import type { Capacity, Consumer } from "./capacity.ts";
import { type Answer, type Client, TRIES, unitsIn } from "./client.ts";
import { DynamodbError, isRefused, isTooLarge } from "./errors.ts";
import { HASH_KEY, RANGE_KEY } from "./keys.ts";
import { unitsOf } from "./size.ts";

/** One put or delete. No key comes twice in what is written together. */
export interface Op {
  /** The whole item, or only its key. */
  readonly item: Item;
  readonly put: boolean;
  /** True for a put of a key that is not in the table. */
  readonly fresh: boolean;
  /** Told when it could not be written; transient errors are marked. */
  failed(error: unknown): void;
}

/** Most puts and deletes in a request. */
const MOST = 25;

/**
 * Most bytes in a request. DynamoDB takes 16 MB, counted as they are sent (an escaped control character is six bytes);
 * less is sent at once because all of it is sent again when the answer is lost.
 */
const MOST_BYTES = 4_000_000;

interface Ready extends Consumer {
  readonly op: Op;
  readonly text: string;
  readonly bytes: number;
}

/** Writes all of them, in any order. Resolves when each is durable or was told to have failed. */
export type Writer = (ops: Iterable<Op>) => Promise<void>;

/** Prepares writing in batches. */
export function openBatches(
  client: Client,
  context: Pick<Context, "effect">,
  capacity: Capacity,
  concurrency: number,
): Writer {
  const { table } = client;

  return async function write(ops) {
    await workThrough(packed(ops), { most: concurrency, limited: client.limited }, send);
  };

  async function send(batch: Ready[]): Promise<void> {
    let pending = batch;
    for (let tries = 1;; tries++) {
      let failure: unknown;
      try {
        const left = await once(pending);
        if (left.length === 0) return;
        // Progress: each such round leaves fewer, so the loop ends.
        if (left.length < pending.length) tries = 1;
        pending = left;
      } catch (error) {
        failure = error;
        if (pending.length > 1 && shouldSplit(error, pending)) return await halves(pending);
        if (isRefused(error) || isTooLarge(error)) return tell(pending, error);
        if (!transience(error)) throw error;
      }
      if (tries >= TRIES) return tell(pending, failure ?? unprocessed(pending.length));
      await client.pause(tries, failure);
    }
  }

  async function once(pending: Ready[]): Promise<Ready[]> {
    const asks = capacity.asks(pending);
    const body = `{${asks ? '"ReturnConsumedCapacity":"TOTAL",' : ""}"RequestItems":{${JSON.stringify(table)}:[${
      pending.map(({ text }) => text).join()
    }]}}`;
    context.effect("dynamodb: before writing");
    const answer = await client.once("BatchWriteItem", body);
    context.effect("dynamodb: after writing");
    const left = leftOf(pending, answer);
    const written = left.length === 0 ? pending : pending.filter((one) => !left.includes(one));
    if (asks) capacity.compare(written, unitsIn(answer));
    else capacity.add(written);
    return left;
  }

  function leftOf(pending: Ready[], answer: Answer): Ready[] {
    const left = (answer.UnprocessedItems as { [table: string]: Unprocessed[] } | undefined)?.[table] ?? [];
    if (left.length === 0) return [];
    const names = new Set(left.map((one) => nameOf(one.PutRequest?.Item ?? one.DeleteRequest?.Key ?? {})));
    const known = pending.filter(({ op }) => names.has(nameOf(op.item)));
    // An answer that names nothing that was sent says of nothing that it was written.
    return known.length === 0 ? pending : known;
  }

  async function halves(pending: Ready[]): Promise<void> {
    const half = Math.ceil(pending.length / 2);
    await send(pending.slice(0, half));
    await send(pending.slice(half));
  }

  function unprocessed(count: number): Error {
    const what = `Cannot write to table "${table}": ${count} items were left unprocessed ${TRIES} times, it takes less`;
    return transient(new DynamodbError(what, { code: "Unprocessed", status: 200 }));
  }
}

interface Unprocessed {
  PutRequest?: { Item: Item };
  DeleteRequest?: { Key: Item };
}

function tell(pending: Ready[], error: unknown): void {
  for (const { op } of pending) op.failed(error);
}

/** Too much at once, or one among them that is refused. A server may also cut the connection when it has had enough. */
function shouldSplit(error: unknown, pending: Ready[]): boolean {
  if (isTooLarge(error) || isRefused(error)) return true;
  const cut = error instanceof DynamodbError && error.status === 0;
  return cut && pending.reduce((sum, { bytes }) => sum + bytes, 0) > 1_000_000;
}

function* packed(ops: Iterable<Op>): Generator<Ready[], undefined> {
  let batch: Ready[] = [];
  let size = 0;
  for (const op of ops) {
    const { item, put, fresh } = op;
    const text = JSON.stringify(put ? { PutRequest: { Item: item } } : { DeleteRequest: { Key: item } });
    const bytes = Buffer.byteLength(text);
    if (batch.length === MOST || (batch.length > 0 && size + bytes > MOST_BYTES)) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push({ op, text, bytes, units: fresh ? unitsOf(item) : undefined });
    size += bytes;
  }
  if (batch.length > 0) yield batch;
}

function nameOf(item: Item): string {
  return `${textIn(item, HASH_KEY)}\n${textIn(item, RANGE_KEY)}`;
}
