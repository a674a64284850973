/**
 * What tests of vectors share: messages with vectors, and a store that holds them.
 *
 * @module
 */
import type { Conversation, Embedding, Message } from "../../../core/conversation.ts";
import type { Change, EntryFailure, OpenStore } from "../../../core/sink.ts";
import { denoHost } from "../../../host/deno.ts";
import { openVectors, type Vectors, vectorsStore, type VectorsValue } from "../../../plugins/vectors/mod.ts";
import { pluginContext } from "../../support/plugin_context.ts";

/** Numbers that are always the same, normally distributed. */
export function numbers(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0;
  const next = (): number => {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** A vector in a direction at random. */
export function anyVector(seed: number, dimensions: number): Float32Array {
  const next = numbers(seed);
  return Float32Array.from({ length: dimensions }, next);
}

/** A message with a vector. */
export function vectored(id: string, vector: number[] | Float32Array, more: Partial<Message> = {}): Message {
  const value: Embedding = { vector: Float32Array.from(vector), model: "test" };
  return {
    id,
    role: "user",
    parts: [{ type: "text", text: id }],
    metadata: {},
    derived: { embedding: { of: `stamp of ${id}`, value } },
    ...more,
  };
}

/** A conversation. */
export function talk(id: string, messages: Message[], more: Partial<Conversation> = {}): Conversation {
  return { id, source: "test", participants: [], messages, branches: [], assets: [], metadata: {}, ...more };
}

/** Opens the store in a folder, making it. */
export async function openStore(path: string): Promise<OpenStore<VectorsValue>> {
  const open = await vectorsStore({ path }).open(pluginContext(), { create: true });
  if (!open) throw new Error("the store did not open");
  return open;
}

/** The puts of conversations. */
export function changesOf(...conversations: Conversation[]): Change<VectorsValue>[] {
  return conversations.map((conversation) => ({
    unit: conversation.id,
    puts: vectorsStore().entries(conversation).map((entry) => ({ ...entry, scope: entry.scope ?? conversation.id })),
    deletes: [],
  }));
}

/** Makes a store that holds these conversations. */
export async function storeWith(path: string, ...conversations: Conversation[]): Promise<EntryFailure[]> {
  const open = await openStore(path);
  const failures = await open.write(changesOf(...conversations)) ?? [];
  await open.finish?.();
  await open.close();
  return failures;
}

/** Opens a store for searching, and closes it. */
export async function searching<T>(path: string, use: (vectors: Vectors) => Promise<T>): Promise<T> {
  const vectors = openVectors(path, denoHost().files);
  try {
    return await use(vectors);
  } finally {
    vectors.close();
  }
}
