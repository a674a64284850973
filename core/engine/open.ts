/**
 * Opening everything a run needs, and closing it again whatever happens.
 *
 * @module
 */
import type { Pipeline } from "../chain.ts";
import type { Context } from "../context.ts";
import { isFamily } from "../direct.ts";
import { CannotRunError } from "../errors.ts";
import { digest } from "../fingerprint.ts";
import type { Ledger, OpenLedger } from "../ledger.ts";
import type { FileSink, Store } from "../sink.ts";
import type { OpenSource } from "../source.ts";
import { definitionOf } from "./definition.ts";
import { also, closeAll } from "./closing.ts";
import { abortFile } from "./file_stage.ts";
import { Gate } from "./gate.ts";
import { deleteLimit } from "./guard.ts";
import { movable } from "./movable.ts";
import { noLedger } from "./no_ledger.ts";
import { declarationOf, type Leaf, takeApart } from "./paths.ts";
import { newPlan, newReport } from "./report.ts";
import { count, type FileRun, type RunState, type Settings, type SinkRun, type StoreRun } from "./state.ts";

/** Stands for a source that nothing is read of: what looks at the stores only works without the export, too. */
const UNREAD: OpenSource<unknown> = {
  mode: "whole",
  keyed: true,
  async *read() {},
  close: () => Promise.resolve(),
};

/** Opens ledger, source and sinks; what was opened is closed again when a later one fails. */
export async function open(
  pipeline: Pipeline,
  settings: Settings & { ledger: Ledger },
  mode: RunState["mode"],
): Promise<{ state: RunState; close(): Promise<void> }> {
  const { root, leaves } = takeApart(pipeline);
  const run = settings.host.random.id();
  const closers: (() => Promise<void>)[] = [];
  const close = () => closeAll(closers);
  try {
    const ledger = await openLedger(settings, run, mode);
    closers.push(() => ledger.close());
    const report = newReport(run, settings);
    const state = {
      settings,
      mode,
      run,
      ledger,
      sourceName: declarationOf(pipeline.source)?.name ?? "source",
      unitKind: declarationOf(pipeline.source)?.emits ?? "any",
      root,
      sinks: [] as SinkRun[],
      transformClosers: [],
      report,
      plan: newPlan(settings),
      contextFor: (plugin: string) => contextFor(state, plugin),
      signal: settings.signal ?? new AbortController().signal,
      breathedAt: 0,
      resumed: false,
      unsafe: false,
      seen: new Set<string>(),
      seenLosses: new Set<string>(),
      replaced: new Set<string>(),
      mourned: new Set<string>(),
      tombstones: await ledger.tombstones(),
      selection: settings.limit !== undefined || settings.only !== undefined || settings.after !== undefined,
    } as unknown as RunState;
    closers.push(() => closeAll(state.transformClosers));
    const alone = leaves.length === 1 && root.forks.length === 0 && leaves[0].derivations.length === 0;
    state.direct = alone && isFamily([pipeline.source, ...root.links, leaves[0].sink]);
    for await (const letter of ledger.deadLetters()) state.mourned.add(letter.unit);
    if (leaves.some((leaf) => leaf.across)) state.order = new Gate();
    const source = settings.unread
      ? UNREAD
      : await starting(state, () => pipeline.source.open(contextFor(state, state.sourceName)));
    closers.push(() => source.close());
    state.source = source;
    state.plain = !source.keyed && leaves.every(({ sink, derivations }) => sink.kind === "file" && !derivations.length);
    refuseIncremental(state, leaves);
    for (const [index, leaf] of leaves.entries()) {
      const definition = await definitionOf(pipeline, leaf, settings.host);
      const sink = leaf.sink.kind === "store"
        ? await openStore(state, index, leaf as StoreRun["leaf"], definition, closers)
        : await openFile(state, index, leaf as FileRun["leaf"], definition, closers);
      report.sinks[leaf.name] = sink.counts;
      state.plan.sinks[leaf.name] = sink.plan;
      state.sinks.push(sink);
    }
    return { state, close };
  } catch (error) {
    await also(settings, "Closing after a failed start", close);
    throw error;
  }
}

