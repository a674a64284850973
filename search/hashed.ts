/**
 * Embeddings that need no key, no download and no file.
 *
 * @module
 */
import type { Conversation, Derived, Embedding, Message } from "../core/conversation.ts";
import { stampOf, withDerived } from "../core/derived.ts";
import { HASHED_DIMENSIONS, HASHED_MODEL, hashedEmbedding } from "../core/embedding/hashed.ts";
import { PLUGIN } from "../core/plugin.ts";
import { text } from "../core/text.ts";
import type { EmbedDerivation } from "./query_vector.ts";

/** Hashed words of messages. */
export function hashedDerivation(): EmbedDerivation {
  const declaration = {
    name: "hashed",
    kind: "derivation" as const,
    summary: "Hashes words.",
    options: { "~standard": { version: 1 as const, vendor: "threadloom", validate: () => ({ value: {} as never }) } },
    permissions: () => ({}),
  };
  const derivation: EmbedDerivation = {
    kind: "derivation",
    name: "embedding",
    version: HASHED_MODEL,
    [PLUGIN]: { declaration, options: {} },
    inputs(record, part) {
      if (part === null) return undefined;
      if (part === undefined) return [...record.messages, ...record.branches].map((message) => textOf(message) ?? null);
      const message = [...record.messages, ...record.branches].find(({ id }) => id === part);
      return message && textOf(message);
    },
    estimate: () => ({}),
    derive: (records, _context, parts) =>
      Promise.resolve(records.map((record, i): Conversation => {
        const added = new Map<string, { [name: string]: Derived<Embedding> }>();
        for (const message of [...record.messages, ...record.branches]) {
          const said = textOf(message);
          if (said === undefined || (parts?.[i] && !parts[i].has(message.id))) continue;
          const value = { vector: hashedEmbedding(said, HASHED_DIMENSIONS), model: HASHED_MODEL };
          added.set(message.id, { embedding: { of: stampOf(derivation, record, message.id) ?? "", value } });
        }
        return withDerived(record, added);
      })),
  };
  return derivation;
}

function textOf(message: Message): string | undefined {
  if (message.hidden !== undefined) return undefined;
  const said = text(message);
  return said.trim() === "" ? undefined : said;
}
