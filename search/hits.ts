/**
 * Finding messages by words, by vectors, or by both.
 *
 * @module
 */
import { HASHED_MODEL } from "../core/embedding/hashed.ts";
import { CannotRunError } from "../core/errors.ts";
import { fuseRanks, type MessageRef, refKey } from "../core/search.ts";
import { lexicalScorer } from "../core/search/lexical.ts";
import { anyOf, tellingWords } from "../core/search/sentence.ts";
import type { Ask } from "./asked.ts";
import type { Backend, Hit, Hits } from "./backend.ts";
import { queryVector } from "./query_vector.ts";

/** True for vectors that compare words, and not what they mean. */
export function isLexical(model: string | undefined): boolean {
  return model?.startsWith(HASHED_MODEL) ?? false;
}

/** Words of a message that others are like by. */
const LIKE_WORDS = 24;

/** Fewest messages that each way gives to a fusion: what is far down in one may be high up in the other. */
const FUSED = 100;

/**
 * The text of the message that others shall be like; undefined where words are looked for.
 *
 * @throws {RangeError} when there is no such message
 */
export async function likeText(backend: Backend, { like }: Ask): Promise<string | undefined> {
  if (!like) return undefined;
  const [message] = await backend.read([like]);
  if (message) return message.text;
  throw new RangeError(
    `Cannot find what is like "${like.messageId}": conversation "${like.conversationId}" has no such message`,
  );
}

/**
 * How many of the nearest are looked at word by word where vectors are lexical: what is far down by chance comes up. The
 * others follow as their vectors have them, so that pages fit together.
 */
const LOOKED_AT = 300;

/** Finds messages, at most `depth` in each way; `vector` gives the query's, and is called where it is needed. */
export async function findHits(
  backend: Backend,
  ask: Ask,
  depth: number,
  like: string | undefined,
  vector: () => Promise<Float32Array | undefined>,
): Promise<Hits> {
  // Filters alone are about nothing: the newest that they let through, in every mode.
  const onlyFilters = !ask.like && ask.query.terms.length === 0;
  if (ask.mode === "text" || onlyFilters) return await findByWords(backend, ask, depth, like);
  if (ask.mode === "semantic") return await findByVectors(backend, ask, depth, await vector());
  const reach = Math.max(depth, FUSED);
  const byWords = await findByWords(backend, ask, reach, like);
  const byVectors = await findByVectors(backend, ask, reach, await vector());
  const similar = new Map(byVectors.hits.map((hit) => [refKey(hit), hit.similarity]));
  const fused = fuseRanks([byVectors.hits, byWords.hits], refKey);
  const hits = fused.map(({ element, score }) => {
    const { conversationId, messageId } = element;
    const similarity = similar.get(refKey(element));
    return { conversationId, messageId, score, ...(similarity !== undefined && { similarity }) };
  });
  return { hits, complete: byVectors.complete && byWords.complete };
}

async function findByWords(backend: Backend, ask: Ask, depth: number, like: string | undefined): Promise<Hits> {
  const more = ask.like ? depth + 1 : depth;
  const query = like === undefined ? ask.query : anyOf(tellingWords(like, LIKE_WORDS), ask.query);
  const hits = [...await backend.byWords(query, more)];
  // Beside vectors, messages with some of the words count, too; alone, a search means all of its words.
  if (ask.mode === "hybrid" && ask.loose && hits.length < depth) {
    const seen = new Set(hits.map(refKey));
    for (const hit of await backend.byWords(ask.loose, depth)) {
      if (!seen.has(refKey(hit))) hits.push({ ...hit, score: 0 });
    }
  }
  return { hits: without(hits, ask.like).slice(0, depth), complete: hits.length < depth };
}

async function findByVectors(
  backend: Backend,
  ask: Ask,
  depth: number,
  vector: Float32Array | undefined,
): Promise<Hits> {
  if (!vector) return { hits: [], complete: true };
  const lexical = !ask.like && isLexical((await backend.vectorModel())?.model);
  const reach = lexical ? Math.max(depth, LOOKED_AT) : ask.like ? depth + 1 : depth;
  const { hits, complete } = await backend.byVector(vector, ask.query, reach);
  const similar = hits.map((hit): Hit => ({ ...hit, similarity: hit.score }));
  const ranked = lexical ? await byTheirWords(backend, ask, similar) : without(similar, ask.like);
  return { hits: ranked.slice(0, depth), complete: complete && ranked.length <= depth };
}

/** What hashed vectors found, those first that have the words; scores 0 to 1. */
async function byTheirWords(backend: Backend, { text }: Ask, found: readonly Hit[]): Promise<Hit[]> {
  const looked = found.slice(0, LOOKED_AT);
  const messages = await backend.read(looked);
  const scores = lexicalScorer(tellingWords(text))(messages.map((message) => message?.text ?? ""));
  const ranked = looked.map((hit, i): Hit => ({ ...hit, score: scores[i] }));
  // Sorting is stable: of those that have nothing of the words, or as much, the nearer vector comes first.
  ranked.sort((a, b) => b.score - a.score);
  return [...ranked, ...found.slice(LOOKED_AT).map((hit): Hit => ({ ...hit, score: 0 }))];
}

/**
 * The vector of what is asked for; undefined where there is none, as of no words.
 *
 * @throws {CannotRunError} when the query's vector is of another model than those of the store
 */
export async function vectorFor(
  backend: Backend,
  { like, text, mode }: Ask,
  said: string = text,
): Promise<Float32Array | undefined> {
  const { embed, place } = backend;
  const vectors = await backend.vectorModel();
  if (!vectors) return undefined;
  const known = like && await backend.vectorOf(like);
  if (known) return known;
  // Hashed words know nothing of what is said: what stands in every sentence would make all of them alike.
  const words = isLexical(vectors.model) ? tellingWords(said).join(" ") : said;
  if (words.trim() === "") return undefined;
  if (!embed) {
    throw new CannotRunError(
      `Cannot search in mode "${mode}": nothing was given that makes the query's vector, expected the engine of ` +
        `"${vectors.model}" that made those of "${place}"`,
    );
  }
  const made = await queryVector(embed, words);
  if (!made) return undefined;
  if (made.model !== vectors.model || made.vector.length !== vectors.dimensions) {
    throw new CannotRunError(
      `Cannot search "${place}": its vectors are of "${vectors.model}" (${vectors.dimensions} dimensions), the query's ` +
        `of "${made.model}" (${made.vector.length}), and these cannot be compared; use the same engine, or make the ` +
        "vectors anew",
    );
  }
  return made.vector;
}

function without(hits: Hit[], like: MessageRef | undefined): Hit[] {
  return like ? hits.filter((hit) => refKey(hit) !== refKey(like)) : hits;
}
