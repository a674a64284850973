/**
 * A memory store opened for a run.
 *
 * @module
 */
import type { DerivedValues } from "../../core/derived.ts";
import { canonical, digest } from "../../core/fingerprint.ts";
import type { Change, Listed, OpenStore } from "../../core/sink.ts";
import { clone } from "../../core/clone.ts";
import type { MemoryEntry, MemoryWrite } from "./store.ts";

/** What a memory store keeps between runs. */
export interface Held {
  identity: string | undefined;
  state: Map<string, Map<string, MemoryEntry<unknown>>>;
  writes: MemoryWrite[];
  finished: number;
  /** Scopes that are being written to. */
  busy: Set<string>;
}

/** Hash of each value as it was written: tells `check` what was changed since. */
const written = new WeakMap<MemoryEntry<unknown>, string>();

/** The store for one run. */
export function openStore(
  held: Held,
  identity: string,
  name: string,
  created: boolean,
  signal: AbortSignal,
): OpenStore {
  let open = true;

  function needOpen(verb: string): void {
    signal.throwIfAborted();
    if (!open) throw new Error(`Cannot ${verb} "${name}": it was closed already`);
    if (held.identity !== identity) throw new Error(`Cannot ${verb} "${name}": it was removed during the run`);
  }

  async function* listed(scopes: Iterable<string>, check = false): AsyncGenerator<Listed> {
    for (const scope of scopes) {
      needOpen("list");
      for (const [key, entry] of [...held.state.get(scope) ?? []]) {
        yield await Promise.resolve(show(scope, key, entry, check));
      }
    }
  }

  return {
    identity,
    created,
    list: (scopes) => listed(scopes),
    listAll: () => listed([...held.state.keys()]),
    derived(entries) {
      needOpen("read");
      return Promise.resolve(entries.map(({ scope, key }) => derivedOf(held.state.get(scope)?.get(key)?.value)));
    },
    check: () => listed([...held.state.keys()], true),
    async write(changes) {
      needOpen("write");
      const scopes = claim(held, name, changes);
      try {
        // A store has to wait for its disk or network: only so can two writes be seen to overlap.
        await Promise.resolve();
        needOpen("write");
        for (const change of changes) apply(held, change);
      } finally {
        for (const scope of scopes) held.busy.delete(scope);
      }
    },
    finish: () =>
      Promise.try(() => {
        needOpen("finish");
        held.finished++;
      }),
    close() {
      if (!open) return Promise.reject(new Error(`Cannot close "${name}": it was closed already`));
      open = false;
      return Promise.resolve();
    },
  };
}

/** Derived values stand where `entries` put them: in `derived` of what is stored. */
function derivedOf(value: unknown): DerivedValues | undefined {
  const derived = typeof value === "object" && value !== null && "derived" in value ? value.derived : undefined;
  return typeof derived === "object" && derived !== null ? derived as DerivedValues : undefined;
}

function show(scope: string, key: string, entry: MemoryEntry<unknown>, check: boolean): Listed {
  const listed: Listed = { scope, key };
  if (entry.fingerprint !== undefined) {
    const changed = check && written.get(entry) !== digest(canonical(entry.value));
    listed.fingerprint = changed ? `changed from ${entry.fingerprint}` : entry.fingerprint;
  }
  if (entry.version !== undefined) listed.version = entry.version;
  if (entry.exportedAt !== undefined) listed.exportedAt = entry.exportedAt;
  return listed;
}

/** Marks the scopes of changes as being written to, and holds the caller to the contract. */
function claim(held: Held, name: string, changes: Change[]): Set<string> {
  const scopes = new Set<string>();
  const keys = new Set<string>();
  for (const { puts, deletes } of changes) {
    for (const { scope, key } of [...puts, ...deletes]) {
      const id = JSON.stringify([scope, key]);
      if (keys.has(id)) {
        throw new Error(`Cannot write "${name}": key "${key}" of scope "${scope}" comes twice in one write`);
      }
      keys.add(id);
      scopes.add(scope);
    }
  }
  for (const scope of scopes) {
    if (held.busy.has(scope)) throw new Error(`Cannot write "${name}": scope "${scope}" is being written to already`);
  }
  for (const scope of scopes) held.busy.add(scope);
  return scopes;
}

function apply({ state, writes }: Held, { version, exportedAt, puts, deletes }: Change): void {
  for (const { scope, key, fingerprint, value } of puts) {
    const entry: MemoryEntry<unknown> = { value: clone(value), fingerprint };
    written.set(entry, digest(canonical(entry.value)));
    const keys = state.get(scope) ?? new Map();
    state.set(scope, keys.set(key, entry));
    writes.push({ kind: "put", scope, key });
  }
  for (const { scope, key } of deletes) {
    const keys = state.get(scope);
    if (!keys?.delete(key)) continue;
    if (keys.size === 0) state.delete(scope);
    writes.push({ kind: "delete", scope, key });
  }
  for (const scope of new Set([...puts, ...deletes].map((entry) => entry.scope))) {
    for (const entry of state.get(scope)?.values() ?? []) date(entry, version, exportedAt);
  }
}

/** Version and export time belong to the scope: the entries that stayed are of the new copy too. */
function date(entry: MemoryEntry<unknown>, version: number | undefined, exportedAt: number | undefined): void {
  if (entry.fingerprint === undefined) return;
  if (version === undefined) delete entry.version;
  else entry.version = version;
  if (exportedAt === undefined) delete entry.exportedAt;
  else entry.exportedAt = exportedAt;
}
