/**
 * Derived values that the collection holds: the first place where an embedding is looked for before it is paid for.
 *
 * @module
 */
import type { DerivedValues } from "../../core/derived.ts";
import { inOrder } from "../../core/limit.ts";
import { type Found, oneOf, type Shown } from "./ask.ts";
import type { Client } from "./client.ts";
import { uuidOf, valuesOf } from "./objects.ts";

/** Most objects in one request. */
const MOST = 200;

const SHOWN: Shown = { properties: ["embeddingModel", "embeddingStamp", "derived"], more: ["vector"] };

/** Prepares reading derived values, as `OpenStore.derived` promises. */
export function openDerived(
  client: Client,
  concurrency: number,
): (entries: { scope: string; key: string }[]) => Promise<(DerivedValues | undefined)[]> {
  return async function derived(entries) {
    const ids = entries.map(({ scope, key }) => uuidOf(scope, key));
    const wanted = [...new Set(ids)];
    const groups = Array.from(
      { length: Math.ceil(wanted.length / MOST) },
      (_, i) => wanted.slice(i * MOST, (i + 1) * MOST),
    );
    const found = new Map<string, DerivedValues>();
    for await (const objects of inOrder(groups, concurrency, read)) {
      for (const object of objects) {
        const values = valuesOf(object);
        if (values) found.set(object._additional.id, values);
      }
    }
    return ids.map((id) => found.get(id));
  };

  function read(group: string[]): Promise<Found[]> {
    return client.get({ limit: group.length, where: oneOf("id", group) }, SHOWN);
  }
}
