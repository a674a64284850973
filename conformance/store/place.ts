/**
 * A store at a place: made, opened, closed, and opened again.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Context } from "../../core/context.ts";
import type { Change, OpenStore, Store } from "../../core/sink.ts";
import type { Bench } from "../bench.ts";
import { edited } from "../change.ts";
import { madeOf } from "../declaration.ts";
import { manyConversations, samplesFor } from "../samples.ts";
import type { StoreOptions } from "./options.ts";

/** Where a store lies. A place has one store, however often it is made. */
export class Place<T, V> {
  #store: Store<T, V> | undefined;
  readonly #closed = new WeakSet<OpenStore<V>>();

  private constructor(
    readonly options: StoreOptions<T, V>,
    readonly bench: Bench,
    readonly folder: string,
  ) {}

  /** A new place with no store yet. */
  static async of<T, V>(options: StoreOptions<T, V>, bench: Bench): Promise<Place<T, V>> {
    const folder = await bench.folder();
    const { remove } = options;
    if (remove) bench.defer(() => Promise.resolve(remove(folder)));
    return new Place(options, bench, folder);
  }

  /** The store as this process made it. */
  get store(): Store<T, V> {
    return this.#store ??= this.options.make(this.folder);
  }

  /** The store as another process would make it. */
  another(): Store<T, V> {
    return this.options.inMemory ? this.store : this.options.make(this.folder);
  }

  /** Opens it, making it where there is none. */
  async open(context?: Context): Promise<OpenStore<V>> {
    const opened = await this.look(this.store, true, context);
    assert.ok(opened, "open({ create: true }) resolves with undefined, expected an open store");
    return opened;
  }

  /** Opens a store of this place; it is closed at the end of the check at the latest. */
  async look(store: Store<T, V>, create: boolean, context = this.bench.context()): Promise<OpenStore<V> | undefined> {
    const opened = await store.open(context, { create });
    if (opened) this.bench.defer(() => this.close(opened));
    return opened;
  }

  /** Closes once. */
  async close(opened: OpenStore<V>): Promise<void> {
    if (this.#closed.has(opened)) return;
    this.#closed.add(opened);
    await opened.close();
  }

  /** The records to check with. */
  records(): T[] {
    const { records } = this.options;
    return records ?? samplesFor(madeOf(this.store).declaration) as T[];
  }

  /** The changes that put these records. */
  puts(records: T[] = this.records()): Change<V>[] {
    return records.map((record) => this.put(record));
  }

  /** The change that puts one record. */
  put(record: T): Change<V> {
    return changeOf(this.store, record, this.keyOf(record));
  }

  /** Many small records. */
  many(count: number): T[] {
    const { records } = this.options;
    if (records === undefined) return manyConversations(count) as T[];
    return records;
  }

  /** The unit's key. */
  keyOf(record: T): string {
    const { keyOf } = this.options;
    if (keyOf) return keyOf(record);
    const id = (record as { id?: unknown } | null)?.id;
    if (typeof id === "string" || typeof id === "number") return String(id);
    throw new TypeError(`Cannot check "${this.store.name}": a record has no id, give \`keyOf\``);
  }

  /** Another version of a record. */
  edit(record: T): T {
    return this.options.change?.(record) ?? edited(record);
  }
}

/** The change that puts a record's entries, as the engine would make it. */
export function changeOf<T, V>(store: Store<T, V>, record: T, unit: string): Change<V> {
  const puts = store.entries(record).map((entry) => ({ ...entry, scope: entry.scope ?? unit }));
  return { unit, version: 1, puts, deletes: [] };
}

/** The change that deletes what another put. */
export function deletionOf<V>({ unit, puts }: Change<V>): Change<V> {
  return { unit, version: 2, puts: [], deletes: puts.map(({ scope, key }) => ({ scope, key })) };
}

/** Writes and insists that nothing failed. */
export async function write<V>(opened: OpenStore<V>, changes: Change<V>[]): Promise<void> {
  const failures = await opened.write(changes) ?? [];
  assert.ok(Array.isArray(failures), "write resolves with something that is no list of failures");
  if (failures.length === 0) return;
  const [{ scope, key, error }] = failures;
  throw new Error(
    `${failures.length} entries failed, the first is ${JSON.stringify(key).slice(0, 80)} of ${
      JSON.stringify(scope).slice(0, 80)
    }: ${error instanceof Error ? error.message : String(error)}`,
    { cause: error },
  );
}
