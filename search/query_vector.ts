/**
 * The vector of a query: made by the derivation that made those of the messages.
 *
 * @module
 */
import type { Context } from "../core/context.ts";
import type { Embedding, Message } from "../core/conversation.ts";
import { derivedOf } from "../core/derived.ts";
import { denoHost } from "../host/deno.ts";

/** What makes vectors: `embed(…)`, or any derivation that adds an `Embedding` to messages under its name. */
export interface QueryEmbedder {
  readonly name: string;
  derive(records: Message[], context: Context): Promise<Message[]>;
}

/**
 * The vector of a text, and the model that made it; undefined where the derivation makes none of it (no words).
 *
 * @throws {Error} what the derivation throws
 */
export async function queryVector(embed: QueryEmbedder, text: string): Promise<Embedding | undefined> {
  const record: Message = { id: "query", role: "user", parts: [{ type: "text", text }], metadata: {} };
  const [derived] = await embed.derive([record], queryContext());
  return derivedOf<Embedding>(derived, embed.name);
}

/** What a derivation needs of a run: a search is none, and keeps no state. */
export function queryContext(): Context {
  const { files, clock, random, locks } = denoHost();
  const log = { debug() {}, info() {}, warn() {} };
  const { signal } = new AbortController();
  return { signal, log, count() {}, progress() {}, clock, random, files, locks, effect() {} };
}
