/**
 * What the tests of analytics share: invented conversations, a model behind HTTP, a pipeline whose state lies in a folder.
 *
 * @module
 */
import type { Conversation, JsonObject, Message, Role } from "../../../core/conversation.ts";
import { derivedOf } from "../../../core/derived.ts";
import { fingerprint } from "../../../core/fingerprint.ts";
import type { Derivation } from "../../../core/transform.ts";
import { from, type Report, run, type RunOptions } from "../../../mod.ts";
import type { Categories, ConversationCategories, Translations } from "../../../plugins/analytics/mod.ts";
import { sqliteLedger } from "../../../plugins/ledger/mod.ts";
import { memorySource, type MemoryStore, memoryStore } from "../../../plugins/memory/mod.ts";
import { testHost } from "../../support/engine.ts";

/** Noon of a Monday, UTC. */
export const NOON = Date.UTC(2026, 2, 2, 12);

/** A message; ids count within a conversation. */
export function say(role: Role, text: string, more: Partial<Message> = {}): Message {
  return { id: "", role, parts: [{ type: "text", text }], metadata: {}, ...more };
}

/** A conversation of messages, `a` to `z`. */
export function talk(
  id: string,
  messages: Message[],
  metadata: JsonObject = {},
  more: Partial<Conversation> = {},
): Conversation {
  const named = messages.map((one, i) => ({ ...one, id: one.id || String.fromCharCode(97 + i) }));
  return { id, source: "test", participants: [], messages: named, branches: [], assets: [], metadata, ...more };
}

/** Lines of a labelled set. */
export function labelled(name: string): string[][] {
  const text = Deno.readTextFileSync(new URL(`./labelled/${name}.tsv`, import.meta.url));
  return text.trim().split("\n").map((line) => line.split("\t"));
}

type Held = Pick<Conversation, "derived"> | Message;

/** A store with an entry for the conversation and one for each message. */
export function conversations(): MemoryStore<Conversation> {
  return memoryStore<Conversation>({
    entries: ({ messages, ...rest }) => [
      {
        key: "own",
        part: null,
        fingerprint: fingerprint({ ...rest, derived: undefined }),
        value: rest as Conversation,
      },
      ...messages.map((one) => ({
        key: one.id,
        part: one.id,
        fingerprint: fingerprint({ ...one, derived: undefined }),
        value: one as unknown as Conversation,
      })),
    ],
  });
}

/** Runs a derivation into a store, state in `folder`. */
export function setup(folder: string, derivation: Derivation<Conversation, Conversation>, ...records: Conversation[]) {
  const store = conversations();
  const host = testHost();
  const pipeline = () =>
    from(memorySource({ units: records.map((value) => ({ key: value.id, value })) })).through(derivation).to(store);
  const settings = (): RunOptions => ({ host, name: "test", stateFolder: `${folder}/state`, ledger: sqliteLedger() });
  const held = (id: string, key: string) => store.get(id, key) as Held | undefined;
  return {
    records,
    store,
    host,
    pipeline,
    settings,
    run: (): Promise<Report> => run(pipeline(), settings()),
    categories: (id: string, key: string) => derivedOf<Categories>(held(id, key) ?? {}, "categories"),
    whole: (id: string) => derivedOf<ConversationCategories>(held(id, "own") ?? {}, "categories"),
    translations: (id: string, key: string) => derivedOf<Translations>(held(id, key) ?? {}, "translations"),
  };
}

/** The body of an answer of a chat model. */
export function completion(content: unknown, more: { finish_reason?: string; refusal?: string } = {}): unknown {
  const { finish_reason = "stop", refusal } = more;
  const message = {
    role: "assistant",
    content: typeof content === "string" ? content : JSON.stringify(content),
    refusal,
  };
  return { model: "tiny-2026", choices: [{ index: 0, message, finish_reason }], usage: { total_tokens: 7 } };
}
