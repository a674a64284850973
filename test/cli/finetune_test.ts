/** `threadloom finetune`: flags, the owner by name, what it says, configs of the reference. */
import assert from "node:assert/strict";
import type { JsonObject } from "../../core/conversation.ts";
import { chatWith, say } from "../plugins/finetune/support.ts";
import { inFolder } from "../plugins/telegram/support.ts";
import { type Done, lastJson, threadloom } from "./support.ts";

const TALK = chatWith([
  say(1, "Bob", "Are you there?", 0),
  say(2, "Ada", "Yes,\nI am.", 5),
  say(3, "Ada", "Tea?", 120),
  say(4, "Bob", "\u0000 is fine", 150),
]);
const GROUP: JsonObject = {
  ...chatWith([say(1, "Bob", "all?", 0), say(2, "Ada", "me", 1)]),
  type: "private_group",
  id: 9,
  name: "Group",
};

/** The file as Telegram Desktop writes a control character, which is no JSON. */
const BROKEN = JSON.stringify(TALK).replace("\\u0000", "\\x00");

function inExports(use: (run: (...words: string[]) => Promise<Done>, folder: string) => Promise<void>): Promise<void> {
  return inFolder(
    { "result.json": BROKEN, "groups/result.json": GROUP },
    (folder) => use((...words) => threadloom(["finetune", ...words], folder), folder),
  );
}

Deno.test("finetune writes the files and reports drops, repairs and statistics", () =>
  inExports(async (run, folder) => {
    const done = await run("result.json", "--me", "Ada", "--out", "data", "--min-tokens", "1", "--json");
    assert.equal(done.code, 0, done.err);
    const report = lastJson(done.out);
    assert.equal(report.repairs, 1);
    assert.deepEqual(report.drops, {});
    assert.equal((report.statistics as { num_blocks: number }).num_blocks, 1);
    const train = await Deno.readTextFile(`${folder}/data/train.jsonl`);
    assert.equal(
      train,
      '{"messages":[{"role":"user","content":">>> Are you there?"},' +
        '{"role":"assistant","content":">>> Yes,\\nI am.\\n>>> Tea?"},' +
        '{"role":"user","content":">>> \\u0000 is fine"}]}',
    );
    const statistics = JSON.parse(await Deno.readTextFile(`${folder}/data/statistics.json`));
    assert.deepEqual(report.statistics, statistics);
    assert.ok((await Deno.stat(`${folder}/data/processed.json`)).isFile);
  }));

Deno.test("finetune takes every setting as a flag", () =>
  inExports(async (run, folder) => {
    const words =
      "--compat --gap-seconds 60 --min-tokens 1 --max-tokens 50 --tokenizer cl100k_base --date-limit 2024-01-01";
    const done = await run(
      "result.json",
      "--me",
      "user1",
      ...words.split(" "),
      "--delimiter",
      "~",
      "--system-prompt",
      "Be Ada.",
    );
    assert.equal(done.code, 0, done.err);
    assert.equal(
      await Deno.readTextFile(`${folder}/finetune/train.jsonl`),
      '{"messages":[{"role":"system","content":"Be Ada."},{"role":"user","content":"~ Are you there?"},' +
        '{"role":"assistant","content":"~ Yes, I am."}]}\n' +
        '{"messages":[{"role":"system","content":"Be Ada."},{"role":"assistant","content":"~ Tea?"},' +
        '{"role":"user","content":"~ \\u0000 is fine"}]}',
    );
    assert.match(done.out, /2 blocks of 1 chat/);
  }));

Deno.test("finetune says who there is when a name fits nobody, or an owner is missing", () =>
  inExports(async (run, folder) => {
    const wrong = await run("result.json", "--me", "Adah");
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /Cannot find "Adah" in the chats: there are user\d .*; did you mean "Ada"\?/);
    const group = await run("groups", "--chat-type", "private_group");
    assert.equal(group.code, 2);
    assert.match(group.err, /Cannot tell whose chat "Group" is: .* --me; there are user\d \(.*, 1 message\)/);
    assert.ok(
      !(await Array.fromAsync(Deno.readDir(folder))).some(({ name }) => name === "finetune"),
      "nothing was written",
    );
    const id = await run("result.json", "--me", "user77");
    assert.match(id.err, /No message is of \\?"user77\\?": there are user\d/);
  }));

Deno.test("finetune takes the owner of the other chats for one that nobody answered", () => {
  const unanswered = {
    ...chatWith([{ ...say(1, "Bob", "Hello?", 0), from: "Cy", from_id: "user3" }]),
    id: 3,
    name: "Cy",
  };
  const chats = { "list.json": [unanswered, TALK], "alone.json": unanswered };
  return inFolder(chats, async (folder) => {
    const done = await threadloom(["finetune", "list.json", "--min-tokens", "1", "--json"], folder);
    assert.equal(done.code, 0, done.err);
    assert.deepEqual(lastJson(done.out).metrics, { "chats with the assistant": 1, "chats without the assistant": 1 });
    const alone = await threadloom(["finetune", "alone.json"], folder);
    assert.equal(alone.code, 2);
    assert.match(alone.err, /Cannot tell whose chat "Cy" is/);
  });
});

