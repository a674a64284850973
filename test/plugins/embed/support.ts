/**
 * What tests of `embed` share: conversations, a store of them in memory, runs on a clock that does not wait.
 *
 * @module
 */
import { type Conversation, from, type Message, run, type RunOptions } from "../../../mod.ts";
import { derivedOf } from "../../../core/derived.ts";
import type { Embedding } from "../../../core/conversation.ts";
import type { Report } from "../../../core/report.ts";
import { embed, type EmbedOptions } from "../../../plugins/embed/mod.ts";
import { sqliteLedger } from "../../../plugins/ledger/mod.ts";
import { memorySource, type MemoryStore, memoryStore } from "../../../plugins/memory/mod.ts";
import { testHost } from "../../support/engine.ts";

/** A message. */
export function message(id: string, said: string, more: Partial<Message> = {}): Message {
  return { id, role: "user", parts: [{ type: "text", text: said }], metadata: {}, ...more };
}

/** A conversation whose messages are `m0`, `m1`, …, or as they are. */
export function conversation(id: string, ...messages: (string | Message)[]): Conversation {
  return {
    id,
    source: "test",
    participants: [],
    messages: messages.map((one, i) => typeof one === "string" ? message(`m${i}`, one) : one),
    branches: [],
    assets: [],
    metadata: {},
  };
}

/** Conversations as units. */
export function units(...all: Conversation[]): { key: string; value: Conversation }[] {
  return all.map((value) => ({ key: value.id, value }));
}

/** A pipeline over conversations that a test may change, and its runs. */
export interface Setup {
  readonly conversations: Conversation[];
  readonly store: MemoryStore<Conversation>;
  readonly host: ReturnType<typeof testHost>;
  readonly warnings: string[];
  run(more?: RunOptions): Promise<Report>;
  readonly pipeline: () => ReturnType<typeof pipelineOf>;
  readonly settings: () => RunOptions;
  /** The vector that the store holds of a message. */
  embedding(conversation: string, message: string): Embedding | undefined;
}

function pipelineOf(conversations: Conversation[], options: EmbedOptions, store: MemoryStore<Conversation>) {
  return from(memorySource({ units: units(...conversations) })).through(embed(options)).to(store);
}

/** A pipeline whose state lies in `folder`. */
export function setup(folder: string, options: EmbedOptions, ...conversations: Conversation[]): Setup {
  const store = memoryStore<Conversation>();
  const host = testHost();
  const warnings: string[] = [];
  const settings = (): RunOptions => ({
    host,
    name: "test",
    stateFolder: `${folder}/state`,
    ledger: sqliteLedger(),
    onEvent: (event) => {
      if (event.type === "log" && event.level === "warn") warnings.push(event.message);
    },
  });
  const pipeline = () => pipelineOf(conversations, options, store);
  return {
    conversations,
    store,
    host,
    warnings,
    pipeline,
    settings,
    run: (more = {}) => run(pipeline(), { ...settings(), ...more }),
    embedding(conversation, id) {
      const held = store.get(conversation, id) as Message | undefined;
      return held && derivedOf<Embedding>(held, options.name ?? "embedding");
    },
  };
}
