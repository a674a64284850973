/** Derived values in MongoDB: in collections of their own, and the first cache. */
import assert from "node:assert/strict";
import {
  type Conversation,
  type Derivation,
  type DerivedValues,
  from,
  type Parts,
  PLUGIN,
  run,
  stampOf,
  withDerived,
} from "../../../mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { mongodbStore } from "../../../plugins/mongodb/mod.ts";
import { pluginContext } from "../../support/plugin_context.ts";
import { serviceTest } from "../../support/services.ts";
import { contentsOf, inDatabase, talk } from "./support.ts";

/** Derives a value of each message of a user from its text, and one of the conversation; remembers what it was asked. */
function deriving(name: string, make: (text: string) => unknown): Derivation<Conversation, Conversation> & {
  asked: string[];
} {
  const words = ({ messages }: Conversation, id: string) => {
    const { role, parts } = messages.find((one) => one.id === id)!;
    return role === "user" && parts[0].type === "text" ? parts[0].text : undefined;
  };
  const derivation = {
    kind: "derivation" as const,
    name,
    version: "1",
    asked: [] as string[],
    [PLUGIN]: {
      declaration: {
        name,
        kind: "derivation" as const,
        summary: "For a test.",
        options: {
          "~standard": { version: 1 as const, vendor: "test", validate: () => ({ value: undefined as never }) },
        },
        permissions: () => ({}),
      },
      options: {},
    },
    inputs: (record: Conversation, part?: string | null) => part === null ? record.title : words(record, part!),
    estimate: () => ({}),
    derive: (records: Conversation[], _: unknown, parts: Parts[] = []) =>
      Promise.resolve(records.map((record, i) => {
        const added = new Map<string | null, DerivedValues>();
        for (const part of [null, ...record.messages.map(({ id }) => id)]) {
          const of = stampOf(derivation, record, part);
          const holder = part === null ? record : record.messages.find(({ id }) => id === part)!;
          if (of === undefined || parts[i]?.has(part) === false || holder.derived?.[name]?.of === of) continue;
          derivation.asked.push(part ?? "title");
          added.set(part, { [name]: { of, value: make(String(derivation.inputs(record, part))) } });
        }
        return withDerived(record, added);
      })),
  };
  return derivation as never;
}

const topics = () =>
  deriving("categories", (text) => ({ topic: text.split(" ")[0], sentiment: null, confidence: 0.5 }));

serviceTest(
  "mongodbStore() keeps categories and translations in their collections, other values beside what they are of",
  "mongodb",
  (server) =>
    inDatabase(server, async (uri, database) => {
      const pipeline = from(memorySource({ units: [{ key: "a", value: talk("a", 3) }] }))
        .through(topics())
        .through(deriving("translation", (text) => text.toUpperCase()))
        .through(deriving("embedding", () => ({ vector: new Float32Array([0.5, -1]), model: "m" })))
        .to(mongodbStore({ uri, database, validators: "error" }));
      const report = await run(pipeline, { ledger: memory(), name: "t", stateFolder: "/nowhere" });
      assert.deepEqual([report.status, report.notes], ["ok", []]);
      const found = await contentsOf(uri, database);
      assert.deepEqual(
        found.conversation_categories.map(({ _id, messageId, topic, sentiment }) => [_id, messageId, topic, sentiment]),
        [
          ["a/a-0:categories", "a-0", "Message", null],
          ["a/a-2:categories", "a-2", "Message", null],
          ["a:categories", undefined, "Talk", null],
        ],
      );
      const [{ createdAt, conversationId, of, contentHash }] = found.conversation_categories;
      assert.deepEqual([createdAt, conversationId, of === contentHash], [new Date("2025-03-01T12:00:00Z"), "a", true]);
      assert.deepEqual(found.conversation_translations.map(({ value }) => value), [
        "MESSAGE 0 OF A",
        "MESSAGE 2 OF A",
        "TALK A",
      ]);
      const open = (await mongodbStore({ uri, database }).open(pluginContext(), { create: false }))!;
      const keys = ["conversation", "message:a-0", "message:a-1", "message:nobody"];
      const held = await open.derived!(keys.map((key) => ({ scope: "a", key })));
      await open.close();
      assert.deepEqual(held[1]!.categories.value, { topic: "Message", sentiment: null, confidence: 0.5 });
      assert.deepEqual(held[1]!.embedding.value, { vector: new Float32Array([0.5, -1]), model: "m" });
      assert.deepEqual([held[0]!.translation.value, held[2], held[3]], ["TALK A", undefined, undefined]);
    }),
);

serviceTest(
  "mongodbStore() is the first cache: what it holds is not derived again, also without a ledger",
  "mongodb",
  (server) =>
    inDatabase(server, async (uri, database) => {
      const derive = topics();
      const once = async (conversation: Conversation, ledger = memory()) => {
        derive.asked.length = 0;
        const units = [{ key: "a", value: conversation }];
        const pipeline = from(memorySource({ units })).through(derive).to(
          mongodbStore({ uri, database, validators: "off" }),
        );
        const { sinks } = await run(pipeline, { ledger, name: "t", stateFolder: "/nowhere", full: true });
        return [sinks.mongodb.puts, sinks.mongodb.deletes, derive.asked.join(" ")];
      };
      assert.deepEqual(await once(talk("a", 3)), [4, 0, "title a-0 a-2"]);
      assert.deepEqual(await once(talk("a", 3)), [0, 0, ""]);
      const edited = talk("a", 3);
      edited.messages[2].parts = [{ type: "text", text: "Billing please" }];
      assert.deepEqual(await once(edited), [1, 0, "a-2"]);
      // The message is written for its time; its value is not derived again.
      edited.messages[0].createdAt = 0;
      assert.deepEqual(await once(edited), [1, 0, ""]);
      const { conversation_categories } = await contentsOf(uri, database);
      assert.deepEqual(conversation_categories.map(({ topic }) => topic), ["Message", "Billing", "Talk"]);
      assert.deepEqual(conversation_categories[0].createdAt, new Date(0));
    }),
);

serviceTest(
  "mongodbStore() removes derived values with what they are of, and when nothing is derived any more",
  "mongodb",
  (server) =>
    inDatabase(server, async (uri, database) => {
      const ledger = memory();
      const write = async (conversation: Conversation, derives: boolean) => {
        const source = from(memorySource({ units: [{ key: "a", value: conversation }] }));
        const to = mongodbStore({ uri, database, validators: "off" });
        const pipeline = derives ? source.through(topics()).to(to) : source.to(to);
        await run(pipeline, { ledger, name: "t", stateFolder: "/nowhere" });
        return (await contentsOf(uri, database)).conversation_categories?.map(({ _id }) => _id) ?? [];
      };
      assert.equal((await write(talk("a", 5), true)).length, 4);
      assert.deepEqual(await write(talk("a", 2), true), ["a/a-0:categories", "a:categories"]);
      assert.deepEqual(await write(talk("a", 2), false), []);
    }),
);
