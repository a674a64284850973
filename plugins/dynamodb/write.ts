/**
 * Writing changes: pieces of large messages first, then messages, then deletes; what tells about a conversation comes
 * last, so that who reads it meanwhile sees that the rest is not there yet.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Embedding } from "../../core/conversation.ts";
import { transience, transient } from "../../core/errors.ts";
import { inOrder } from "../../core/limit.ts";
import type { Change, EntryFailure } from "../../core/sink.ts";
import type { Item } from "./attributes.ts";
import { type Op, openBatches } from "./batch.ts";
import type { Capacity } from "./capacity.ts";
import type { Client } from "./client.ts";
import type { DynamodbValue } from "./entries.ts";
import { isCode } from "./errors.ts";
import { itemKey, type Items, itemsOf } from "./item.ts";
import { HASH_KEY, METADATA, partitionOf, RANGE_KEY, sortKeyOf } from "./keys.ts";
import type { DynamodbStoreSettings } from "./options.ts";
import type { Pieces } from "./pieces.ts";

type Put = Change<DynamodbValue>["puts"][number];

/** What is to be done in one scope. */
interface Work {
  readonly change: Change<DynamodbValue>;
  readonly scope: string;
  /** No key of the scope is in the table. */
  readonly fresh: boolean;
  readonly messages: Put[];
  readonly deletes: string[];
  readonly metadata?: Put;
  readonly removesMetadata: boolean;
  /** Of messages that are in pieces, by key. */
  readonly large: Map<string, Items>;
  /** Keys that failed. */
  readonly failed: Set<string>;
  /** Something may pass when it is tried again. */
  unfinished: boolean;
}

