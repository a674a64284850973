/**
 * A pipeline with options: a value that a script offers as a program of its own, and that tests and other modules build.
 *
 * @module
 */
import type { PipelineSettings } from "./pipeline_settings.ts";
import type { Pipeline } from "./chain.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Ledger } from "./ledger.ts";
import {
  fillIn,
  type NamedOption,
  namedOptions,
  type OptionsGiven,
  type OptionValues,
  type PipelineOptions,
} from "./pipeline_options.ts";
import type { OptionsSchema } from "./plugin.ts";
import { isSchema, schemaOptions } from "./schema_options.ts";

/** A pipeline with options, as it is written. */
export interface PipelineDefinition<O> extends PipelineSettings {
  /** Where it is remembered what was committed. @default SQLite in the state folder */
  readonly ledger?: Ledger;
  /** Its state is kept under it, and its program says it: letters, digits, spaces, `.`, `_` and `-`. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Said by `--version`. */
  readonly version?: string;
  /** Words after the program's name that are worth showing: `export.zip --out chats.jsonl`. */
  readonly examples?: readonly string[];
  /**
   * Descriptors by name, or any Standard Schema of an object that can say its JSON Schema (a zod object, whose
   * `.meta()` may carry `role`, `env` and `positional`).
   * @default {}
   */
  readonly options?: O;
  /** Makes the pipeline from checked options. Called once a run; opens nothing itself. */
  build(options: OptionValues<O>): Pipeline | Promise<Pipeline>;
}

/** A defined pipeline. `G` is what its options are given as. */
export interface DefinedPipeline<G = never> extends PipelineSettings {
  /** Where it is remembered what was committed. @default SQLite in the state folder */
  readonly ledger?: Ledger;
  readonly kind: "defined pipeline";
  readonly name: string;
  readonly summary: string;
  readonly version?: string;
  readonly examples: readonly string[];
  readonly options: readonly NamedOption[];
  /**
   * Checks the options, fills in defaults and makes the pipeline.
   *
   * @throws {TypeError} when options are missing or wrong, naming all of them
   */
  build(given: G): Promise<Pipeline>;
}

/** As the engine takes it, where it is a folder's name. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u;

// A main module cannot import itself while it is evaluated: this is how `runCli(import.meta)` knows what it defined.
let last: DefinedPipeline | undefined;

/**
 * Defines a pipeline with options. `runCli` makes a program of it, whose flags they are.
 *
 * @throws {TypeError} when the definition is wrong, naming all mistakes in its options
 */
export function definePipeline<
  const O extends PipelineOptions | OptionsSchema<unknown> = Record<never, never>,
>(definition: PipelineDefinition<O>): DefinedPipeline<OptionsGiven<O>> {
  const { name, summary, version, examples = [], options = {}, build, ...settings } = definition;
  if (typeof name !== "string" || !NAME.test(name)) {
    throw new TypeError(
      `Cannot define pipeline "${name}": its name has other characters than letters, digits, spaces, . _ -`,
    );
  }
  if (typeof summary !== "string" || summary === "" || summary.includes("\n")) {
    throw new TypeError(`Cannot define pipeline "${name}": its summary is no sentence, expected one line`);
  }
  const schema = isSchema(options) ? options : undefined;
  const named = schema ? schemaOptions(name, schema) : namedOptions(name, options as PipelineOptions);
  const defined: DefinedPipeline<OptionsGiven<O>> = Object.freeze({
    ...settings,
    kind: "defined pipeline",
    name,
    summary,
    version,
    examples,
    options: named,
    async build(given: OptionsGiven<O>) {
      const values = schema ? await validated(name, schema, given) : checked(name, named, given as object);
      const pipeline = asPipeline(name, await build(values as OptionValues<O>));
      // A schema may make anything of what is given: what was given tells its values apart as well.
      const captured = contentOf(named, (schema ? given : values) as { [option: string]: unknown });
      return Object.freeze({ ...pipeline, captured: fingerprint(captured) });
    },
  });
  last = defined as DefinedPipeline;
  return defined;
}

/** The pipeline that was defined last. */
export function lastDefined(): DefinedPipeline | undefined {
  return last;
}

/** True for what `definePipeline` made, whichever copy of this module it was. */
export function isDefinedPipeline(value: unknown): value is DefinedPipeline {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "defined pipeline";
}

/** The options that say what comes out, by name. */
function contentOf(options: readonly NamedOption[], values: { [option: string]: unknown }): object {
  const content = options.filter(({ name, role = "content" }) =>
    role === "content" && Object.hasOwn(values, name) && values[name] !== undefined
  );
  return Object.fromEntries(content.map(({ name }) => [name, values[name]]));
}

function checked(name: string, options: readonly NamedOption[], given: object): object {
  const { values, mistakes } = fillIn(options, given);
  if (mistakes.length > 0) throw new TypeError(`Cannot build "${name}": ${mistakes.join("; ")}`);
  return values;
}

async function validated(name: string, schema: OptionsSchema<unknown>, given: unknown): Promise<unknown> {
  const result = await schema["~standard"].validate(given);
  if (result.issues === undefined) return result.value;
  const mistakes = result.issues.map(({ message, path = [] }) => {
    const place = path.map((part) => String(typeof part === "object" ? part.key : part)).join(".");
    return place ? `${place}: ${message}` : message;
  });
  throw new TypeError(`Cannot build "${name}": ${mistakes.join("; ")}`);
}

function asPipeline(name: string, built: unknown): Pipeline {
  if (typeof built === "object" && built !== null && "kind" in built && built.kind === "pipeline") {
    return built as Pipeline;
  }
  throw new TypeError(`Cannot build "${name}": build() returned no pipeline, expected from(…)….to(…)`);
}
