/**
 * Search in a Weaviate collection: words and vectors by the server, ranks fused here.
 *
 * ```ts
 * import { embed } from "../plugins/embed/mod.ts";
 * import { search } from "./mod.ts";
 * import { weaviateSearch } from "./weaviate.ts";
 *
 * const store = weaviateSearch({ url: "http://127.0.0.1:8080", embed: embed({ engine: "hashed" }) });
 * for (const { title, snippet } of await search(store, "night train", { mode: "hybrid" })) console.log(title, snippet);
 * await store.close();
 * ```
 *
 * @module
 */
import type { Searchable } from "../core/search.ts";
import { openReader, type WeaviateStoreOptions } from "../plugins/weaviate/mod.ts";
import type { Hit, VectorModel } from "./backend.ts";
import { queryContext, type QueryEmbedder } from "./query_vector.ts";
import { searchable } from "./searchable.ts";

/** Where the collection is: options of `weaviateStore`, and what made the vectors in it. */
export interface WeaviateSearchOptions
  extends
    Pick<WeaviateStoreOptions, "url" | "grpcPort" | "collection" | "apiKey" | "tenant" | "timeoutMs" | "concurrency"> {
  /**
   * What made the vectors, to make those of queries: `embed(…)` with the same options.
   * @default none: only words are searched
   */
  embed?: QueryEmbedder;
}

/** Most neighbours of a query. */
const NEAREST = 2000;

/**
 * A collection that `weaviateStore` made, for searching. It is looked at when it is searched first: searches reject with
 * a `CannotRunError` where there is none.
 *
 * @throws {TypeError} when an option is wrong
 */
export function weaviateSearch({ embed, ...options }: WeaviateSearchOptions = {}): Searchable {
  const ended = new AbortController();
  const reader = openReader(options, { ...queryContext(), signal: ended.signal });
  let model: VectorModel | undefined;
  const vectorModel = async () => model ??= await reader.vectors();
  return searchable({
    place: options.collection ?? "ChatMessage",
    modes: embed ? ["text", "semantic", "hybrid"] : ["text"],
    embed,
    wanted: "nothing was given that makes the query's vector, expected embed: what made those of the collection",
    vectorModel,
    byWords: reader.byWords,
    async byVector(vector, query, limit) {
      const known = await vectorModel();
      if (!known) return { hits: [], complete: true };
      const asked = Math.min(NEAREST, limit);
      const hits: Hit[] = await reader.nearest(vector, known.model, query, asked);
      return { hits, complete: hits.length < asked };
    },
    vectorOf: reader.vectorOf,
    read: reader.read,
    around: reader.around,
    conversationsOf: reader.conversationsOf,
    close: () => ended.abort(new DOMException("the search was closed", "AbortError")),
  }, () => model?.model);
}
