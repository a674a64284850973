/** The files: byte-equal to what was written by hand, in each trainer's form, or not written at all. */
import assert from "node:assert/strict";
import type { JsonObject } from "../../../core/conversation.ts";
import { chatWith, make, makeCompat, say } from "./support.ts";

const CASES = new URL("../../cases/finetune/", import.meta.url);

function golden(name: string): Promise<string> {
  return Deno.readTextFile(new URL(name, CASES));
}

/** Two chats with what texts can hold, and one that gives nothing. */
const EXPORT = {
  about: "Invented data.",
  personal_information: { user_id: 1, first_name: "Ada", last_name: "" },
  chats: {
    about: "",
    list: [
      chatWith([
        say(1, "Bob", "", 0, {
          text_entities: [{ type: "bold", text: "Tea" }, { type: "plain", text: " or\ncoffee? " }],
        }),
        say(2, "Bob", 'said "\\ no"\t\u007f', 5),
        say(3, "Ada", "Чай ☕ </p>\u2028", 9, { sticker_emoji: "😂" }),
        say(4, "Ada", "Tomorrow", 7200),
      ]),
      chatWith([say(1, "Bob", "only a group", 0)], { type: "private_group", id: 7, name: "Group" }),
      chatWith([say(10, "Ada", "__proto__", 0)], { id: 3, name: "Žofie" }),
    ],
  },
};

for (
  const [name, settings] of [["plain", {}], ["prompt", {
    systemPrompt: 'Be "Ada".\nAlways.',
    delimiter: " ~ ",
  }]] as const
) {
  Deno.test(`by the rules of the reference the files are byte-equal: ${name}`, async () => {
    const { processed, train } = await makeCompat(EXPORT, settings);
    assert.equal(processed, await golden(`${name}.processed.txt`));
    assert.equal(train, await golden(`${name}.train.txt`));
  });
}

Deno.test("by default times are moments in UTC, line ends stay, stickers stand behind the text", async () => {
  const { processed, train } = await make(EXPORT);
  assert.equal(processed, await golden("default.processed.txt"));
  assert.equal(train, await golden("default.train.txt"));
});

Deno.test("zero blocks are a result: empty files, null where there is nothing to average, the reasons counted", async () => {
  for (const compat of [false, true]) {
    const made = await make(EXPORT, { compat, me: "user1", minTokens: 300, raw: true, page: true });
    assert.equal(made.report.status, "ok");
    assert.equal(made.train, "");
    assert.equal(made.processed, "[]");
    assert.equal(made.statistics.num_blocks, 0);
    assert.equal(made.statistics.avg_tokens_per_block, null);
    assert.equal(made.drops["block: short"], 3);
    assert.match(made.files["statistics.html"], /There is no block/);
  }
});

/** A chat of so many blocks, each with a question and an answer. */
function talk(blocks: number, more: (i: number) => JsonObject[] = () => []): JsonObject {
  const messages = Array.from({ length: blocks }, (_, i) => [
    say(10 * i + 1, "Bob", `question ${i}`, 10_000 * i),
    say(10 * i + 2, "Ada", `answer ${i}`, 10_000 * i + 1),
    ...more(i),
  ]);
  return chatWith(messages.flat());
}

Deno.test("each form has its shape", async () => {
  const settings = { systemPrompt: "Be Ada." };
  const first = async (form: "openai" | "sharegpt" | "trl" | "bedrock" | "mistral") => {
    const { train } = await make(talk(10), { ...settings, form });
    assert.ok(train.endsWith("}\n"));
    return JSON.parse(train.split("\n")[0]);
  };
  const turns = [{ role: "user", content: ">>> question 0" }, { role: "assistant", content: ">>> answer 0" }];
  const messages = [{ role: "system", content: "Be Ada." }, ...turns];
  for (const form of ["openai", "trl", "mistral"] as const) assert.deepEqual(await first(form), { messages });
  assert.deepEqual(await first("bedrock"), { system: "Be Ada.", messages: turns });
  assert.deepEqual(await first("sharegpt"), {
    conversations: [
      { from: "system", value: "Be Ada." },
      { from: "human", value: ">>> question 0" },
      { from: "gpt", value: ">>> answer 0" },
    ],
  });
});

