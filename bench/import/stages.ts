/**
 * An import in this process, with a clock in every call of SQLite and around the store: `stages.ts <export> <folder>`.
 *
 * @module
 */
import { join } from "node:path";
import { DatabaseSync, StatementSync } from "node:sqlite";
import { from, type OpenStore, run, type Store } from "../../mod.ts";
import { chatgptSource } from "../../plugins/chatgpt/mod.ts";
import { sqliteStore } from "../../plugins/sqlite/mod.ts";

/** Milliseconds, by what they went to. Nested ones are part of the outer ones. */
interface Clock {
  /** Inside `node:sqlite`: the store's statements and the ledger's. */
  sqlite: number;
  /** Inside the store's `write` and `finish`, SQLite's part included. */
  store: number;
}

/** Replaces methods of a class of `node:sqlite` by ones that are timed. */
function timeMethods(prototype: object, names: string[], clock: Clock): void {
  for (const name of names) {
    const method = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    if (typeof method !== "function") continue;
    Object.defineProperty(prototype, name, {
      configurable: true,
      writable: true,
      value(this: unknown, ...args: unknown[]): unknown {
        const started = performance.now();
        try {
          return Reflect.apply(method, this, args);
        } finally {
          clock.sqlite += performance.now() - started;
        }
      },
    });
  }
}

/** The same store with a clock around its writes. */
function timeStore<T, V>(store: Store<T, V>, clock: Clock): Store<T, V> {
  const timed = async <R>(work: () => Promise<R>): Promise<R> => {
    const started = performance.now();
    try {
      return await work();
    } finally {
      clock.store += performance.now() - started;
    }
  };
  return {
    ...store,
    async open(context, options) {
      const opened = await store.open(context, options);
      if (!opened) return undefined;
      const watched: OpenStore<V> = {
        ...opened,
        write: (changes) => timed(() => opened.write(changes)),
        finish: () => timed(async () => await opened.finish?.()),
        close: () => timed(() => opened.close()),
      };
      return watched;
    },
  };
}

if (import.meta.main) {
  const [path, folder] = Deno.args;
  const clock: Clock = { sqlite: 0, store: 0 };
  timeMethods(StatementSync.prototype, ["run", "get", "all", "iterate"], clock);
  timeMethods(DatabaseSync.prototype, ["exec", "prepare", "close"], clock);
  await Deno.mkdir(folder, { recursive: true });
  const started = performance.now();
  const store = timeStore(sqliteStore({ path: join(folder, "threadloom.db") }), clock);
  const report = await run(from(chatgptSource({ path })).to(store), {
    name: "stages",
    stateFolder: join(folder, "state"),
  });
  const seconds = (performance.now() - started) / 1000;
  const { sqlite: sinks } = report.sinks;
  console.log(JSON.stringify({
    seconds,
    sqliteSeconds: clock.sqlite / 1000,
    storeSeconds: clock.store / 1000,
    status: report.status,
    puts: sinks.puts,
  }));
}
