/**
 * The contract of search over any store of messages.
 *
 * @module
 */
import { CannotRunError } from "../core/errors.ts";
import { type FoundMessage, groupByConversation, type Searchable, type SearchRequest } from "../core/search.ts";
import { readAsk } from "./asked.ts";
import type { Backend, Hit } from "./backend.ts";
import { findHits, isLexical, likeText, vectorFor } from "./hits.ts";
import { openShown } from "./shown.ts";

/** Least cosines of messages that are about a query. */
const FLOOR = 0.25;
const LEXICAL_FLOOR = 0.35;

/** Most messages that are looked at for groups and for words that must not be there. */
const DEEPEST = 10_000;

/** Makes a store searchable. `model` says what made its vectors, as far as that is known without asking. */
export function searchable(backend: Backend, model: () => string | undefined): Searchable {
  async function search(text: string, request: SearchRequest = {}): Promise<FoundMessage[]> {
    const ask = readAsk(text, request);
    if (!backend.modes.includes(ask.mode)) {
      throw new CannotRunError(`Cannot search in mode "${ask.mode}": ${backend.wanted}; mode "text" needs none`);
    }
    const wanted = ask.offset + ask.limit;
    const like = await likeText(backend, ask);
    const show = openShown(backend, ask, like, request.marks);
    let made: Promise<Float32Array | undefined> | undefined;
    const vector = () => made ??= vectorFor(backend, ask, like);
    for (let depth = ask.grouped ? 4 * wanted : wanted;; depth *= 4) {
      const reach = Math.min(depth, DEEPEST);
      const { hits, complete } = await findHits(backend, ask, reach, like, vector);
      const kept: (Hit & { more?: number })[] = ask.grouped ? groupByConversation(hits) : hits;
      if (kept.length < wanted && !complete && reach < DEEPEST) continue;
      return await show(kept.slice(ask.offset, wanted));
    }
  }

  return {
    modes: backend.modes,
    get similarityFloor() {
      return isLexical(model()) ? LEXICAL_FLOOR : FLOOR;
    },
    search,
    around: async (ref, before, after) => await backend.around(ref, before, after),
    conversationsOf: async (messageId) => await backend.conversationsOf(messageId),
    // deno-lint-ignore require-await -- a throw has to be a rejection
    close: async () => backend.close(),
  };
}