/** Prepares writing, as `OpenStore.write` promises. */
export function openWriter(
  client: Client,
  context: Context,
  { vectors, concurrency }: DynamodbStoreSettings,
  pieces: Pieces,
  capacity: Capacity,
): (changes: Change<DynamodbValue>[]) => Promise<EntryFailure[]> {
  const batches = openBatches(client, context, capacity, concurrency);

  return async function write(changes) {
    context.signal.throwIfAborted();
    const failures: EntryFailure[] = [];
    const works = changes.flatMap((change) => [...worksOf(change, capacity)]);
    await pieces.learn(works.map(({ scope }) => scope));
    for (const work of works) findLarge(work, failures);
    await batches(chunkPuts(works, failures));
    await batches(messagePuts(works, failures));
    await batches(messageDeletes(works, failures));
    for (const work of works) if (work.unfinished) holdBack(work, failures);
    await batches(metadataPuts(works, failures));
    for await (const _ of inOrder(works.filter(isTouched), concurrency, touch));
    await batches(lastDeletes(works, failures));
    return failures;
  };

  function findLarge(work: Work, failures: EntryFailure[]): void {
    for (const put of work.messages) {
      if (!mayBeLarge(put)) continue;
      try {
        const items = made(work, put);
        if (items.chunks.length > 0) work.large.set(put.key, items);
      } catch (error) {
        fail(work, put.key, error, failures);
      }
    }
  }

  function made({ scope, change: { version, exportedAt } }: Work, { key, fingerprint, value }: Put): Items {
    const { attributes, of: { derived } } = value;
    const own = key === METADATA ? { version, exportedAt } : {};
    return itemsOf({ scope, key, fingerprint, attributes, derived, ...own }, vectors);
  }

  function* chunkPuts(works: Work[], failures: EntryFailure[]): Generator<Op> {
    for (const work of works) {
      for (const [key, { chunks }] of work.large) {
        for (const item of chunks) yield op(work, key, item, true, failures);
      }
    }
  }

  function* messagePuts(works: Work[], failures: EntryFailure[]): Generator<Op> {
    for (const work of works) {
      for (const put of work.messages) {
        if (work.failed.has(put.key)) continue;
        const item = work.large.get(put.key)?.item ?? single(work, put, failures);
        if (item) yield op(work, put.key, item, true, failures);
      }
    }
  }

  function single(work: Work, put: Put, failures: EntryFailure[]): Item | undefined {
    try {
      return made(work, put).item;
    } catch (error) {
      // A value that has no item dies alone.
      fail(work, put.key, error, failures);
    }
  }

  function* messageDeletes(works: Work[], failures: EntryFailure[]): Generator<Op> {
    for (const work of works) {
      for (const key of work.deletes) yield op(work, key, itemKey(work.scope, key), false, failures);
    }
  }

  function* metadataPuts(works: Work[], failures: EntryFailure[]): Generator<Op> {
    for (const work of works) {
      if (!work.metadata || work.failed.has(METADATA)) continue;
      const item = single(work, work.metadata, failures);
      if (item) yield op(work, METADATA, item, true, failures);
    }
  }

  function* lastDeletes(works: Work[], failures: EntryFailure[]): Generator<Op> {
    for (const work of works) {
      if (work.removesMetadata && !work.failed.has(METADATA)) {
        yield op(work, METADATA, itemKey(work.scope, METADATA), false, failures);
      }
      const { scope, large, messages, deletes } = work;
      if (work.failed.size > 0) {
        pieces.forget(scope);
        continue;
      }
      const gone = pieces.written(scope, {
        kept: [...large].map(([key, { item }]) => [sortKeyOf(key), item] as const),
        replaced: [...messages.map(({ key }) => key), ...deletes].map(sortKeyOf),
      });
      for (const sortKey of gone) {
        const item: Item = { [HASH_KEY]: { S: partitionOf(scope) }, [RANGE_KEY]: { S: sortKey } };
        // What is left over takes room and nothing else: the next write to the scope finds it.
        yield { item, put: false, fresh: false, failed: () => pieces.forget(scope) };
      }
    }
  }

  /** Version and export time change with the unit, also where what tells about it does not. */
  async function touch({ scope, change: { version, exportedAt } }: Work): Promise<void> {
    const values = { Version: version, ExportedAt: exportedAt };
    const known = Object.entries(values).filter(([, value]) => value !== undefined);
    const unknown = Object.keys(values).filter((name) => !known.some(([one]) => one === name));
    context.effect("dynamodb: before writing");
    try {
      await client.call("UpdateItem", {
        TableName: client.table,
        Key: itemKey(scope, METADATA),
        UpdateExpression: `SET ${known.map(([name]) => `#${name}=:${name}`).join()}` +
          (unknown.length ? ` REMOVE ${unknown.map((name) => `#${name}`).join()}` : ""),
        ConditionExpression: "attribute_exists(#c)",
        ExpressionAttributeNames: {
          "#c": "ContentHash",
          ...Object.fromEntries(Object.keys(values).map((name) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: Object.fromEntries(
          known.map(([name, value]) => [`:${name}`, { N: String(value) }]),
        ),
        ReturnConsumedCapacity: "TOTAL",
      });
    } catch (error) {
      if (!isCode(error, "ConditionalCheckFailedException")) throw error;
    }
    context.effect("dynamodb: after writing");
  }
}

function* worksOf(change: Change<DynamodbValue>, capacity: Capacity): Generator<Work> {
  const puts = Map.groupBy(change.puts, ({ scope }) => scope);
  const deletes = Map.groupBy(change.deletes, ({ scope }) => scope);
  for (const scope of new Set([...puts.keys(), ...deletes.keys()])) {
    const [mine, gone] = [puts.get(scope) ?? [], (deletes.get(scope) ?? []).map(({ key }) => key)];
    yield {
      change,
      scope,
      fresh: capacity.take(scope),
      messages: mine.filter(({ key }) => key !== METADATA),
      metadata: mine.find(({ key }) => key === METADATA),
      deletes: gone.filter((key) => key !== METADATA),
      removesMetadata: gone.includes(METADATA),
      large: new Map(),
      failed: new Set(),
      unfinished: false,
    };
  }
}

function isTouched({ metadata, removesMetadata, unfinished, change }: Work): boolean {
  const { version, exportedAt } = change;
  return !metadata && !removesMetadata && !unfinished && (version !== undefined || exportedAt !== undefined);
}

/** Cheap, and never wrong when it says no. */
function mayBeLarge({ value: { attributes, of } }: Put): boolean {
  let most = 20_000;
  for (const value of Object.values(attributes)) most += typeof value === "string" ? 3 * value.length : 21;
  for (const [name, { value }] of Object.entries(of.derived ?? {})) {
    if (name !== "embedding") return true;
    const { vector, chunks = [] } = value as Embedding;
    // A number of a list takes at most 13 characters.
    for (const { length } of [vector, ...chunks]) most += 16 * length;
  }
  return most > 300_000;
}

function op(work: Work, key: string, item: Item, put: boolean, failures: EntryFailure[]): Op {
  return { item, put, fresh: put && work.fresh, failed: (error) => fail(work, key, error, failures) };
}

function fail(work: Work, key: string, error: unknown, failures: EntryFailure[]): void {
  if (work.failed.has(key)) return;
  work.failed.add(key);
  if (transience(error)) work.unfinished = true;
  failures.push({ unit: work.change.unit, scope: work.scope, key, error });
}

/** What comes last waits for what may still come before it. */
function holdBack(work: Work, failures: EntryFailure[]): void {
  if (!work.metadata && !work.removesMetadata) return;
  const what = `Cannot write "${METADATA}" of "${work.scope}": what stands before it is not written yet`;
  fail(work, METADATA, transient(new Error(what)), failures);
}
