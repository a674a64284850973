/**
 * A store in memory.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import { canonical, digest, fingerprint } from "../../core/fingerprint.ts";
import { type Declaration, definePlugin, type PluginBase } from "../../core/plugin.ts";
import type { Entry, Store } from "../../core/sink.ts";
import { clone } from "../../core/clone.ts";
import { idOf } from "./id.ts";
import { type Held, openStore } from "./open_store.ts";

/** Options of `memoryStore`. */
export interface MemoryStoreOptions<T, V = unknown> {
  /**
   * Name in reports.
   * @default "memory"
   */
  name?: string;
  /**
   * What the store holds for a record: a pure function.
   * @default one entry for each message of a conversation, else one for the record; keys are their ids
   */
  entries?: (record: T) => Entry<V>[];
  /**
   * Raised when `entries` gives another result than before: everything is then compared anew.
   * @default 1
   */
  entriesVersion?: number;
}

/** Options with defaults filled in. */
export interface MemoryStoreSettings {
  name: string;
  entries: (record: unknown) => Entry[];
  entriesVersion: number;
}

/** An entry as the store holds it. */
export interface MemoryEntry<V> {
  value: V;
  /** Absent where somebody else put it. */
  fingerprint?: string;
  version?: number;
  exportedAt?: number;
}

/** One entry written or deleted by a run. */
export interface MemoryWrite {
  kind: "put" | "delete";
  scope: string;
  key: string;
}

/** A store, and what it holds. */
export interface MemoryStore<T, V = unknown> extends Store<T, V> {
  /** Scopes, and in each its keys. Change it to play somebody who meddles with the store: `verify` finds out. */
  readonly state: Map<string, Map<string, MemoryEntry<V>>>;
  /** Everything that runs have put and deleted, oldest first. Empty it before a run to see that run alone. */
  readonly writes: MemoryWrite[];
  /** How many runs have called `finish`. */
  readonly finished: number;
  /** Made when a run creates the store; absent before and after `remove`. */
  readonly identity: string | undefined;
  /** The value under a key, if there is one. */
  get(scope: string, key: string): V | undefined;
  /** Puts an entry in as a stranger would: without our fingerprint. Creates the store if there is none. */
  put(scope: string, key: string, value: V): void;
  /** As if somebody had deleted the store: the next run makes another. */
  remove(): void;
}

/** The type of `memoryStore`. */
export interface MemoryStoreFactory {
  <T = unknown, V = unknown>(options?: MemoryStoreOptions<T, V>): MemoryStore<T, V>;
  readonly declaration: Declaration<MemoryStoreSettings>;
}

const schema: z.ZodType<MemoryStoreSettings, MemoryStoreOptions<unknown>> = z.strictObject({
  name: z.string().min(1).default("memory").describe("Name in reports."),
  entries: z.custom<MemoryStoreSettings["entries"]>((value) => typeof value === "function", "expected a function")
    .default(() => entriesOf).describe("What the store holds for a record."),
  entriesVersion: z.int().positive().default(1).describe(
    "Raised when `entries` changes: everything is then compared anew.",
  ),
});

/**
 * A store that keeps its entries in maps: a real one, which converges, and which holds the engine to the contract (a
 * key twice in one write, or two writes in flight for one scope, is an error).
 *
 * ```ts
 * import { memoryStore } from "./mod.ts";
 *
 * const store = memoryStore<{ id: string }>();
 * console.log(store.state.size, store.writes.length);
 * ```
 */
export const memoryStore: MemoryStoreFactory = definePlugin<
  MemoryStoreOptions<unknown>,
  MemoryStoreSettings,
  Omit<MemoryStore<unknown>, keyof PluginBase>
>({
  name: "memory",
  kind: "store",
  summary: "Keeps entries in memory, as a database would keep them.",
  accepts: ["any"],
  options: schema,
  roles: { name: "tuning" },
  permissions: () => ({}),
  example: `import { from, run } from "@threadloom/threadloom";
import { memorySource, memoryStore } from "@threadloom/threadloom/memory";

const store = memoryStore<{ id: string; text: string }>();
const source = memorySource({ units: [{ key: "a", value: { id: "a", text: "hello" } }] });
await run(from(source).to(store));
console.log(store.get("a", "a"));`,
  create: makeStore,
}) as MemoryStoreFactory;

function makeStore({ name, entries }: MemoryStoreSettings): Omit<MemoryStore<unknown>, keyof PluginBase> {
  const held: Held = { identity: undefined, state: new Map(), writes: [], finished: 0, busy: new Set() };
  return {
    kind: "store",
    name,
    entries,
    get state() {
      return held.state;
    },
    get writes() {
      return held.writes;
    },
    get finished() {
      return held.finished;
    },
    get identity() {
      return held.identity;
    },
    get: (scope, key) => held.state.get(scope)?.get(key)?.value,
    put(scope, key, value) {
      held.identity ??= crypto.randomUUID();
      const keys = held.state.get(scope) ?? new Map();
      held.state.set(scope, keys.set(key, { value: clone(value) }));
    },
    remove() {
      held.identity = undefined;
      held.state.clear();
    },
    open({ random, signal }, { create }) {
      const created = held.identity === undefined;
      if (created && !create) return Promise.resolve(undefined);
      held.identity ??= random.id();
      return Promise.resolve(openStore(held, held.identity, name, created, signal));
    },
  };
}

function entriesOf(record: unknown): Entry[] {
  if (!isConversation(record)) return [entryOf(record)];
  return [...record.messages, ...record.branches ?? []].map((message) => ({
    ...entryOf(message),
    part: idOf(message),
  }));
}

function entryOf(value: unknown): Entry {
  return { key: idOf(value) ?? fingerprint(value), fingerprint: digest(canonical(value)), value };
}

function isConversation(record: unknown): record is { messages: unknown[]; branches?: unknown[] } {
  return typeof record === "object" && record !== null && "messages" in record && Array.isArray(record.messages) &&
    (!("branches" in record) || Array.isArray(record.branches));
}
