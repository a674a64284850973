/**
 * Sinks that fail as told.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { PLUGIN } from "../../core/plugin.ts";
import type { Change, EntryFailure, FileSink, Listed, OpenFileSink, OpenStore, Store } from "../../core/sink.ts";
import { type ChaosPlan, type FaultPlace, stampOf, type Strikes, strikesOf, type Struck } from "./plan.ts";

/** A store that fails as told, and what has gone wrong so far. */
export interface ChaosStore<T, V> extends Store<T, V> {
  readonly struck: Struck[];
}

/** A file sink that fails as told, and what has gone wrong so far. */
export interface ChaosFileSink<T> extends FileSink<T> {
  readonly struck: Struck[];
}

/** Wraps a store: faults strike at `open`, `list`, `write` (the default) and `finish`. */
export function chaosSink<T, V>(sink: Store<T, V>, plan: ChaosPlan): ChaosStore<T, V>;
/** Wraps a file sink: faults strike at `open`, `write` (the default) and `commit`. */
export function chaosSink<T>(sink: FileSink<T>, plan: ChaosPlan): ChaosFileSink<T>;
export function chaosSink<T, V>(
  sink: Store<T, V> | FileSink<T>,
  plan: ChaosPlan,
): ChaosStore<T, V> | ChaosFileSink<T> {
  return sink.kind === "store" ? wrapStore(sink, plan) : wrapFileSink(sink, plan);
}

function wrapStore<T, V>(store: Store<T, V>, plan: ChaosPlan): ChaosStore<T, V> {
  const strikes = strikesOf(plan, "chaosSink", ["open", "list", "write", "finish"], "write");
  return {
    kind: "store",
    name: store.name,
    [PLUGIN]: stampOf(store),
    struck: strikes.struck,
    entries: (record) => store.entries(record),
    async open(context, options) {
      await strikes.strike("open", context);
      const open = await store.open(context, options);
      return open && openChaosStore(open, context, strikes);
    },
  };
}

function openChaosStore<V>(inner: OpenStore<V>, context: Context, strikes: Strikes): OpenStore<V> {
  async function* list(all: AsyncIterable<Listed>): AsyncGenerator<Listed> {
    await strikes.strike("list", context);
    for await (const listed of all) {
      const cut = strikes.due("list", ["cut"]);
      if (cut) throw strikes.error(cut, "list");
      yield listed;
    }
  }
  const { finish, purge, check } = inner;
  return {
    identity: inner.identity,
    created: inner.created,
    list: (scopes) => list(inner.list(scopes)),
    listAll: () => list(inner.listAll()),
    check: check && (() => list(check.call(inner))),
    async write(changes) {
      await strikes.strike("write", context);
      const { passed, failures } = pick(changes, strikes);
      const more = await inner.write(passed) ?? [];
      lose("write", strikes);
      return failures.length > 0 || more.length > 0 ? [...failures, ...more] : undefined;
    },
    purge: purge && (() => purge.call(inner)),
    finish: finish && (async () => {
      await strikes.strike("finish", context);
      await finish.call(inner);
      lose("finish", strikes);
    }),
    close: () => inner.close(),
  };
}

/** Takes out the entries that fail. Deletes of a change whose put failed go on: each entry fails for itself. */
function pick<V>(changes: Change<V>[], strikes: Strikes): { passed: Change<V>[]; failures: EntryFailure[] } {
  const failures: EntryFailure[] = [];
  const passed = changes.map((change) => {
    const passes = ({ scope, key }: { scope: string; key: string }): boolean => {
      const fault = strikes.due("write", ["partial", "refuse"], key);
      if (fault) failures.push({ unit: change.unit, scope, key, error: strikes.error(fault, "write", key) });
      return fault === undefined;
    };
    return { ...change, puts: change.puts.filter(passes), deletes: change.deletes.filter(passes) };
  });
  return { passed: passed.filter(({ puts, deletes }) => puts.length + deletes.length > 0), failures };
}

/** What was done is done; the answer gets lost. */
function lose(at: FaultPlace, strikes: Strikes): void {
  const lost = strikes.due(at, ["after commit"]);
  if (lost) throw strikes.error(lost, at);
}

function wrapFileSink<T>(sink: FileSink<T>, plan: ChaosPlan): ChaosFileSink<T> {
  const strikes = strikesOf(plan, "chaosSink", ["open", "write", "commit"], "write");
  const { partition } = sink;
  return {
    kind: "file",
    name: sink.name,
    [PLUGIN]: stampOf(sink),
    struck: strikes.struck,
    ...(partition && { partition: (record: T) => partition.call(sink, record) }),
    async open(context) {
      await strikes.strike("open", context);
      return openChaosFile(await sink.open(context), context, strikes);
    },
  };
}

function openChaosFile<T>(inner: OpenFileSink<T>, context: Context, strikes: Strikes): OpenFileSink<T> {
  return {
    present: () => inner.present(),
    async write(records) {
      await strikes.strike("write", context);
      await inner.write(records);
      lose("write", strikes);
    },
    async commit() {
      await strikes.strike("commit", context);
      const done = await inner.commit();
      lose("commit", strikes);
      return done;
    },
    abort: () => inner.abort(),
  };
}