/** What cannot be opened cannot be run. */
async function starting<T>(state: RunState, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    state.signal.throwIfAborted();
    if (error instanceof CannotRunError) throw error;
    throw new CannotRunError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function openLedger(
  settings: Settings & { ledger: Ledger },
  run: string,
  mode: RunState["mode"],
): Promise<OpenLedger> {
  const { host, name: pipeline, stateFolder: folder, ledger } = settings;
  return await ledger.open(host, { pipeline, folder, run, readOnly: mode === "plan" }) ?? noLedger;
}

function refuseIncremental(state: RunState, leaves: Leaf[]): void {
  if (state.source.mode !== "incremental") return;
  for (const { sink, name, across } of leaves) {
    if (sink.kind !== "file" && !across) continue;
    throw new CannotRunError(
      `Cannot write "${name}" from "${state.sourceName}": the source hands over only what changed, and this needs all ` +
        `of it; put a store in between (from(source).to(store), then from(store).to(${name}))`,
    );
  }
}

function basis(leaf: Leaf, definition: string, path: string, index: number) {
  return {
    index,
    leaf,
    definition,
    path,
    counts: { puts: 0, deletes: 0, unchanged: 0, failed: 0 },
    gate: new Gate(),
    plan: { kind: leaf.sink.kind, definition, puts: [], deletes: [], held: [] },
  };
}

async function openStore(
  state: RunState,
  index: number,
  leaf: StoreRun["leaf"],
  definition: string,
  closers: (() => Promise<void>)[],
): Promise<StoreRun> {
  const store: Store<unknown> = leaf.sink;
  const context = contextFor(state, leaf.name);
  const opened = await starting(state, () => store.open(context, { create: state.mode === "run" }));
  if (opened) closers.push(() => opened.close());
  const { ledger } = state;
  const identity = opened?.identity;
  const known = await ledger.sink(leaf.name);
  if (known?.identity !== undefined && known.identity !== identity && state.mode === "run") {
    // Another store: what was remembered was true of the one that is no longer there.
    const units: string[] = [];
    for await (const row of ledger.units(leaf.name)) units.push(row.unit);
    await ledger.forget(leaf.name, units);
  }
  const sinkState = known?.identity === identity ? known ?? { identity } : { identity };
  if (state.mode === "run" && known?.identity !== identity) await ledger.setSink(leaf.name, sinkState);
  if (known?.identity !== identity) state.replaced.add(leaf.name);
  const size = known?.identity === identity ? await ledger.size(leaf.name) : { units: 0, entries: 0 };
  const run = basis(leaf, definition, digest(`${definition}\n${identity ?? ""}`), index);
  return {
    ...run,
    kind: "store",
    leaf,
    opened,
    plan: { ...run.plan, ...identity === undefined ? {} : { identity } },
    deletes: { most: deleteLimit(state.settings.maxDelete, size.entries), made: 0, held: 0 },
    held: [],
    dropped: new Set(),
    fresh: size.units === 0,
    state: sinkState,
    wrote: false,
    failures: 0,
  };
}

async function openFile(
  state: RunState,
  index: number,
  leaf: FileRun["leaf"],
  definition: string,
  closers: (() => Promise<void>)[],
): Promise<FileRun> {
  const sink: FileSink<unknown> = leaf.sink;
  const context = contextFor(state, leaf.name);
  const opened = await starting(state, () => sink.open(context));
  const run: FileRun = {
    ...basis(leaf, definition, definition, index),
    kind: "file",
    leaf,
    opened: movable(opened, state.settings.stateFolder),
    state: {},
    wanted: true,
    broken: false,
    ended: false,
    missing: new Set(),
  };
  closers.push(() => abortFile(run));
  run.state = await state.ledger.sink(leaf.name) ?? {};
  return run;
}

/** What a plugin is given besides its data. */
function contextFor(state: RunState, plugin: string): Context {
  const { settings } = state;
  const { host, onEvent } = settings;
  const log = (level: "debug" | "info" | "warn") => (message: string) =>
    onEvent?.({ type: "log", level, plugin, message });
  const scratch: Context["files"]["scratch"] = (folder) => host.files.scratch(folder ?? settings.stateFolder);
  return {
    signal: state.signal,
    log: { debug: log("debug"), info: log("info"), warn: log("warn") },
    count: (name, n) => count(state, name, n),
    progress: ({ stage, units = 0, bytes = 0, ...total }) => {
      host.tidy?.();
      onEvent?.({ type: "progress", stage, units, bytes, ...total });
    },
    clock: host.clock,
    random: host.random,
    files: {
      ...host.files,
      scratch,
      open: (path) => host.files.open(path, scratch),
      create: (path, secret) => host.files.create(path, secret, scratch),
    },
    locks: host.locks,
    output: host.output,
    threads: host.threads,
    direct: state.direct,
    effect: (name) => host.effect(name),
    stateFolder: settings.stateFolder,
  };
}
