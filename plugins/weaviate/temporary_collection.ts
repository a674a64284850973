/**
 * A collection for a test, gone afterwards.
 *
 * @module
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Shown } from "./ask.ts";
import { openClient } from "./client.ts";
import { PROPERTIES } from "./objects.ts";
import { schema, type WeaviateStoreOptions } from "./options.ts";

/** A collection's name, free to be made; `await using` removes what was made. */
export interface TemporaryCollection extends AsyncDisposable {
  /** Its name. */
  readonly collection: string;
  /** Its objects: their identifiers, vectors and properties. */
  objects(): AsyncIterable<{ id: string; vector?: number[]; properties: { [name: string]: unknown } }>;
  /** Removes it. May be called again. */
  remove(): Promise<void>;
}

/** Finds a name for a collection, where none is given; the store makes it. */
export function temporaryCollection(options: WeaviateStoreOptions = {}): TemporaryCollection {
  const settings = schema.parse({ collection: `Temporary_${crypto.randomUUID().replaceAll("-", "_")}`, ...options });
  const client = openClient(settings, {
    signal: new AbortController().signal,
    count() {},
    clock: { now: () => Date.now(), sleep: (ms, signal) => wait(ms, undefined, { signal }) },
    random: { next: () => Math.random(), id: () => crypto.randomUUID() },
  });
  const { collection } = settings;
  const remove = async (): Promise<void> => void await client.call("DELETE", `/schema/${collection}`);
  return { collection, objects, remove, [Symbol.asyncDispose]: remove };

  async function* objects(): ReturnType<TemporaryCollection["objects"]> {
    const shown: Shown = { properties: PROPERTIES.map(({ name }) => name), more: ["vector"] };
    for (let after = "";;) {
      const page = await client.get({ limit: 500, after }, shown);
      for (const { _additional: { id, vector }, ...properties } of page) {
        yield { id, ...vector?.length && { vector: [...vector] }, properties };
        after = id;
      }
      if (page.length === 0) return;
    }
  }
}
