/**
 * One pipeline of a config, put together from its prepared plugins.
 *
 * @module
 */
import { resolve } from "node:path";
import type { Ledger } from "../../core/ledger.ts";
import { unitePermissions } from "../../core/permissions.ts";
import type { Permissions } from "../../core/plugin.ts";
import { buildPipeline } from "./build.ts";
import { isFeed, type PipelineDraft, type PluginDraft, pluginsOf } from "./draft.ts";
import { checkKinds, checkNames } from "./kinds.ts";
import type { Mistakes } from "./mistakes.ts";
import { insideBranch, type Prepared, prepareMade } from "./prepare.ts";
import type { ConfiguredPipeline, ConfiguredPlugin } from "./types.ts";

/** The plugins of all pipelines. */
export interface Parts {
  plugins: ReadonlyMap<PluginDraft, Prepared>;
  /** The sources of those that are fed. */
  feeds: ReadonlyMap<PipelineDraft, Prepared>;
}

/**
 * The pipeline, if nothing is wrong with it.
 *
 * @param folder the config's, absolute
 * @param needs what reading the config for it needs
 * @param wanted whether it is to be run; otherwise it is only checked
 */
export function assemble(
  draft: PipelineDraft,
  { plugins, feeds }: Parts,
  folder: string,
  needs: Permissions,
  mistakes: Mistakes,
  wanted: boolean,
): ConfiguredPipeline | undefined {
  const { tree, source, path, name } = draft;
  const feed = source && isFeed(source) ? source : undefined;
  const from = feed ? feeds.get(draft) : source && plugins.get(source as PluginDraft);
  if (tree) {
    checkKinds(tree, from?.declaration, plugins, mistakes);
    checkNames(pluginsOf(tree).filter(({ slot }) => slot === "to"), plugins, mistakes);
  }
  if (mistakes.within(path) || !wanted) return undefined;
  const pipeline = buildPipeline(draft, from?.value, plugins, mistakes);
  if (!pipeline) return undefined;
  const named = ownPlugins(draft).filter(({ slot }) => slot !== "ledger");
  const configured = draft.finished
    ? [...prepareMade(`${path}.source`, pipeline.source).configured, ...insideBranch(path, pipeline.tree)]
    : [...(feed && from ? from.configured : []), ...named.flatMap((plugin) => plugins.get(plugin)?.configured ?? [])];
  const ledger = draft.ledger && plugins.get(draft.ledger);
  const stateFolder = resolve(folder, ".threadloom", name);
  return {
    name,
    ...draft.settings,
    plugins: configured,
    feeds: feed ? [feed.pipeline] : [],
    ...(ledger?.value === undefined ? {} : { ledger: ledger.value as Ledger }),
    stateFolder,
    permissions: unitePermissions(
      needs,
      { read: [stateFolder], write: [stateFolder] },
      ledgerPlace(ledger?.configured ?? []),
    ),
    pipeline,
  };
}

/** All plugins that a pipeline names itself, in the order in which mistakes are told. */
export function ownPlugins({ source, tree, ledger }: PipelineDraft): PluginDraft[] {
  return [
    ...(source && !isFeed(source) ? [source] : []),
    ...(tree ? pluginsOf(tree) : []),
    ...(ledger ? [ledger] : []),
  ];
}

/** A ledger with a path of its own; its default place is the state folder. */
function ledgerPlace(ledgers: readonly ConfiguredPlugin[]): Permissions {
  const own = (paths: string[] = []) => paths.filter((path) => path !== ".threadloom");
  return unitePermissions(
    ...ledgers.map(({ permissions: { read, write, ...rest } }) => ({ ...rest, read: own(read), write: own(write) })),
  );
}
