/**
 * Feeds: a pipeline that reads the store another one keeps.
 *
 * @module
 */
import type { Declaration } from "../../core/plugin.ts";
import { isPlugin, PLUGIN } from "../../core/plugin.ts";
import { takeApart } from "../../core/engine/paths.ts";
import type { Pipeline } from "../../core/chain.ts";
import { type FeedDraft, isFeed, type PipelineDraft, type PluginDraft, pluginsOf } from "./draft.ts";
import { jsonSchemaOf } from "./expected.ts";
import type { Factory } from "./factories.ts";
import { join, type Mistakes, unknown } from "./mistakes.ts";
import { maskOptions } from "./mask.ts";
import type { Prepared, Preparing } from "./prepare.ts";
import { firstLine } from "./read.ts";

/** A sink of the pipeline that feeds. */
interface Candidate {
  name: string;
  use?: string;
  declaration: Declaration;
  options: { readonly [name: string]: unknown };
  reads?: Factory;
}

/** Finds cycles of feeds and pipelines that there are not; true when a feed can be followed. */
export function checkFeeds(drafts: readonly PipelineDraft[], mistakes: Mistakes): Set<string> {
  const feeds = new Map<string, FeedDraft>();
  for (const { name, source } of drafts) if (source && isFeed(source)) feeds.set(name, source);
  const names = drafts.map(({ name }) => name);
  const sound = new Set<string>();
  const told = new Set<string>();
  for (const [name, feed] of feeds) {
    if (!names.includes(feed.pipeline)) {
      const others = names.filter((other) => other !== name);
      mistakes.add(join(feed.path, "pipeline"), unknown("pipeline", feed.pipeline, others));
      continue;
    }
    const trail = [name];
    let next: string | undefined = feed.pipeline;
    while (next !== undefined && !trail.includes(next)) {
      trail.push(next);
      next = feeds.get(next)?.pipeline;
    }
    if (next !== name) sound.add(name);
    else if (!told.has(name)) {
      for (const one of trail) told.add(one);
      const round = [...trail, name].map((one) => JSON.stringify(one)).join(" reads ");
      mistakes.add(join(feed.path, "pipeline"), `reads itself (${round}), expected one of them to read something else`);
    }
  }
  return sound;
}

/** Makes the source that reads the store of another pipeline back. */
export async function prepareFeed(
  feed: FeedDraft,
  target: PipelineDraft,
  prepared: ReadonlyMap<PluginDraft, Prepared>,
  { factories, mistakes }: Pick<Preparing, "factories" | "mistakes">,
): Promise<Prepared> {
  const nothing: Prepared = { configured: [], env: [] };
  const all = candidates(target, prepared);
  if (all === undefined) return nothing;
  for (const one of all) {
    if (one.declaration.kind === "store") one.reads = await factories.sourceOf(one.declaration.name, one.use);
  }
  const stores = all.filter(({ reads }) => reads);
  const chosen = choose(feed, all, stores, mistakes);
  if (!chosen?.reads) return nothing;
  const source = chosen.reads;
  const schema = jsonSchemaOf(source.declaration);
  const taken = Object.entries(chosen.options).filter(([name]) =>
    name !== "name" && (schema?.properties ? Object.hasOwn(schema.properties, name) : source.declaration.roles?.[name])
  );
  try {
    const value = source(Object.fromEntries(taken));
    const { options } = value[PLUGIN];
    const { declaration } = source;
    return {
      declaration,
      value,
      env: [],
      configured: [{
        path: feed.path,
        use: declaration.name,
        declaration,
        options: maskOptions(declaration, options),
        permissions: declaration.permissions(options),
      }],
    };
  } catch (error) {
    mistakes.add(feed.path, firstLine(error));
    return nothing;
  }
}

/** The sinks of a pipeline; undefined where one of them is wrong, which is told already. */
function candidates(
  target: PipelineDraft,
  prepared: ReadonlyMap<PluginDraft, Prepared>,
): Candidate[] | undefined {
  const found: Candidate[] = [];
  const add = (value: unknown, use?: string) => {
    if (!isPlugin(value)) return;
    const { declaration, options } = value[PLUGIN] as unknown as Pick<Candidate, "declaration" | "options">;
    found.push({ name: String((value as { name?: unknown }).name), declaration, options, ...(use ? { use } : {}) });
  };
  if (target.finished) {
    const leaves = leavesOf(target.finished);
    for (const { sink } of leaves ?? []) add(sink);
    return leaves && found;
  }
  if (!target.tree) return undefined;
  for (const draft of pluginsOf(target.tree).filter(({ slot }) => slot === "to")) {
    const value = prepared.get(draft)?.value;
    if (value === undefined) return undefined;
    add(value, draft.use);
  }
  return found;
}

/** The sinks of a finished pipeline; undefined where the engine refuses it, which is told when it is built. */
function leavesOf(pipeline: Pipeline): ReturnType<typeof takeApart>["leaves"] | undefined {
  try {
    return takeApart(pipeline).leaves;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function choose(feed: FeedDraft, all: Candidate[], stores: Candidate[], mistakes: Mistakes): Candidate | undefined {
  const names = stores.map(({ name }) => name);
  if (feed.sink !== undefined) {
    const chosen = all.find(({ name }) => name === feed.sink);
    if (chosen?.reads) return chosen;
    mistakes.add(
      join(feed.path, "sink"),
      chosen
        ? `"${feed.sink}" cannot be read back, expected ${names.join(" or ") || "a store such as sqlite"}`
        : unknown("store", feed.sink, names, `pipeline "${feed.pipeline}"`),
    );
    return undefined;
  }
  if (stores.length === 1) return stores[0];
  mistakes.add(
    feed.path,
    stores.length === 0
      ? `"${feed.pipeline}" keeps nothing that can be read back (${
        all.map(({ name }) => name).join(", ")
      }), expected a store such as sqlite among its sinks`
      : `"${feed.pipeline}" keeps several stores, expected one of them named: sink: ${
        names.map((name) => JSON.stringify(name)).join(" or ")
      }`,
  );
  return undefined;
}
