/**
 * Pipelines of a config file, as the words of a script take them.
 *
 * @module
 */
import { relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { Engine } from "../../core/engine/api.ts";
import { usesStandardOutput } from "../../core/standard_output.ts";
import type { Host } from "../../core/host.ts";
import { denoHost } from "../../host/deno.ts";
import { type Call, UsageError } from "../command.ts";
import { findConfig } from "../config/find.ts";
import { loadConfig } from "../config/load.ts";
import { CONFIG_NAMES } from "../config/names.ts";
import type { ConfiguredPipeline, LoadedConfig } from "../config/types.ts";
import { shellWord } from "../shell.ts";
import { suggest } from "../suggest.ts";
import type { ConfigOrigin, ScriptCall } from "../script/call.ts";

/** A config that was read, and where it came from. */
export interface OpenedConfig {
  config: LoadedConfig;
  origin: ConfigOrigin;
  host: Host;
}

/**
 * Reads the config that the flags name, or the one in the current folder.
 *
 * @param only names of the pipelines that are wanted, of which alone the environment is read; absent: all
 */
export async function openConfig(call: Call, only?: readonly string[], origin?: ConfigOrigin): Promise<OpenedConfig> {
  const host = call.host ?? denoHost();
  const file = await findConfig(host.files, Deno.cwd(), origin?.file ?? call.flags.text("config"));
  const set = origin?.set ?? call.flags.texts("set").map(readSetting);
  const config = await loadConfig(file, { load: call.load, host, set, only });
  return { config, origin: { file, set }, host };
}

function readSetting(text: string): readonly [path: string, value: string] {
  const cut = text.indexOf("=");
  if (cut <= 0) throw new UsageError(`Cannot read --set "${text}": expected PATH=VALUE, as in source.path=export.zip`);
  return [text.slice(0, cut), text.slice(cut + 1)];
}

/**
 * The pipelines of these names, each behind those that feed it; without names the only one.
 *
 * @throws {UsageError} when a name is not in the config, or none is given and there are several
 */
export function choosePipelines(
  { config }: OpenedConfig,
  names: readonly string[],
  all = false,
): ConfiguredPipeline[] {
  const { pipelines, names: known } = config;
  if (all && names.length > 0) {
    throw new UsageError(
      `Cannot choose pipelines: --all means every one, and "${names[0]}" is named; give one of both`,
    );
  }
  for (const name of names) {
    if (known.includes(name)) continue;
    const meant = suggest(name, known);
    throw new UsageError(
      `Cannot find the pipeline "${name}"${meant ? `: did you mean "${meant}"?` : ""}`,
      `the config has ${known.join(", ")}`,
    );
  }
  if (!all && names.length === 0 && known.length > 1) {
    throw new UsageError(
      `Cannot choose a pipeline: the config has ${known.join(", ")}`,
      "name one of them",
    );
  }
  const chosen = new Set(all || names.length === 0 ? known : names);
  return inFeedingOrder(pipelines).filter(({ name }) => chosen.has(name));
}

/** All pipelines, each behind those whose stores it reads; the loader has refused circles. */
function inFeedingOrder(pipelines: LoadedConfig["pipelines"]): ConfiguredPipeline[] {
  const ordered = new Set<ConfiguredPipeline>();
  const waiting = [...pipelines.values()].reverse();
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const before = one.feeds.flatMap((name) => pipelines.get(name) ?? []).filter((feed) => !ordered.has(feed));
    if (before.length === 0) ordered.add(one);
    else waiting.push(one, ...before.reverse());
  }
  return [...ordered];
}

/** What the words of a script are given for a pipeline of a config. */
export function configuredCall(
  { args, flags, output, redirect, host }: Call,
  engine: Engine,
  { config, origin }: OpenedConfig,
  configured: ConfiguredPipeline,
): ScriptCall {
  const { name, summary = "", stateFolder, pipeline, mirror, maxDelete, maxDeadLetters, onDead, ledger } = configured;
  return {
    pipeline: {
      kind: "defined pipeline",
      name,
      summary,
      examples: [],
      options: [],
      build: () => Promise.resolve(pipeline),
      mirror,
      maxDelete,
      maxDeadLetters,
      onDead,
      ledger,
    },
    engine,
    // Its inline functions stand in the config, whose text is what they mean.
    host: host ?? denoHost({ main: pathToFileURL(config.file).href }),
    args,
    flags,
    output,
    config: origin,
    given: {},
    stateFolder,
    next: (words) => `threadloom ${words}${words.startsWith("apply ") ? "" : whichFlags(config, name)}`,
    build: () => Promise.resolve({ pipeline, output: usesStandardOutput(pipeline) ? redirect() : output }),
  };
}

/** The words that name a pipeline again: nothing where nothing else can be meant. */
function whichFlags({ file, names }: LoadedConfig, name: string): string {
  const shown = relative(Deno.cwd(), file);
  const here = CONFIG_NAMES.includes(shown);
  return `${names.length > 1 ? ` ${shellWord(name)}` : ""}${here ? "" : ` --config ${shellWord(shown)}`}`;
}
