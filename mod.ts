/**
 * threadloom: sources, transforms and sinks for conversation data, composed in TypeScript.
 *
 * ```ts
 * import { from, run } from "./mod.ts";
 * import { chatgptSource } from "./plugins/chatgpt/mod.ts";
 * import { jsonlSink } from "./plugins/jsonl/mod.ts";
 *
 * const report = await run(from(chatgptSource({ path: "export.zip" })).to(jsonlSink({ path: "out.jsonl" })));
 * ```
 *
 * @module
 */
import type { Pipeline } from "./core/chain.ts";
import { type Engine, makeEngine, type Status } from "./core/engine/api.ts";
import type { Plan, RunOptions, Verification } from "./core/engine/options.ts";
import { type DefinedPipeline, lastDefined } from "./core/define_pipeline.ts";
import type { Ledger } from "./core/ledger.ts";
import type { DeadLetter, Report } from "./core/report.ts";
import { denoHost } from "./host/deno.ts";

export { visitRecords, type VisitReport } from "./host/side_by_side.ts";
export type { PieceResult, Visitor } from "./core/engine/side_by_side.ts";

export * from "./core/conversation.ts";
export { from, through } from "./core/chain.ts";
export type { Branch, Chain, Link, Out, Pipeline, Sink } from "./core/chain.ts";
export { defineConfig } from "./config/define_config.ts";
export type { FirstParty } from "./config/first_party.ts";
export { env } from "./core/config.ts";
export type { Anything, CheckedConfig, ConfigSettings, EnvValue, Mistake, ModuleName, Plugins } from "./core/config.ts";
export type { Context, Log, Progress } from "./core/context.ts";
export { derivedOf, type DerivedPart, type DerivedValues, type Stamped, stampOf, withDerived } from "./core/derived.ts";
export { definePipeline } from "./core/define_pipeline.ts";
export type { DefinedPipeline, PipelineDefinition } from "./core/define_pipeline.ts";
export type { PipelineSettings } from "./core/pipeline_settings.ts";
export type {
  AnyValue,
  BooleanOption,
  NamedOption,
  NumberOption,
  OptionsGiven,
  OptionValue,
  OptionValues,
  PipelineOption,
  PipelineOptions,
  StringOption,
  StringsOption,
} from "./core/pipeline_options.ts";
export type { Engine, Status } from "./core/engine/api.ts";
export type {
  Difference,
  Plan,
  PlannedPut,
  RetryOptions,
  RunEvent,
  RunOptions,
  SinkPlan,
  Verification,
} from "./core/engine/options.ts";
export { CannotRunError, describe, PipelineError, transience, transient } from "./core/errors.ts";
export { canonical, digest, fingerprint } from "./core/fingerprint.ts";
export { createHashed, identify } from "./core/hashed_file.ts";
export type { HashedFile } from "./core/hashed_file.ts";
export type {
  Clock,
  Files,
  FileStat,
  FileWriter,
  Host,
  Locks,
  Output,
  Random,
  RandomAccessFile,
  Thread,
  Threads,
} from "./core/host.ts";
export type { Committed, Ledger, OpenLedger, SinkState } from "./core/ledger.ts";
export { definePlugin, isPlugin, PLUGIN } from "./core/plugin.ts";
export type {
  Declaration,
  Made,
  OptionRole,
  OptionsSchema,
  Permissions,
  PluginBase,
  PluginFactory,
  PluginKind,
  RecordKind,
  SchemaResult,
} from "./core/plugin.ts";
export { permissionFlags, permissionsOf, pipelinePermissions, unitePermissions } from "./core/permissions.ts";
export { runPermissions, type RunPlaces } from "./host/permissions.ts";
export { isRemote, placePermissions, readPermissions } from "./core/remote_path.ts";
export { concurrency, rateLimit, retry } from "./core/policy.ts";
export type { DeadLetter, Report, SinkCounts, SourceCounts } from "./core/report.ts";
export type {
  Change,
  EntriesModule,
  Entry,
  EntryFailure,
  FileIdentity,
  FileSink,
  Listed,
  OpenFileSink,
  OpenStore,
  Store,
} from "./core/sink.ts";
export type {
  Bookmark,
  Claim,
  Detection,
  Glimpse,
  Helper,
  Loss,
  OpenSource,
  Position,
  Shard,
  ShardModule,
  Source,
  Unit,
  UnitBatch,
} from "./core/source.ts";
export { branch, flatMap, map, pick, rename } from "./core/record_transforms.ts";
export type { Mapped, Renamed } from "./core/record_transforms.ts";
export { text, title } from "./core/text.ts";
export { drop } from "./core/transform.ts";
export type {
  Derivation,
  Drop,
  Estimate,
  OpenTransform,
  Parts,
  Transform,
  Transformed,
  TransformFunction,
  TransformObject,
} from "./core/transform.ts";
export { dedupe, filter, groupBy, limit, sample } from "./core/transforms.ts";

