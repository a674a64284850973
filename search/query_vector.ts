/**
 * The vector of a query: made by the derivation that made those of the messages.
 *
 * @module
 */
import type { Context } from "../core/context.ts";
import type { Conversation, Embedding } from "../core/conversation.ts";
import { derivedOf } from "../core/derived.ts";
import type { Derivation } from "../core/transform.ts";
import { denoHost } from "../host/deno.ts";

/** A derivation of embeddings, as `embed` makes it. */
export type EmbedDerivation = Derivation<Conversation, Conversation>;

/** Id of the message that a query is put into. */
const QUERY = "query";

/**
 * The vector of a text, and the model that made it; undefined where the derivation makes none of it (no words).
 *
 * @throws {Error} what the derivation throws
 */
export async function queryVector(
  derivation: EmbedDerivation,
  text: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<Embedding | undefined> {
  const record: Conversation = {
    id: QUERY,
    source: "search",
    participants: [],
    messages: [{ id: QUERY, role: "user", parts: [{ type: "text", text }], metadata: {} }],
    branches: [],
    assets: [],
    metadata: {},
  };
  const [derived] = await derivation.derive([record], contextFor(signal), [new Set([QUERY])]);
  return derivedOf<Embedding>(derived.messages[0], derivation.name);
}

/** What a derivation needs of a run: a search is none, and keeps no state. */
function contextFor(signal: AbortSignal): Context {
  const { files, clock, random, locks } = denoHost();
  const log = { debug() {}, info() {}, warn() {} };
  return { signal, log, count() {}, progress() {}, clock, random, files, locks, effect() {} };
}
