import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { chatServer } from "../../support/chat_server.ts";
import { BREAD, inFolder, SEA, TEA, writeExport } from "../import/support.ts";
import { RUN_ARGS, threadloom } from "../support.ts";

const KEY = "sk-canary+Q/77?fig&olive";
const QUESTION = "Where to go on holiday?";

async function ask(
  cwd: string,
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...RUN_ARGS, "ask", ...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

async function imported(use: (cwd: string) => Promise<void>): Promise<void> {
  await inFolder(async (cwd) => {
    await writeExport(`${cwd}/first.zip`, [BREAD, SEA, TEA], 0);
    assert.equal((await threadloom(["import", "first.zip"], cwd)).code, 0);
    await use(cwd);
  });
}

Deno.test("ask writes the answer as it comes, also into a pipe, and lists what it cites", () =>
  imported(async (cwd) => {
    await using server = chatServer({ apiKey: KEY, say: () => "\x1b[2JTo the \u202esea [2].\nSee [9]." });
    const env = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: KEY };
    const { code, out, err } = await ask(cwd, env, QUESTION);
    assert.equal(code, 0, err);
    assert.match(
      out,
      /^\[2JTo the sea \[2\]\.\nSee \[9\]\.\n\n\[2\] Holiday plans {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}assistant\n/,
    );
    assert.match(out, / {4}https:\/\/chatgpt\.com\/c\/c3 {2}message /);
    assert.match(err, /\[9\] is no source/);
    const json = await ask(cwd, env, QUESTION, "--json");
    const { answer, citations, ...rest } = JSON.parse(json.out);
    assert.deepEqual(rest, {});
    assert.equal(answer, "\x1b[2JTo the \u202esea [2].\nSee [9].");
    assert.deepEqual(citations.map((one: object) => Object.keys(one)), [["n", "conversationId", "messageId"]]);
    assert.deepEqual([citations[0].n, citations[0].conversationId], [2, "c3"]);
  }));

Deno.test("ask --dry-run sends nothing, needs no key, and shows what would be sent", () =>
  imported(async (cwd) => {
    await using server = chatServer();
    const { code, out } = await ask(
      cwd,
      { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: "" },
      QUESTION,
      "--dry-run",
    );
    assert.equal(code, 0);
    assert.match(out, /^To http:.*, for gpt-4o-mini: \d+ tokens, about\.\n\nsystem:\n[\s\S]*\nuser:\n<</);
    assert.match(out, /> Where to go on holiday\?/);
    assert.equal(server.asked.length, 0);
    const nothing = await ask(cwd, {}, "--dry-run", "quantum chromodynamics");
    assert.match(nothing.out, /^Nothing would be sent/);
    const json = await ask(cwd, {}, "--dry-run", "--json", "--model", "m-1", QUESTION);
    const { model, messages, excerpts } = JSON.parse(json.out);
    assert.deepEqual([model, messages.length, excerpts[0].n], ["m-1", 2, 1]);
  }));

Deno.test("ask says when the conversations do not hold the answer, and asks nobody", () =>
  imported(async (cwd) => {
    await using server = chatServer();
    const env = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: KEY };
    const { code, out } = await ask(cwd, env, "Who won the chess match in 1972?");
    assert.equal(code, 0);
    assert.match(out, /^The conversations do not hold an answer to this/);
    const json = await ask(cwd, env, "--json", "--filter", "before:2001", QUESTION);
    assert.deepEqual(JSON.parse(json.out).citations, []);
    assert.equal(server.asked.length, 0);
  }));

Deno.test("ask says what is missing or wrong", () =>
  imported(async (cwd) => {
    const none = await ask(cwd, { OPENAI_API_KEY: "", OPENAI_BASE_URL: "" }, QUESTION);
    assert.equal(none.code, 2);
    assert.match(none.err, /the environment has no OPENAI_API_KEY, set it, or OPENAI_BASE_URL/);
    await using server = chatServer({ apiKey: "another" });
    const wrong = await ask(cwd, { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: server.baseUrl }, QUESTION);
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /it refused the key \(401\)/);
    assert.ok(!wrong.err.includes(KEY));
  }));

Deno.test("the key is in no output and in no file, in any form", () =>
  imported(async (cwd) => {
    await using server = chatServer({ apiKey: KEY, say: () => "To the sea [1]." });
    const env = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: KEY };
    const bytes = Buffer.from(KEY);
    const base64 = [0, 1, 2].map((n) => Buffer.concat([Buffer.alloc(n), bytes]).toString("base64").slice(4, -6));
    const forms = [
      KEY,
      encodeURIComponent(KEY),
      bytes.toString("hex"),
      ...base64,
      ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    ];
    const seen: string[] = [];
    for (const args of [[QUESTION], [QUESTION, "--json", "--verbose"], [QUESTION, "--dry-run"]]) {
      const { out, err } = await ask(cwd, env, ...args);
      seen.push(out, err);
    }
    const failed = await ask(cwd, { ...env, OPENAI_API_KEY: `${KEY}x` }, QUESTION, "--verbose");
    seen.push(failed.out, failed.err);
    const read = async (folder: string): Promise<void> => {
      for await (const { name, isDirectory } of Deno.readDir(folder)) {
        if (isDirectory) await read(`${folder}/${name}`);
        else seen.push(new TextDecoder("latin1").decode(await Deno.readFile(`${folder}/${name}`)));
      }
    };
    await read(`${cwd}/threadloom`);
    assert.ok(seen.length > 10);
    for (const form of forms) assert.ok(!seen.some((text) => text.includes(form)), form);
  }));