Deno.test("finetune speaks of Telegram where nobody recognises an input", () =>
  inFolder({ "empty.json": "[]", "notes.txt": "hello" }, async (folder) => {
    for (const [name, says] of [["empty.json", "JSON, but no Telegram export"], ["notes.txt", "no JSON"]]) {
      const done = await threadloom(["finetune", name], folder);
      assert.equal(done.code, 2);
      assert.match(done.err, new RegExp(`as a Telegram export: this is ${says}; name the result\\.json`));
    }
  }));

Deno.test("finetune with nothing left ends well and says why", () =>
  inExports(async (run, folder) => {
    const done = await run("groups", "--me", "user1");
    assert.equal(done.code, 0, done.err);
    assert.match(done.out, /0 blocks/);
    assert.match(done.out, /1 {2}chat: private_group/);
    assert.equal(await Deno.readTextFile(`${folder}/finetune/train.jsonl`), "");
  }));

Deno.test("finetune ends with 1 where a trainer would refuse the file, and names what mends it", () =>
  inExports(async (run) => {
    const done = await run("result.json", "--me", "Ada", "--min-tokens", "1", "--form", "trl");
    assert.equal(done.code, 1);
    assert.match(done.out + done.err, /as trl: line 1: it ends with the user, expected the assistant; --trim mends it/);
    assert.equal((await run("result.json", "--me", "Ada", "--min-tokens", "1", "--form", "trl", "--trim")).code, 0);
    const limits = await run("result.json", "--me", "Ada", "--max-tokens", "10");
    assert.equal(limits.code, 2);
    assert.match(limits.err, /minTokens: it is over maxTokens/);
  }));

Deno.test("finetune says when no chat is there for validation, and when an older validation.jsonl lies beside the new files", () =>
  inExports(async (run, folder) => {
    const words = ["result.json", "--me", "Ada", "--min-tokens", "1"];
    const none = await run(...words, "--validation", "0.01");
    assert.equal(none.code, 0, none.err);
    assert.match(none.err, /validation\.jsonl is empty: chats go whole to one side, and none of 1 chat fell to it/);
    const some = await run(...words, "--validation", "0.99");
    assert.equal(some.code, 0, some.err);
    assert.doesNotMatch(some.err, /warning/);
    const old = await run(...words);
    assert.equal(old.code, 0, old.err);
    assert.match(old.err, /finetune\/validation\.jsonl is of an earlier run: train\.jsonl may hold the same chats now/);
    await Deno.remove(`${folder}/finetune/validation.jsonl`);
    assert.doesNotMatch((await run(...words)).err, /warning/);
  }));

Deno.test("finetune may be told to write no delimiter, by a flag and by a config file", () =>
  inExports(async (run, folder) => {
    const words = ["result.json", "--me", "Ada", "--min-tokens", "1"];
    const content = async () =>
      JSON.parse(await Deno.readTextFile(`${folder}/finetune/train.jsonl`)).messages[1].content;
    for (const empty of [["--delimiter", ""], ["--delimiter="]]) {
      const done = await run(...words, ...empty, "--system-prompt", "");
      assert.equal(done.code, 0, done.err);
      assert.equal(await content(), "Yes,\nI am.\nTea?");
    }
    await Deno.writeTextFile(`${folder}/config.yaml`, 'message_delimiter: ""\nsystem_prompt: ""\n');
    assert.equal((await run(...words, "--config", "config.yaml")).code, 0);
    assert.equal(await content(), "Yes,\nI am.\nTea?");
  }));

Deno.test("finetune takes a config file of the reference; flags go first", () =>
  inExports(async (run, folder) => {
    const config = (threshold: string) =>
      `hydra: { run: { dir: . } }
input: { mode: file, file: ./result.json, dir: ./nowhere/ }
output: { modes: [local, s3], local_dir: ./made/ }
target_name: Ada
system_prompt: null
date_limit: None
${threshold}: 60
min_tokens_per_block: 1
max_tokens_per_block: 500
message_delimiter: "##"
`;
    for (const key of ["convo_block_thereshold_secs", "convo_block_threshold_secs"]) {
      await Deno.writeTextFile(`${folder}/config.yaml`, config(key));
      const done = await run("--config", "config.yaml", "--compat");
      assert.equal(done.code, 0, done.err);
      assert.match(done.err, /asks for S3: files are written here alone/);
      const train = await Deno.readTextFile(`${folder}/made/train.jsonl`);
      assert.equal(train.split("\n").length, 2, key);
      assert.match(train, /## Tea\?/);
    }
    const flagged = await run("--config", "config.yaml", "--gap-seconds", "600", "--out", "other");
    assert.equal(flagged.code, 0, flagged.err);
    assert.equal((await Deno.readTextFile(`${folder}/other/train.jsonl`)).split("\n").length, 1);
    await Deno.writeTextFile(`${folder}/config.yaml`, "min_tokens_per_block: [1]\n");
    const wrong = await run("result.json", "--config", "config.yaml");
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /min_tokens_per_block is \[1\], expected a number/);
  }));
