/**
 * Search in the embedded stores: words in SQLite, vectors in a file beside it.
 *
 * @module
 */
import type { Searchable } from "../core/search.ts";
import { denoHost } from "../host/deno.ts";
import { type MessageReader, openMessages, search as searchText } from "../plugins/sqlite/mod.ts";
import { openVectors, type Vectors } from "../plugins/vectors/mod.ts";
import type { Backend, Hit } from "./backend.ts";
import type { QueryEmbedder } from "./query_vector.ts";
import { searchable } from "./searchable.ts";

/** Where the embedded stores are. */
export interface EmbeddedOptions {
  /** The SQLite store (`sqliteStore`). */
  database: string;
  /**
   * The store of vectors (`vectorsStore`).
   * @default none: only words are searched
   */
  vectors?: string;
  /** What made the vectors, to make those of queries: `embed(…)` with the same options. */
  embed?: QueryEmbedder;
}

/**
 * Opens the embedded stores for searching.
 *
 * @throws {CannotRunError} when there is no store at a path
 */
export function openSearch(options: EmbeddedOptions): Searchable {
  const messages = openMessages(options.database);
  let vectors: Vectors | undefined;
  try {
    vectors = options.vectors === undefined ? undefined : openVectors(options.vectors, denoHost().files);
  } catch (error) {
    messages.close();
    throw error;
  }
  return searchable(backendOf(messages, vectors, options), () => vectors?.model);
}

/** Most neighbours that the store of vectors gives. */
const NEAREST = 2000;

function backendOf(messages: MessageReader, vectors: Vectors | undefined, options: EmbeddedOptions): Backend {
  return {
    place: options.vectors ?? options.database,
    modes: vectors ? ["text", "semantic", "hybrid"] : ["text"],
    embed: options.embed,
    wanted: "no store of vectors was given, expected the file that vectorsStore made",
    vectorModel() {
      const { model, dimensions } = vectors ?? {};
      return model === undefined || dimensions === undefined ? undefined : { model, dimensions };
    },
    byWords: (query, limit) =>
      searchText(messages.database, query, { limit })
        .map(({ conversationId, messageId, score }) => ({ conversationId, messageId, score })),
    async byVector(vector, query, limit) {
      if (!vectors) return { hits: [], complete: true };
      const near = await vectors.nearest(vector, { limit: Math.min(NEAREST, limit), filters: query });
      const hits = near.map(({ conversationId, messageId, score }): Hit => ({ conversationId, messageId, score }));
      // The store of vectors knows no words.
      const fit = hits.filter((hit) => !messages.hasAny(hit, query.without));
      return { hits: fit, complete: near.length < limit };
    },
    vectorOf: ({ conversationId, messageId }) => vectors?.vectorOf(conversationId, messageId),
    read: (refs) => refs.map((ref) => messages.read(ref)),
    around: (ref, before, after) => messages.around(ref, before, after),
    conversationsOf: (messageId) => messages.conversationsOf(messageId),
    close() {
      messages.close();
      vectors?.close();
    },
  };
}
