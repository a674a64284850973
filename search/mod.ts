/**
 * Search and answers over what stores hold.
 *
 * ```ts
 * import { embed } from "../plugins/embed/mod.ts";
 * import { openSearch, search } from "./mod.ts";
 *
 * const store = openSearch({ database: "threadloom.db", vectors: "vectors", embed: embed({ engine: "hashed" }) });
 * for (const { title, snippet } of await search(store, "night train", { mode: "hybrid" })) console.log(title, snippet);
 * await store.close();
 * ```
 *
 * @module
 */
export { search } from "../core/search.ts";
export type { FoundMessage, MessageRef, ReadMessage, Searchable, SearchMode, SearchRequest } from "../core/search.ts";
export { type EmbeddedOptions, openSearch } from "./embedded.ts";
export type { QueryEmbedder } from "./query_vector.ts";
export {
  type Answer,
  ask,
  type AskOptions,
  NOTHING_FOUND,
  OPENAI,
  prepareAsk,
  type PreparedAsk,
  type PrepareOptions,
} from "./ask/ask.ts";
export type { Citation } from "./ask/citations.ts";
export type { Excerpt } from "./ask/passages.ts";
export type { PromptMessage } from "./ask/prompt.ts";
