/**
 * One call of a script: what its words are given.
 *
 * @module
 */
import type { Pipeline } from "../../core/chain.ts";
import type { DefinedPipeline } from "../../core/define_pipeline.ts";
import type { Engine } from "../../core/engine/api.ts";
import type { RunOptions } from "../../core/engine/options.ts";
import { declarationOf } from "../../core/engine/paths.ts";
import type { Host } from "../../core/host.ts";
import type { Flags } from "../flags.ts";
import type { Output } from "../output.ts";
import type { Noun, SummaryWords } from "../show/summary.ts";
import type { Given } from "./values.ts";

/** All that the words of a script work with. */
export interface ScriptCall {
  readonly pipeline: DefinedPipeline;
  readonly engine: Engine;
  readonly host: Host;
  readonly args: readonly string[];
  readonly flags: Flags;
  readonly output: Output;
  /** The line that does these words, for hints: `deno run pipeline.ts status`. */
  next(words: string): string;
  readonly stateFolder: string;
  /** Options from words and flags alone. */
  readonly given: Given;
  /** Set where the pipeline stands in a config file: what a plan of it has to remember. */
  readonly config?: ConfigOrigin;
  /**
   * Makes the pipeline from these options and the environment, and says where its results go. With `pretend` it is only
   * looked at: nobody is asked for a variable, and a name stands in for what is missing.
   */
  build(given?: Given, pretend?: boolean): Promise<{ pipeline: Pipeline; output: Output }>;
}

/** Where a pipeline of a config comes from. */
export interface ConfigOrigin {
  /** Absolute path of the config file. */
  readonly file: string;
  /** `--set`, as it was given. */
  readonly set: readonly (readonly [path: string, value: string])[];
}

/** What a pipeline's units are called, by what its source says of its records. */
export function nounOf(pipeline: Pipeline): Noun {
  const kind = declarationOf(pipeline.source)?.emits ?? "any";
  return kind === "any" ? ["unit", "units"] : [kind, `${kind}s`];
}

/** Words of the summaries. */
export function summaryWords({ next }: ScriptCall, pipeline: Pipeline): SummaryWords {
  return { noun: nounOf(pipeline), origin: "source", letters: (action) => next(`dead-letters ${action}`) };
}

/** Which pipeline an engine is asked about. */
export function placeOf({ pipeline, stateFolder, host }: ScriptCall): RunOptions {
  return { name: pipeline.name, stateFolder, host, ...(pipeline.ledger ? { ledger: pipeline.ledger } : {}) };
}

/** What the flags say of a run, and the definition where they say nothing. Flags that a word does not take are absent. */
export function runOptions({ pipeline, flags, ...call }: ScriptCall, has: ReadonlySet<string>): RunOptions {
  const text = (name: string): string | undefined => has.has(name) ? flags.text(name) : undefined;
  const number = (name: string): number | undefined => has.has(name) ? flags.number(name) : undefined;
  const keys = has.has("only") ? flags.texts("only") : [];
  const onDead = text("on-dead") ?? pipeline.onDead;
  const options: RunOptions = {
    ...placeOf({ pipeline, flags, ...call }),
    mirror: (has.has("mirror") ? flags.given("mirror") : undefined) ?? pipeline.mirror ?? false,
    maxDelete: maxDelete(text("max-delete")) ?? pipeline.maxDelete,
    maxDeadLetters: number("max-dead-letters") ?? pipeline.maxDeadLetters,
    onDead: onDead === "stop" ? "stop" : "continue",
    full: has.has("full") && flags.on("full"),
    limit: number("limit"),
  };
  return keys.length > 0 ? { ...options, only: onlyKeys(keys) } : options;
}

/** Whether a unit is among those asked for. */
export function onlyKeys(keys: readonly string[]): (key: string) => boolean {
  const wanted = new Set(keys);
  return (key) => wanted.has(key);
}

function maxDelete(text: string | undefined): RunOptions["maxDelete"] {
  if (text === undefined) return undefined;
  return text.endsWith("%") ? `${Number(text.slice(0, -1))}%` : Number(text);
}
