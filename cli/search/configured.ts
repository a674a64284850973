/**
 * The stores of a configured pipeline, as they can be searched.
 *
 * @module
 */
import type { Branch, Link, Sink } from "../../core/chain.ts";
import { isDerivation } from "../../core/chain.ts";
import { isPlugin, PLUGIN } from "../../core/plugin.ts";
import type { SearchMode } from "../../core/search.ts";
import type { QueryEmbedder } from "../../search/mod.ts";
import type { WeaviateSearchOptions } from "../../search/weaviate.ts";
import { type Call, UsageError } from "../command.ts";
import { choosePipelines, openConfig } from "../pipelines/configured.ts";
import { sourcesOf } from "./links.ts";
import type { Target } from "./target.ts";

/** A store of the pipeline that can be searched, with its options and what makes its vectors. */
interface Found {
  readonly use: string;
  readonly options: { readonly [name: string]: unknown };
  readonly embed: QueryEmbedder | undefined;
}

/** Stores that can be searched, those that do both ways first. */
const SEARCHED = ["weaviate", "sqlite"];

/**
 * Opens the pipeline's Weaviate collection, else its SQLite store with the vectors beside it.
 *
 * @throws {UsageError} when there is no such pipeline, or none of its stores can be searched that way
 */
export async function openConfigured(call: Call, mode: SearchMode): Promise<Target> {
  const { flags, load } = call;
  const name = flags.text("pipeline");
  const [chosen] = choosePipelines(await openConfig(call), name === undefined ? [] : [name]);
  const stores = [...storesOf(chosen.pipeline.tree, undefined)];
  const first = SEARCHED.flatMap((use) => stores.find((store) => store.use === use) ?? []).at(0);
  if (!first) {
    throw new UsageError(
      `Cannot search the pipeline "${chosen.name}": none of its stores can be searched, expected one of ` +
        `${SEARCHED.join(", ")} behind to:`,
    );
  }
  const vectors = stores.find(({ use }) => use === "vectors");
  const embed = first.use === "weaviate" ? first.embed : vectors?.embed;
  if (mode !== "text" && !embed) {
    throw new UsageError(
      `Cannot search the pipeline "${chosen.name}" in mode "${mode}": nothing in it makes vectors for "${first.use}"` +
        `${
          first.use === "sqlite" ? ", expected a store of vectors" : ""
        }, expected embed behind through:; --text needs none`,
    );
  }
  if (first.use === "weaviate") {
    const { weaviateSearch } = await load("../search/weaviate.ts");
    const { url, grpcPort, collection, apiKey, tenant, timeoutMs, concurrency } = first
      .options as WeaviateSearchOptions;
    const options = { url, grpcPort, collection, apiKey, tenant, timeoutMs, concurrency, embed };
    return { store: weaviateSearch(options), sources: () => Promise.resolve(new Map()) };
  }
  const { openSearch } = await load("../search/mod.ts");
  const database = String(first.options.path);
  const path = vectors && { vectors: String(vectors.options.path), embed };
  return {
    store: openSearch({ database, ...mode !== "text" && path }),
    sources: (results) => sourcesOf(database, results),
  };
}

/** The stores of a tree, each with the last derivation of vectors before it. */
function* storesOf({ links, sinks }: Branch<never>, before: QueryEmbedder | undefined): Generator<Found> {
  const embed = links.reduce((known, link) => embedderIn(link) ?? known, before);
  for (const sink of sinks as readonly (Sink<never> | Branch<never>)[]) {
    if (sink.kind === "branch") yield* storesOf(sink, embed);
    else if (isPlugin(sink)) {
      const { declaration, options } = sink[PLUGIN];
      yield { use: declaration.name, options: Object(options), embed };
    }
  }
}

function embedderIn(link: Link): QueryEmbedder | undefined {
  if (!isDerivation(link) || !isPlugin(link) || link[PLUGIN].declaration.name !== "embed") return undefined;
  return link as unknown as QueryEmbedder;
}
