/** `finetune` in threads: the same bytes, report and dead letters as in one, whatever the number of threads. */
import assert from "node:assert/strict";
import type { Host, Thread } from "../../../core/host.ts";
import type { JsonObject } from "../../../core/conversation.ts";
import { denoHost } from "../../../host/deno.ts";
import { denoThreads } from "../../../host/threads.ts";
import { command } from "../../crash/command.ts";
import { lastJson } from "../support.ts";
import { chatWith, say, words } from "../../plugins/finetune/support.ts";
import { full, inFolder } from "../../plugins/telegram/support.ts";

/** A host whose threads are counted and may be wrapped. */
function watchedHost(
  wrap = (thread: Thread): Thread => thread,
): { host: Host; started: () => number; alive: () => number } {
  const inner = denoThreads();
  let started = 0;
  let stopped = 0;
  const threads: Host["threads"] = {
    leastBytes: inner.leastBytes,
    mayLoad: inner.mayLoad,
    start(needs) {
      const thread = wrap(inner.start(needs)!);
      let running = true;
      started++;
      return {
        send: (message, transfer) => thread.send(message, transfer),
        next: () => thread.next(),
        stop() {
          if (running) stopped++;
          running = false;
          thread.stop();
        },
      };
    },
  };
  return { host: { ...denoHost(), threads }, started: () => started, alive: () => started - stopped };
}

const alone: Host = { ...denoHost(), threads: undefined };

/** Ada and Bob, in turns; every tenth message is a minute after the one before, every fortieth a day. */
function talk(from: number, to: number, text: (n: number) => string): JsonObject[] {
  const messages: JsonObject[] = [];
  let second = 0;
  for (let n = from; n < to; n++) {
    second += n % 40 === 0 ? 86_400 : n % 10 === 0 ? 60 : 5;
    messages.push(say(n, n % 3 === 0 ? "Ada" : "Bob", text(n), second));
  }
  return messages;
}

const line = (n: number) => `${words(n % 30)} ${n} \u00e4\u{1f600} "quoted"\nand ada${n}@example.com`;

/** Copies of one chat, chats that are left out, a repair. */
const FILES = {
  "a/result.json": full([
    { ...chatWith(talk(1, 300, line)), id: 2, name: "Bob" },
    { ...chatWith(talk(1, 200, line)), id: 3, name: "\ud83d\ude00 Bob" },
    { ...chatWith(talk(1, 20, line)), id: 4, type: "private_group" },
    { ...chatWith([say(1, "Bob", `${words(900)}. ${words(900)}`, 0)]), id: 5, name: null },
    { ...chatWith(talk(1, 200, line)), id: 6, name: "Bob again" },
    { ...chatWith([say(1, "Bob", "", 0)]), id: 7 },
  ]),
  "b/result.json": JSON.stringify(chatWith(talk(250, 400, line))).replace("ada260@", "\\x0bada260@"),
  "c/result.json": { ...chatWith([say(1, "Bob", "alone", 0), say(2, "Ada", "here", 1)]), id: 9, type: "bot_chat" },
};

interface Left {
  code: number;
  report: JsonObject;
  err: string[];
  files: { [name: string]: string };
}

