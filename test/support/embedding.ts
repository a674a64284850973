/**
 * An `embedding` derivation for tests of stores: vectors made of a text's length, and a note of what was asked.
 *
 * @module
 */
import type { Conversation, Embedding, Message } from "../../core/conversation.ts";
import { stampOf, withDerived } from "../../core/derived.ts";
import { PLUGIN } from "../../core/plugin.ts";
import { text } from "../../core/text.ts";
import type { Derivation } from "../../core/transform.ts";

/** The derivation, and the texts it was paid for. */
export interface TestEmbedding {
  derivation: Derivation<Conversation, Conversation>;
  derived: string[];
}

/** Embeds every message that says something; `vector` gives its vector. */
export function testEmbedding(
  vector: (text: string) => Float32Array = (said) => new Float32Array([said.length, 0.1, -1.5e-20, 1 / 3]),
  chunks?: (text: string) => Float32Array[],
): TestEmbedding {
  const derived: string[] = [];
  const all = ({ messages, branches }: Conversation): Message[] => [...messages, ...branches];
  const derivation: Derivation<Conversation, Conversation> = {
    kind: "derivation",
    name: "embedding",
    version: "1",
    [PLUGIN]: {
      declaration: {
        name: "embedding",
        kind: "derivation",
        summary: "Adds a vector.",
        options: { "~standard": { version: 1, vendor: "test", validate: () => ({ value: undefined as never }) } },
        permissions: () => ({}),
      },
      options: {},
    },
    inputs(record, part) {
      if (part === null) return undefined;
      if (part === undefined) return all(record).map((message) => text(message));
      return text(all(record).find(({ id }) => id === part)!) || undefined;
    },
    estimate: (records) => ({ calls: records.length }),
    derive: (records, _context, parts) =>
      Promise.resolve(records.map((record, i) => {
        const added = new Map<string, { embedding: { of: string; value: Embedding } }>();
        for (const message of all(record)) {
          const of = stampOf(derivation, record, message.id);
          if (of === undefined || message.derived?.embedding?.of === of) continue;
          if (parts?.[i] && !parts[i].has(message.id)) continue;
          const said = text(message);
          derived.push(said);
          const value = { vector: vector(said), model: "test-model", ...chunks && { chunks: chunks(said) } };
          added.set(message.id, { embedding: { of, value } });
        }
        return withDerived(record, added);
      })),
  };
  return { derivation, derived };
}
