/**
 * Search in the embedded stores: words in SQLite, vectors in a file beside it.
 *
 * @module
 */
import { CannotRunError } from "../core/errors.ts";
import type { FoundMessage, MessageRef, ReadMessage, Searchable, SearchMode, SearchRequest } from "../core/search.ts";
import { groupByConversation } from "../core/search.ts";
import { denoHost } from "../host/deno.ts";
import { type MessageReader, openMessages } from "../plugins/sqlite/mod.ts";
import { openVectors, type Vectors } from "../plugins/vectors/mod.ts";
import { readAsk } from "./asked.ts";
import { findHits, type Hit, isLexical, vectorFor } from "./hits.ts";
import type { QueryEmbedder } from "./query_vector.ts";
import { shownBy } from "./shown.ts";

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

/** Least cosines of messages that are about a query. */
const FLOOR = 0.25;
const LEXICAL_FLOOR = 0.35;

/** Most messages that are looked at for groups and for words that must not be there. */
const DEEPEST = 10_000;

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
  return searchable(messages, vectors, options);
}

function searchable(messages: MessageReader, vectors: Vectors | undefined, options: EmbeddedOptions): Searchable {
  const modes: SearchMode[] = vectors ? ["text", "semantic", "hybrid"] : ["text"];
  const stores = { messages, vectors, embed: options.embed, path: options.vectors };

  async function search(text: string, request: SearchRequest = {}): Promise<FoundMessage[]> {
    const ask = readAsk(text, request);
    if (ask.mode !== "text") need(vectors, ask.mode);
    const wanted = ask.offset + ask.limit;
    const show = shownBy(messages, ask, request.marks);
    let made: Promise<Float32Array | undefined> | undefined;
    const vector = () => made ??= vectorFor(stores, ask);
    for (let depth = ask.grouped ? 4 * wanted : wanted;; depth *= 4) {
      const reach = Math.min(depth, DEEPEST);
      const { hits, complete } = await findHits(stores, ask, reach, vector);
      const kept: (Hit & { more?: number })[] = ask.grouped ? groupByConversation(hits) : hits;
      if (kept.length < wanted && !complete && reach < DEEPEST) continue;
      return kept.slice(ask.offset, wanted).flatMap((hit) => show(hit) ?? []);
    }
  }

  return {
    modes,
    similarityFloor: isLexical(vectors?.model) ? LEXICAL_FLOOR : FLOOR,
    search,
    // deno-lint-ignore require-await -- a throw has to be a rejection
    around: async (ref: MessageRef, before: number, after: number): Promise<ReadMessage[]> =>
      messages.around(ref, before, after),
    close() {
      messages.close();
      vectors?.close();
      return Promise.resolve();
    },
  };
}

function need(vectors: Vectors | undefined, mode: SearchMode): void {
  if (vectors) return;
  throw new CannotRunError(
    `Cannot search in mode "${mode}": no store of vectors was given, expected the file that vectorsStore made; ` +
      'mode "text" needs none',
  );
}
