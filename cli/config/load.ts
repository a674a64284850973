/**
 * Config files: read, checked as a whole, and built into pipelines of which nothing is opened yet.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { unitePermissions } from "../../core/permissions.ts";
import type { Host } from "../../core/host.ts";
import type { Ledger } from "../../core/ledger.ts";
import type { Permissions } from "../../core/plugin.ts";
import { denoHost } from "../../host/deno.ts";
import type { Load } from "../modules.ts";
import { buildPipeline } from "./build.ts";
import { isFeed, type PipelineDraft, type PluginDraft, pluginsOf } from "./draft.ts";
import { findFactories, isModule } from "./factories.ts";
import { checkFeeds, prepareFeed } from "./feeds.ts";
import { checkKinds, checkNames } from "./kinds.ts";
import { ConfigError, type ConfigMistake, Mistakes } from "./mistakes.ts";
import { modulesOf, ownModules, parserNeeds } from "./needs.ts";
import { insideBranch, prepare, type Prepared, prepareMade, type Preparing } from "./prepare.ts";
import { readConfig } from "./read.ts";
import { readShape } from "./shape.ts";
import type { ConfiguredPipeline, ConfiguredPlugin, LoadedConfig, LoadOptions } from "./types.ts";

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
  const { load, host = denoHost(), set = [], env = (name) => Deno.env.get(name) } = options;
  const path = resolve(file);
  const mistakes = new Mistakes();
  const read = await readConfig(host.files, path);
  // Values are YAML: its parser is loaded only where it is needed.
  const value = set.length === 0 ? read : (await import("./set.ts")).applySets(read, set, mistakes);
  const drafts = readShape(value, mistakes);
  const factories = findFactories(load, path);
  const preparing: Preparing = { folder: dirname(path), factories, readEnv: env, mistakes };

  const prepared = new Map<PluginDraft, Prepared>();
  for (const draft of drafts) {
    for (const plugin of ownPlugins(draft)) prepared.set(plugin, await prepare(plugin, preparing));
  }
  const fed = new Map<PipelineDraft, Prepared>();
  const sound = checkFeeds(drafts, mistakes);
  for (const draft of drafts) {
    const { source, name } = draft;
    if (!source || !isFeed(source) || !sound.has(name)) continue;
    const target = drafts.find((one) => one.name === source.pipeline);
    if (target) fed.set(draft, await prepareFeed(source, target, prepared, factories, mistakes));
  }

  // The whole config is read for any of its pipelines.
  const asked = [...prepared.values()].flatMap((one) => one.env);
  const modules = mistakes.all.length > 0 ? {} : await modulesOf(host.files, path, modulesNamed(drafts));
  const pipelines = new Map<string, ConfiguredPipeline>();
  for (const draft of drafts) {
    const { tree, source } = draft;
    const from = source && (isFeed(source) ? fed.get(draft) : prepared.get(source));
    if (tree) {
      checkKinds(tree, from?.declaration, prepared, mistakes);
      checkNames(pluginsOf(tree).filter(({ slot }) => slot === "to"), prepared, mistakes);
    }
    if (mistakes.within(draft.path)) continue;
    const pipeline = buildPipeline(draft, from?.value, prepared, mistakes);
    if (!pipeline) continue;
    const stateFolder = resolve(dirname(path), ".threadloom", draft.name);
    const ledger = draft.ledger && prepared.get(draft.ledger);
    const plugins = ownPlugins(draft).filter(({ slot }) => slot !== "ledger");
    const all = draft.finished
      ? [
        ...prepareMade(`${draft.path}.source`, pipeline.source).configured,
        ...insideBranch(draft.path, pipeline.tree),
      ]
      : [
        ...(source && isFeed(source) ? from?.configured ?? [] : []),
        ...plugins.flatMap((plugin) => prepared.get(plugin)?.configured ?? []),
      ];
    pipelines.set(draft.name, {
      name: draft.name,
      ...draft.settings,
      plugins: all,
      feeds: source && isFeed(source) ? [source.pipeline] : [],
      ...(ledger?.value === undefined ? {} : { ledger: ledger.value as Ledger }),
      stateFolder,
      permissions: unitePermissions(
        modules,
        ownModules(),
        parserNeeds(path, set.length > 0),
        { read: [stateFolder], write: [stateFolder], env: asked },
        ledgerPlace(ledger?.configured ?? []),
      ),
      pipeline,
    });
  }
  if (mistakes.all.length > 0) throw new ConfigError(path, inOrder(mistakes.all, drafts));
  return { file: path, pipelines };
}

/** Mistakes as the file has their pipelines; those of no pipeline first. */
function inOrder(mistakes: readonly ConfigMistake[], drafts: readonly PipelineDraft[]): ConfigMistake[] {
  const place = ({ path }: ConfigMistake): number =>
    drafts.findIndex((draft) => path.startsWith(draft.path) && /^(?:$|[.[])/.test(path.slice(draft.path.length)));
  return mistakes.toSorted((a, b) => place(a) - place(b));
}

/** All plugins that a pipeline names itself, in the order in which mistakes are told. */
function ownPlugins({ source, tree, ledger }: PipelineDraft): PluginDraft[] {
  return [
    ...(source && !isFeed(source) ? [source] : []),
    ...(tree ? pluginsOf(tree) : []),
    ...(ledger ? [ledger] : []),
  ];
}

/** Modules that stand after `use:`. */
function modulesNamed(drafts: readonly PipelineDraft[]): string[] {
  return drafts.flatMap(ownPlugins).flatMap(({ use }) => use !== undefined && isModule(use) ? [use] : []);
}

/** A ledger with a path of its own; its default place is the state folder. */
function ledgerPlace(ledgers: readonly ConfiguredPlugin[]): Permissions {
  const own = (paths: string[] = []) => paths.filter((path) => path !== ".threadloom");
  return unitePermissions(
    ...ledgers.map(({ permissions: { read, write, ...rest } }) => ({ ...rest, read: own(read), write: own(write) })),
  );
}