Deno.test("what a trainer would refuse is not written: the line, the rule and what mends it are named", async () => {
  const refused = async (data: JsonObject, settings: Parameters<typeof make>[1]) => {
    const { report, files } = await make(data, settings);
    assert.equal(report.status, "partial");
    assert.ok(!("train.jsonl" in files));
    return report.notes.join("\n");
  };
  const late = (i: number) => i === 4 ? [say(45, "Bob", "and?", 40_002)] : [];
  assert.match(await refused(talk(9), { form: "openai" }), /as openai: it has 9 examples, expected at least 10/);
  assert.match(await refused(talk(9), { form: "mistral" }), /it has 9 examples/);
  for (const form of ["trl", "bedrock", "sharegpt", "mistral"] as const) {
    assert.match(
      await refused(talk(12, late), { form }),
      new RegExp(`as ${form}: line 5: it ends with the user, expected the assistant; --trim mends it`),
    );
  }
  const silent = chatWith([say(1, "Bob", "hello?", 0)]);
  assert.match(
    await refused(silent, { form: "openai", me: "user1" }),
    /line 1: it has no message of the assistant, expected at least one; --trim leaves such blocks out/,
  );
  const mended = await make(talk(12, late), { form: "bedrock", trim: true });
  assert.equal(mended.report.status, "ok");
  assert.deepEqual(mended.drops, { "message: trimmed": 1 });
});

Deno.test("trimming takes the ends, and leaves out what has nothing else", async () => {
  const chat = chatWith([
    say(1, "Ada", "a", 0),
    say(2, "Bob", "b", 1),
    say(3, "Ada", "c", 2),
    say(4, "Bob", "d", 3),
    say(5, "Bob", "alone", 9000),
  ]);
  const { blocks, drops } = await make(chat, { trim: true });
  assert.deepEqual(blocks, [["user: >>> b", "assistant: >>> c"]]);
  assert.deepEqual(drops, { "block: nothing left after trimming": 1, "message: trimmed": 3 });
});

Deno.test("statistics count by chat id; by the rules of the reference by name", async () => {
  const both = {
    chats: { list: [talk(2), { ...talk(3), id: 8 }] },
    personal_information: { user_id: 1, first_name: "Ada" },
  };
  const { statistics } = await make(both);
  assert.deepEqual(statistics.block_breakdown, { "telegram:user:2": 2, "telegram:user:8": 3 });
  assert.deepEqual(statistics.top_chats.map(({ id, blocks }) => [id, blocks]), [
    ["telegram:user:8", 3],
    ["telegram:user:2", 2],
  ]);
  assert.equal(statistics.num_chats, 2);
  assert.equal(statistics.min_duration_minutes_per_block, 1 / 60);
  const byBars = statistics.histograms.tokens.reduce((sum, { count }) => sum + count, 0);
  assert.equal(byBars, 5);
  assert.deepEqual((await makeCompat(both)).statistics.block_breakdown, { Bob: 5 });
});

Deno.test("the page has histograms and no way out for what chats are called", async () => {
  const { files } = await make({ ...talk(3), name: "<script>alert(1)</script>" }, { page: true });
  const page = files["statistics.html"];
  assert.match(page, /<rect /);
  assert.doesNotMatch(page, /<script|https?:/);
  assert.match(page, /&lt;script&gt;/);
});

Deno.test("raw.json holds the conversations as they were read, and only when asked for", async () => {
  assert.ok(!("raw.json" in (await make(EXPORT)).files));
  const raw = JSON.parse((await make(EXPORT, { raw: true, redact: "mask" })).files["raw.json"]) as { id: string }[];
  assert.deepEqual(raw.map(({ id }) => id), ["telegram:user:2", "telegram:chat:7", "telegram:user:3"]);
});

Deno.test("a part of the conversations is for validation, whole, and the same with more data", async () => {
  const chats = Array.from({ length: 30 }, (_, i) => ({ ...talk(2), id: 100 + i, name: `Chat ${i}` }));
  const of = (list: JsonObject[]) =>
    make({ chats: { list }, personal_information: { user_id: 1 } }, { validation: 0.3 });
  const some = await of(chats.slice(0, 20));
  const all = await of(chats);
  const lines = (text: string) => text === "" ? [] : text.split("\n");
  assert.equal(lines(all.files["validation.jsonl"]).length + lines(all.train).length, 60);
  assert.equal(lines(all.files["validation.jsonl"]).length % 2, 0);
  assert.ok(lines(all.files["validation.jsonl"]).length >= 8);
  assert.ok(all.files["validation.jsonl"].startsWith(some.files["validation.jsonl"]));
});

Deno.test("blocks that say the same count once; nearly the same only when asked for", async () => {
  const text = Array.from({ length: 50 }, (_, i) => `the kettle sings song ${i}`).join(", ");
  const chats = [text, `${text} `, text.toUpperCase(), `${text} indeed`, "something else entirely"].map((said, i) =>
    chatWith([say(1, "Bob", said, 0), say(2, "Ada", "yes", 1)], { id: 50 + i })
  );
  const of = (dedupe: "none" | "exact" | "near") =>
    make({ chats: { list: chats }, personal_information: { user_id: 1 } }, { dedupe });
  assert.equal((await of("none")).blocks.length, 5);
  const exact = await of("exact");
  assert.equal(exact.blocks.length, 3);
  assert.deepEqual(exact.drops, { "block: duplicate": 2 });
  const near = await of("near");
  assert.deepEqual(near.drops, { "block: duplicate": 2, "block: near duplicate": 1 });
});
