/**
 * Writing changes: objects in batches, each judged by itself, then deletes by identifier.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { transience } from "../../core/errors.ts";
import { inOrder, workThrough } from "../../core/limit.ts";
import type { Change, EntryFailure } from "../../core/sink.ts";
import { type Client, TRIES } from "./client.ts";
import type { WeaviateValue } from "./entries.ts";
import { type Sent, uuidOf, type Whole } from "./objects.ts";
import type { WeaviateStoreSettings } from "./options.ts";
import { objectError, WeaviateError } from "./said.ts";
import type { Packed } from "./transport.ts";

/** Most bytes in a request: the server takes more, and all of it is sent again when an answer is lost. */
const MOST_BYTES = 8_000_000;

/** Identifiers in one delete: far below the 10,000 after which the server stops and says nothing. */
const DELETES = 500;

/** An entry on its way. */
interface Ready {
  readonly unit: string;
  readonly scope: string;
  readonly key: string;
  readonly id: string;
  /** The object; absent for a delete. */
  readonly packed?: Packed;
}

/** Prepares writing, as `OpenStore.write` promises. */
export function openWriter(
  client: Client,
  context: Context,
  { batchSize, concurrency }: WeaviateStoreSettings,
  objectOf: (whole: Whole) => Sent,
): (changes: Change<WeaviateValue>[]) => Promise<EntryFailure[]> {
  const query = client.tenant === undefined ? "" : `?tenant=${client.tenant}`;

  return async function write(changes) {
    context.signal.throwIfAborted();
    const failures: EntryFailure[] = [];
    const fail = ({ unit, scope, key }: Ready, error: unknown): void => void failures.push({ unit, scope, key, error });
    const most = { most: concurrency, limited: client.limited };
    await workThrough(batched(changes, fail), most, (batch) => send(batch, fail));
    const groups = groupsOf(deletesOf(changes), DELETES);
    for await (const _ of inOrder(groups, concurrency, (group) => client.limited(() => remove(group, fail))));
    return failures;
  };

  function* batched(changes: Change<WeaviateValue>[], fail: (one: Ready, error: unknown) => void): Generator<Ready[]> {
    let [batch, size]: [Ready[], number] = [[], 0];
    for (const { unit, version, exportedAt, puts } of changes) {
      for (const { scope, key, fingerprint, value: { properties, of: { derived } } } of puts) {
        const ready: Ready = { unit, scope, key, id: uuidOf(scope, key) };
        let packed: Packed;
        try {
          packed = client.pack(objectOf({ scope, key, fingerprint, properties, derived, version, exportedAt }));
        } catch (error) {
          // A value that is no object dies alone.
          fail(ready, error);
          continue;
        }
        if (batch.length === batchSize || (batch.length > 0 && size + packed.size > MOST_BYTES)) {
          yield batch;
          [batch, size] = [[], 0];
        }
        batch.push({ ...ready, packed });
        size += packed.size;
      }
    }
    if (batch.length > 0) yield batch;
  }

  async function send(batch: Ready[], fail: (one: Ready, error: unknown) => void): Promise<void> {
    let pending = batch;
    for (let tries = 1;; tries++) {
      let failures = new Map<Ready, unknown>();
      try {
        failures = await once(pending);
      } catch (error) {
        if (pending.length > 1 && mayBeOne(error)) {
          // Too much at once may also mean: too much for now.
          if (transience(error)) await client.pause(tries, error);
          const half = Math.ceil(pending.length / 2);
          await send(pending.slice(0, half), fail);
          return await send(pending.slice(half), fail);
        }
        if (!transience(error) && !mayBeOne(error)) throw error;
        for (const one of pending) failures.set(one, error);
      }
      for (const [one, error] of failures) if (!transience(error) || tries >= TRIES) fail(one, error);
      const left = [...failures].filter(([, error]) => transience(error));
      if (left.length === 0 || tries >= TRIES) return;
      // Progress: each such round leaves fewer, so the loop ends.
      if (left.length < pending.length) tries = 1;
      pending = left.map(([one]) => one);
      await client.pause(tries, left[0][1]);
    }
  }

  /** What failed, by object: an answer of 200 says nothing of any of them. */
  async function once(pending: Ready[]): Promise<Map<Ready, unknown>> {
    context.effect("weaviate: before writing");
    const refused = await client.put(pending.map(({ packed }) => packed!));
    context.effect("weaviate: after writing");
    const failures = new Map<Ready, unknown>();
    for (const [i, one] of pending.entries()) {
      const said = refused.get(i);
      if (said !== undefined) failures.set(one, objectError(`Cannot store "${one.key}" of "${one.scope}": ${said}`));
    }
    return failures;
  }

  async function remove(group: Ready[], fail: (one: Ready, error: unknown) => void): Promise<void> {
    const body = JSON.stringify({
      match: {
        class: client.collection,
        where: { path: ["id"], operator: "ContainsAny", valueTextArray: group.map(({ id }) => id) },
      },
      output: "verbose",
    });
    for (let tries = 1;; tries++) {
      let failure: unknown;
      let failed = new Set<string>();
      try {
        context.effect("weaviate: before deleting");
        const answer = await client.once("DELETE", `/batch/objects${query}`, body);
        context.effect("weaviate: after deleting");
        failed = notDeleted(answer);
        if (failed.size === 0) return;
        failure = objectError(`Cannot delete from collection "${client.collection}": not ready, the server said no`);
      } catch (error) {
        if (!transience(error)) throw error;
        failure = error;
        failed = new Set(group.map(({ id }) => id));
      }
      if (tries >= TRIES) {
        for (const one of group) if (failed.has(one.id)) fail(one, failure);
        return;
      }
      await client.pause(tries, failure);
    }
  }
}

function notDeleted(answer: unknown): Set<string> {
  const { results } = answer as { results?: { objects?: { id: string; status: string }[] | null } };
  return new Set(results?.objects?.filter(({ status }) => status !== "SUCCESS").map(({ id }) => id));
}

/** A request that is refused as a whole may be so for one object in it, or for its size. */
function mayBeOne(error: unknown): boolean {
  return error instanceof WeaviateError && [400, 413, 422].includes(error.status);
}

function deletesOf(changes: Change<WeaviateValue>[]): Ready[] {
  return changes.flatMap(({ unit, deletes }) =>
    deletes.map(({ scope, key }) => ({ unit, scope, key, id: uuidOf(scope, key) }))
  );
}

function groupsOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}