const engine: Engine = makeEngine(denoHost, defaultLedger);

/** The SQLite ledger, loaded only when a run asks for it. */
async function defaultLedger(): Promise<Ledger> {
  const { sqliteLedger } = await import("./plugins/ledger/mod.ts");
  return sqliteLedger({});
}

/**
 * Runs a pipeline. Resolves with the report when it ran (`ok` or `partial`).
 *
 * @throws {CannotRunError} when it could not run: a held lock, bad options, a missing input
 * @throws {PipelineError} when it could not go on: the source broke off, a store is gone
 */
export function run(pipeline: Pipeline, options?: RunOptions): Promise<Report> {
  return engine.run(pipeline, options);
}

/** The puts and deletes a run would make, without making them. */
export function plan(pipeline: Pipeline, options?: RunOptions): Promise<Plan> {
  return engine.plan(pipeline, options);
}

/**
 * Runs a pipeline when it would do exactly what the plan says.
 *
 * @throws {CannotRunError} when the plan is stale; nothing has been written then
 */
export function apply(pipeline: Pipeline, planned: Plan, options?: RunOptions): Promise<Report> {
  return engine.apply(pipeline, planned, options);
}

/** Reads stores back and compares them with the ledger; with `source: true` also with the source. Writes nothing. */
export function verify(pipeline: Pipeline, options?: RunOptions & { source?: boolean }): Promise<Verification> {
  return engine.verify(pipeline, options);
}

/** Removes units from every store and keeps later runs from bringing them back; `undo` lets them come back. */
export function forget(
  pipeline: Pipeline,
  keys: string[],
  options?: RunOptions & { undo?: boolean },
): Promise<{ units: number; entries: number }> {
  return engine.forget(pipeline, keys, options);
}

/** Runs the units that have dead letters again, from the source and through today's definition. */
export function replay(pipeline: Pipeline, options?: RunOptions): Promise<Report> {
  return engine.replay(pipeline, options);
}

/** What failed and has not succeeded since. */
export function deadLetters(options?: RunOptions): Promise<DeadLetter[]> {
  return engine.deadLetters(options);
}

/** What is remembered of a pipeline: sizes of its sinks, its latest reports. */
export function status(options?: RunOptions): Promise<Status> {
  return engine.status(options);
}

/** The part of `import.meta` that `runCli` looks at. */
export interface ModuleMeta {
  /** True for the program's main module. */
  readonly main: boolean;
  readonly url: string;
}

/**
 * Makes a program of a script: its options are flags, and it ends the process with an honest exit code. Does nothing
 * where the module is not the main one, so that others can import it.
 *
 * ```ts ignore
 * export default definePipeline({ … });
 * await runCli(import.meta);
 * ```
 *
 * @param meta the script's own `import.meta`
 * @param pipeline what to run; by default what the program defined last
 * @throws {TypeError} when there is nothing to run
 */
export async function runCli(meta: ModuleMeta, pipeline?: DefinedPipeline | Pipeline): Promise<void> {
  if (!meta.main) return;
  const chosen = pipeline ?? lastDefined();
  if (chosen === undefined) {
    throw new TypeError(
      "Cannot run the script: it has defined no pipeline, expected definePipeline({ … }) before runCli(import.meta)",
    );
  }
  const { runScript } = await import("./cli/script/mod.ts");
  Deno.exit(await runScript(chosen, { args: Deno.args, main: meta.url, engine }));
}