/** Runs the command and keeps all that it leaves and says. */
async function finetune(folder: string, host: Host, more: readonly string[]): Promise<Left> {
  const out = `${folder}/data`;
  const inputs = Object.keys(FILES).map((name) => `${folder}/${name}`);
  const done = await command(["finetune", ...inputs, "--out", out, "--json", ...more], host);
  const files: Left["files"] = {};
  for await (const { name } of Deno.readDir(out)) files[name] = await Deno.readTextFile(`${out}/${name}`);
  await Deno.remove(out, { recursive: true });
  const { run: _, startedAt: __, durationMs: ___, endedAt: ____, ...report } = lastJson(done.out) as JsonObject;
  // Progress comes as time goes by.
  const err = done.err.trimEnd().split("\n").filter((said) => /"(warn|dead|error)"|dead/.test(said))
    .map((said) => said.replaceAll(/"(at|run)":("[^"]*"|\d+)/g, '"$1":0'));
  return { code: done.code, report, err: err.sort(), files };
}

const WAYS: { [name: string]: string[] } = {
  "by default": ["--me", "user1"],
  "by the rules of the reference": ["--me", "Ada", "--compat", "--delimiter", "~", "--system-prompt", "Be Ada."],
  "with every file": [
    "--me",
    "user1",
    "--raw",
    "--page",
    "--validation",
    "0.4",
    "--form",
    "openai",
    "--min-tokens",
    "9",
  ],
  "without duplicates": ["--me", "user1", "--dedupe", "exact", "--redact", "mask", "--template", "chatml"],
  "without near duplicates": ["--me", "user1", "--dedupe", "near", "--min-tokens", "20", "--max-tokens", "90", "--raw"],
  "in a form that is broken": ["--me", "user1", "--form", "trl", "--overflow", "drop"],
  "as sharegpt": ["--me", "user1", "--form", "sharegpt", "--trim", "--system-prompt", "Be Ada."],
  "as bedrock": ["--me", "user1", "--form", "bedrock", "--trim", "--system-prompt", "Be Ada."],
  "of short blocks": ["--me", "Ada", "--chat-type", "bot_chat", "--chat-type", "personal_chat", "--min-tokens", "1"],
};

for (const [way, flags] of Object.entries(WAYS)) {
  Deno.test(`finetune ${way} leaves the same with one worker, with two and without any`, () =>
    inFolder(FILES, async (folder) => {
      const expected = await finetune(folder, alone, flags);
      assert.ok(expected.files["processed.json"].length > 1000, "there is something to compare");
      for (const workers of ["1", "2"]) {
        const { host, started, alive } = watchedHost();
        const { files, ...rest } = await finetune(folder, host, [...flags, "--workers", workers]);
        for (const [name, text] of Object.entries(expected.files)) {
          assert.ok(files[name] === text, `${name} with ${workers} workers is what it is without`);
        }
        assert.deepEqual({ ...rest, files: Object.keys(files) }, { ...expected, files: Object.keys(expected.files) });
        assert.equal(started(), Number(workers));
        assert.equal(alive(), 0);
      }
    }));
}

Deno.test("a chat that fails in a thread is a dead letter that says where, as without threads", () =>
  inFolder({ "result.json": chatWith([say(1, "Bob", "hi", 0)], { junk: "x".repeat(17 << 20) }) }, async (folder) => {
    const said = async (host: Host) => {
      const done = await command(
        ["finetune", `${folder}/result.json`, "--me", "user1", "--out", `${folder}/data`],
        host,
      );
      return { ...done, err: done.err.replaceAll(/\d+(\.\d+)? (m?s|MB\/s)/g, "") };
    };
    const expected = await said(alone);
    assert.equal(expected.code, 1);
    assert.match(expected.err + expected.out, /its own fields take \d+ bytes/);
    assert.deepEqual(await said(watchedHost().host), expected);
  }));

Deno.test("a thread that dies ends the run with an error that says so, and what was there stays", () =>
  inFolder(FILES, async (folder) => {
    const out = `${folder}/data`;
    await Deno.mkdir(out);
    await Deno.writeTextFile(`${out}/train.jsonl`, "of yesterday");
    const words = ["finetune", `${folder}/a/result.json`, "--me", "user1", "--out", out, "--workers", "2"];
    let sent = 0;
    // Ended as it works, as by a lack of memory.
    const dying = (thread: Thread): Thread => ({
      ...thread,
      send(message, transfer) {
        thread.send(message, transfer);
        if (++sent === 3) thread.stop();
      },
    });
    const { host, alive } = watchedHost(dying);
    const done = await command(words, host);
    assert.equal(done.code, 2);
    assert.match(done.err, /Cannot read "telegram" to its end: .*a thread that makes blocks failed: its thread/);
    assert.equal(alive(), 0);
    assert.equal(await Deno.readTextFile(`${out}/train.jsonl`), "of yesterday");
    assert.deepEqual([...Deno.readDirSync(out)].map(({ name }) => name), ["train.jsonl"]);
  }));

Deno.test("what is wrong with the settings is said before a thread is started, what a thread finds as by one", () =>
  inFolder(FILES, async (folder) => {
    const words = ["finetune", `${folder}/b/result.json`, "--me", "user1", "--out", `${folder}/data`];
    const { host, started, alive } = watchedHost();
    const wrong = await command([...words, "--max-tokens", "10"], host);
    assert.match(wrong.err, /minTokens: it is over maxTokens/);
    assert.equal(started(), 0);
    for (
      const flags of [["--tokenizer", `${folder}/none/tokenizer.json`], ["--min-tokens", "1", "--max-tokens", "1"]]
    ) {
      const found = await command([...words, ...flags], host);
      assert.deepEqual(found, await command([...words, ...flags], alone));
      assert.equal(found.code, 2);
      assert.equal(alive(), 0);
    }
  }));
