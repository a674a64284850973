import assert from "node:assert/strict";
import { analyze, categorize, DEFAULT_TAXONOMY, detectLanguage } from "../../../plugins/analytics/mod.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { derivedOf } from "../../../core/derived.ts";
import { say, setup, talk } from "./support.ts";

const COMPLAINT = talk("c", [
  say("user", "waar is mijn pakketje?"),
  say("assistant", "Dat is onderweg."),
  say("user", "alweer te laat geleverd, wat een slechte service"),
  say("user", "schrijf een brief over de levering"),
  say("system", "be nice", { hidden: "system" }),
]);

Deno.test("rules say topic, intent and sentiment of what users say, and of the conversation", () =>
  inFolder(async (folder) => {
    const { run, categories, whole } = setup(folder, categorize({}), COMPLAINT);
    await run();
    const first = categories("c", "a")!;
    assert.deepEqual([first.topic, first.intent, first.sentiment], ["delivery", "asking", 0]);
    assert.deepEqual([first.engine, first.model, first.proposedLabel], ["rules", "rules-1", null]);
    assert.match(first.taxonomy, /^[0-9a-f]{16}$/);
    assert.ok(categories("c", "c")!.sentiment! < -0.15);
    assert.equal(categories("c", "d")!.intent, "doing");
    assert.equal(categories("c", "b"), undefined, "an assistant's message");
    assert.equal(categories("c", "e"), undefined, "a hidden one");
    const { topic, sentiment, messages } = whole("c")!;
    assert.deepEqual([topic, messages], ["delivery", 3]);
    assert.ok(sentiment! < 0);
  }));

Deno.test("a message in a language without rules has nulls, not guesses", () =>
  inFolder(async (folder) => {
    const { run, categories } = setup(
      folder,
      categorize({}),
      talk("c", [say("user", "jag hatar detta, var är mitt paket?")]),
    );
    await run();
    const { topic, intent, sentiment, confidence } = categories("c", "a")!;
    assert.deepEqual([topic, intent, sentiment, confidence], [null, "asking", null, 0]);
  }));

Deno.test("a second run derives nothing, and an edited message moves itself and its conversation alone", () =>
  inFolder(async (folder) => {
    const made = setup(folder, categorize({}), COMPLAINT, talk("d", [say("user", "merci beaucoup")]));
    await made.run();
    made.store.writes.length = 0;
    await made.run();
    assert.deepEqual(made.store.writes, []);
    const [first, ...rest] = COMPLAINT.messages;
    made.records[0] = {
      ...COMPLAINT,
      messages: [{ ...first, parts: [{ type: "text", text: "hoe zeg ik mijn abonnement op" }] }, ...rest],
    };
    await made.run();
    assert.deepEqual(made.store.writes.map(({ scope, key }) => `${scope} ${key}`).sort(), ["c a", "c own"]);
    assert.equal(made.categories("c", "a")!.topic, "account");
  }));

Deno.test("another taxonomy is another version: every label is made anew, `other` is always a way out", () =>
  inFolder(async (folder) => {
    const intents = DEFAULT_TAXONOMY.intents;
    const topics = [{ name: "bread", description: "Baking.", words: { nl: ["brood", "bak*"] } }];
    const before = setup(folder, categorize({}), COMPLAINT);
    await before.run();
    const talks = talk("c", [
      say("user", "hoe lang bakt dit brood in mijn oven"),
      say("user", "waar is de bakker nu heen"),
    ]);
    const made = setup(folder, categorize({ taxonomy: { topics, intents } }), { ...talks, id: "x" }, COMPLAINT);
    await made.run();
    assert.equal(made.categories("x", "a")!.topic, "bread");
    assert.equal(made.categories("c", "a")!.topic, "other");
    assert.notEqual(made.categories("c", "a")!.taxonomy, before.categories("c", "a")!.taxonomy);
  }));

Deno.test("what detectLanguage has said is what the rules go by", async () => {
  const open = await detectLanguage({}).open(pluginContext());
  const told = await open.apply(
    talk("c", [say("user", "wat een ramp, alles is weg"), say("user", "ramp")]),
  ) as Conversation;
  const [made] = await categorize({}).derive([told], pluginContext());
  const values = made.messages.map((message) => derivedOf<{ sentiment: number }>(message, "categories")!.sentiment);
  assert.ok(values[0] < 0 && values[1] < 0, values.join());
});

Deno.test("a taxonomy with a name twice, and a local engine without a folder, are refused when they are written", () => {
  const label = { name: "a", description: "" };
  assert.throws(
    () => categorize({ taxonomy: { topics: [label, label], intents: [label] } }),
    /a name stands more than once/,
  );
  assert.throws(() => categorize({ engine: "local" }), /model: expected the folder of a model/);
  assert.throws(() => categorize({ baseUrl: "https://me:secret@host/v1" }), /baseUrl: expected an address/);
  assert.throws(() => analyze({ timeZone: "Mars/Base" }), /timeZone: expected the name of a time zone/);
});

Deno.test("rules need nothing of the machine, a service its host alone", () => {
  const permissions = (options: Parameters<typeof categorize>[0]) => {
    const { declaration } = categorize;
    const schema = declaration.options["~standard"].validate(options) as {
      value: Parameters<typeof declaration.permissions>[0];
    };
    return declaration.permissions(schema.value);
  };
  assert.deepEqual(permissions({}), {});
  assert.deepEqual(permissions({ engine: "llm" }), { net: ["api.openai.com:443"] });
  assert.deepEqual(permissions({ engine: "llm", baseUrl: "http://127.0.0.1:8080/v1" }), { net: ["127.0.0.1:8080"] });
});
