/**
 * Config files: read, checked as a whole, and built into pipelines of which nothing is opened yet.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { unitePermissions } from "../../core/permissions.ts";
import type { Host } from "../../core/host.ts";
import { denoHost } from "../../host/deno.ts";
import type { Load } from "../modules.ts";
import { assemble, ownPlugins, type Parts } from "./assemble.ts";
import { isFeed, type PipelineDraft, type PluginDraft } from "./draft.ts";
import { UNREAD } from "./environment.ts";
import { findFactories, isModule } from "./factories.ts";
import { checkFeeds, prepareFeed } from "./feeds.ts";
import { ConfigError, type ConfigMistake, Mistakes } from "./mistakes.ts";
import { modulesOf, ownModules, parserNeeds } from "./needs.ts";
import { prepare, type Prepared, type Preparing } from "./prepare.ts";
import { readConfig } from "./read.ts";
import { readShape } from "./shape.ts";
import type { ConfiguredPipeline, LoadedConfig, LoadOptions } from "./types.ts";

/** How to load a config. */
export interface LoadConfigOptions extends LoadOptions {
  /** Loads the plugins that the config names, and no others. */
  load: Load;
  /** @default this machine */
  host?: Host;
}

/**
 * Reads a config and makes its pipelines.
 *
 * Relative paths in it belong to its folder, and so does the state: `.threadloom/<pipeline>` beside it.
 *
 * @param file its path; `findConfig` finds it
 * @throws {ConfigError} (a `CannotRunError`) with every mistake in it, one a line, each with its place
 */
export async function loadConfig(file: string, options: LoadConfigOptions): Promise<LoadedConfig> {
  const { load, host = denoHost(), set = [], env = (name) => Deno.env.get(name), only } = options;
  const path = resolve(file);
  const mistakes = new Mistakes();
  const read = await readConfig(host.files, path);
  // Values are YAML: its parser is loaded only where it is needed.
  const value = set.length === 0 ? read : (await import("./set.ts")).applySets(read, set, mistakes);
  const drafts = readShape(value, mistakes);
  const factories = findFactories(load, path);
  const wanted = only === undefined ? drafts : withFeeds(drafts, only);
  const preparing: Preparing = { folder: dirname(path), factories, readEnv: env, mistakes };

  const parts = await prepareAll(drafts, wanted, preparing);
  const needs = mistakes.all.length > 0 ? {} : unitePermissions(
    await modulesOf(path, modulesNamed(drafts)),
    ownModules(),
    parserNeeds(path, set.length > 0),
  );
  const pipelines = new Map<string, ConfiguredPipeline>();
  for (const draft of drafts) {
    const isWanted = wanted.includes(draft);
    const env = withFeeds(drafts, [draft.name]).flatMap(ownPlugins).flatMap((one) => parts.plugins.get(one)?.env ?? []);
    const pipeline = assemble(draft, parts, dirname(path), unitePermissions(needs, { env }), mistakes, isWanted);
    if (pipeline) pipelines.set(draft.name, pipeline);
  }
  if (mistakes.all.length > 0) throw new ConfigError(path, inOrder(mistakes.all, drafts));
  return { file: path, names: drafts.map(({ name }) => name), pipelines };
}

/** The pipelines of these names and those whose stores they read, however far. */
function withFeeds(drafts: readonly PipelineDraft[], names: readonly string[]): PipelineDraft[] {
  const found = new Set(names);
  // A set is walked on while it grows.
  for (const name of found) {
    const source = drafts.find((draft) => draft.name === name)?.source;
    if (source && isFeed(source)) found.add(source.pipeline);
  }
  return drafts.filter(({ name }) => found.has(name));
}

/** Makes all plugins; feeds last, when the stores they read are known. */
async function prepareAll(
  drafts: readonly PipelineDraft[],
  wanted: readonly PipelineDraft[],
  preparing: Preparing,
): Promise<Parts> {
  const plugins = new Map<PluginDraft, Prepared>();
  for (const draft of drafts) {
    const how = wanted.includes(draft) ? preparing : { ...preparing, readEnv: UNREAD as typeof UNREAD };
    for (const plugin of ownPlugins(draft)) plugins.set(plugin, await prepare(plugin, how));
  }
  const feeds = new Map<PipelineDraft, Prepared>();
  const sound = checkFeeds(drafts, preparing.mistakes);
  for (const draft of drafts) {
    const { source, name } = draft;
    if (!source || !isFeed(source) || !sound.has(name)) continue;
    const target = drafts.find((one) => one.name === source.pipeline);
    if (target) feeds.set(draft, await prepareFeed(source, target, plugins, preparing));
  }
  return { plugins, feeds };
}

/** Mistakes as the file has their pipelines; those of no pipeline first. */
function inOrder(mistakes: readonly ConfigMistake[], drafts: readonly PipelineDraft[]): ConfigMistake[] {
  const place = ({ path }: ConfigMistake): number =>
    drafts.findIndex((draft) => path.startsWith(draft.path) && /^(?:$|[.[])/.test(path.slice(draft.path.length)));
  return mistakes.toSorted((a, b) => place(a) - place(b));
}

/** Modules that stand after `use:`. */
function modulesNamed(drafts: readonly PipelineDraft[]): string[] {
  return drafts.flatMap(ownPlugins).flatMap(({ use }) => use !== undefined && isModule(use) ? [use] : []);
}
