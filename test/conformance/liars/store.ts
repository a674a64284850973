/**
 * An honest store, and the ways to make liars of it.
 *
 * @module
 */
import type { Entry, Listed, OpenStore, Store } from "../../../core/sink.ts";
import type { StoreOptions } from "../../../conformance/mod.ts";
import { type MemoryStore, memoryStore } from "../../../plugins/memory/mod.ts";

/** What the records are. */
export interface Note {
  id: string;
  text: string;
  tags: string[];
}

/** What the kit is given. */
export type Options = StoreOptions<unknown>;
/** A store opened. */
export type Opened = OpenStore<unknown>;

/** An honest store. */
export const honestStore: Options = {
  make: () => memoryStore<unknown>(),
  records: Array.from({ length: 9 }, (_, i): Note => ({ id: `note ${i}`, text: `text ${i}`, tags: ["a", "b"] })),
  inMemory: true,
  plantForeign(_, store) {
    const { put, get } = store as MemoryStore<unknown>;
    put("note 0", "foreign", "value");
    return Promise.resolve(() => get("note 0", "foreign") === "value");
  },
  tamper(_, store) {
    for (const entry of (store as MemoryStore<unknown>).state.get("note 0")?.values() ?? []) entry.value = "tampered";
  },
};

/** A store that opens as another. */
export function opening(
  change: (opened: Opened, store: MemoryStore<unknown>) => Partial<Opened>,
  more: Partial<Options> = {},
): Options {
  const make = (): Store<unknown> => {
    const store = memoryStore<unknown>();
    const open: Store<unknown>["open"] = async (context, how) => {
      const opened = await store.open(context, how);
      return opened && { ...opened, ...change(opened, store) };
    };
    return Object.assign(Object.create(store), { open });
  };
  return { ...honestStore, make, ...more };
}

/** A store whose records have other entries. */
export function entering(entries: (record: Note) => Entry[]): Options {
  return { ...honestStore, make: () => memoryStore<unknown>({ entries: (record) => entries(record as Note) }) };
}

/** What is listed, changed. */
export async function* listed(from: AsyncIterable<Listed>, change: (one: Listed) => Listed[]): AsyncGenerator<Listed> {
  for await (const one of from) yield* change(one);
}
