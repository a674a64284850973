/**
 * Finding messages by words, by vectors, or by both.
 *
 * @module
 */
import { HASHED_MODEL } from "../core/embedding/hashed.ts";
import { CannotRunError } from "../core/errors.ts";
import { fuseRanks, type MessageRef, refKey } from "../core/search.ts";
import { anyOf, tellingWords } from "../core/search/sentence.ts";
import { type MessageReader, search as searchText } from "../plugins/sqlite/mod.ts";
import type { Vectors } from "../plugins/vectors/mod.ts";
import type { Ask } from "./asked.ts";
import { type QueryEmbedder, queryVector } from "./query_vector.ts";

/** The stores that are searched. */
export interface Stores {
  messages: MessageReader;
  vectors: Vectors | undefined;
  embed: QueryEmbedder | undefined;
  /** Path of the store of vectors, for messages. */
  path: string | undefined;
}

/** A message that was found. */
export interface Hit extends MessageRef {
  score: number;
  /** Cosine, where vectors were compared. */
  similarity?: number;
}

/** What was found, the best first. */
export interface Hits {
  hits: Hit[];
  /** True where looking deeper would find no more. */
  complete: boolean;
}

/** True for vectors that compare words, and not what they mean. */
export function isLexical(model: string | undefined): boolean {
  return model?.startsWith(HASHED_MODEL) ?? false;
}

/** Words of a message that others are like by. */
const LIKE_WORDS = 24;

/** Fewest messages that each way gives to a fusion: what is far down in one may be high up in the other. */
const FUSED = 100;

/** Finds messages, at most `depth` in each way; `vector` gives the query's, and is called where it is needed. */
export async function findHits(
  stores: Stores,
  ask: Ask,
  depth: number,
  vector: () => Promise<Float32Array | undefined>,
): Promise<Hits> {
  if (ask.like && !stores.messages.read(ask.like)) {
    throw new RangeError(
      `Cannot find what is like "${ask.like.messageId}": conversation "${ask.like.conversationId}" has no such message`,
    );
  }
  // Filters alone are about nothing: the newest that they let through, in every mode.
  const onlyFilters = !ask.like && ask.query.terms.length === 0;
  if (ask.mode === "text" || onlyFilters) return findByWords(stores, ask, depth);
  if (ask.mode === "semantic") return await findByVectors(stores, ask, depth, await vector());
  const reach = Math.max(depth, FUSED);
  const byWords = findByWords(stores, ask, reach);
  const byVectors = await findByVectors(stores, ask, reach, await vector());
  const similar = new Map(byVectors.hits.map((hit) => [refKey(hit), hit.similarity]));
  const fused = fuseRanks([byVectors.hits, byWords.hits], refKey);
  const hits = fused.map(({ element, score }) => {
    const { conversationId, messageId } = element;
    const similarity = similar.get(refKey(element));
    return { conversationId, messageId, score, ...(similarity !== undefined && { similarity }) };
  });
  return { hits, complete: byVectors.complete && byWords.complete };
}

function findByWords({ messages }: Stores, ask: Ask, depth: number): Hits {
  const { database } = messages;
  const more = ask.like ? depth + 1 : depth;
  const query = ask.like ? anyOf(tellingWords(textOf(messages, ask.like), LIKE_WORDS), ask.query) : ask.query;
  const strict = searchText(database, query, { limit: more });
  const hits: Hit[] = strict.map(({ conversationId, messageId, score }) => ({ conversationId, messageId, score }));
  // Beside vectors, messages with some of the words count, too; alone, a search means all of its words.
  if (ask.mode === "hybrid" && ask.loose && hits.length < depth) {
    const seen = new Set(hits.map(refKey));
    for (const { conversationId, messageId } of searchText(database, ask.loose, { limit: depth })) {
      if (!seen.has(refKey({ conversationId, messageId }))) hits.push({ conversationId, messageId, score: 0 });
    }
  }
  return { hits: without(hits, ask.like).slice(0, depth), complete: hits.length < depth };
}

async function findByVectors(
  { vectors, messages }: Stores,
  ask: Ask,
  depth: number,
  vector: Float32Array | undefined,
): Promise<Hits> {
  if (!vectors || !vector) return { hits: [], complete: true };
  const more = ask.like ? depth + 1 : depth;
  const near = await vectors.nearest(vector, { limit: Math.min(2000, more), filters: ask.query });
  const hits: Hit[] = [];
  for (const { conversationId, messageId, score } of near) {
    const hit = { conversationId, messageId, score, similarity: score };
    // The store of vectors knows no words.
    if (!messages.hasAny(hit, ask.query.without)) hits.push(hit);
  }
  return { hits: without(hits, ask.like).slice(0, depth), complete: near.length < more };
}

/**
 * The vector of what is asked for; undefined where there is none, as of no words.
 *
 * @throws {CannotRunError} when the query's vector is of another model than those of the store
 */
export async function vectorFor(
  { messages, vectors, embed, path }: Stores,
  { like, text, mode }: Ask,
): Promise<Float32Array | undefined> {
  if (vectors?.model === undefined) return undefined;
  const known = like && vectors.vectorOf(like.conversationId, like.messageId);
  if (known) return known;
  const said = like ? textOf(messages, like) : text;
  // Hashed words know nothing of what is said: what stands in every sentence would make all of them alike.
  const words = isLexical(vectors.model) ? tellingWords(said).join(" ") : said;
  if (words.trim() === "") return undefined;
  if (!embed) {
    throw new CannotRunError(
      `Cannot search in mode "${mode}": nothing was given that makes the query's vector, expected the engine of ` +
        `"${vectors.model}" that made those of "${path}"`,
    );
  }
  const made = await queryVector(embed, words);
  if (!made) return undefined;
  if (made.model !== vectors.model || made.vector.length !== vectors.dimensions) {
    throw new CannotRunError(
      `Cannot search "${path}": its vectors are of "${vectors.model}" (${vectors.dimensions} dimensions), the query's ` +
        `of "${made.model}" (${made.vector.length}), and these cannot be compared; use the same engine, or make the ` +
        "vectors anew",
    );
  }
  return made.vector;
}

function without(hits: Hit[], like: MessageRef | undefined): Hit[] {
  return like ? hits.filter((hit) => refKey(hit) !== refKey(like)) : hits;
}

function textOf(messages: MessageReader, ref: MessageRef): string {
  return messages.read(ref)?.text ?? "";
}
