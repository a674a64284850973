/** What a script answers to words, in this process: nothing here needs an engine. */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { runScript } from "../../../cli/script/mod.ts";
import { definePipeline, from } from "../../../mod.ts";
import { memorySink } from "../../../plugins/memory/mod.ts";
import { fakeTerminal } from "../support.ts";

const chats = definePipeline({
  name: "chats",
  summary: "An export to a database.",
  options: {
    input: { type: "string", summary: "the export", required: true, role: "location", positional: true },
    role: { type: "string", summary: "whose messages", choices: ["user", "everybody"], default: "everybody" },
    most: { type: "number", summary: "most messages" },
    maxTokens: { type: "number", summary: "most tokens", env: "CHATS_MAX_TOKENS" },
  },
  build: () => from([1]).to(memorySink<number>()),
});

/** What the script says, on a terminal. */
async function said(args: string[], pipeline: Parameters<typeof runScript>[0] = chats) {
  const terminal = fakeTerminal();
  const main = pathToFileURL(`${Deno.cwd()}/chats.ts`).href;
  const engine = new Proxy({} as never, { get: () => assert.fail("the engine was asked for") });
  const code = await runScript(pipeline, { args, main, engine, terminal });
  return { code, ...terminal.written };
}

Deno.test("wrong words end with one message that says what was meant, and exit code 2", async () => {
  const wrong: [string[], RegExp][] = [
    [
      [],
      /^chats: Cannot run chats: it needs the export \(<input> or --input\)\n {2}usage: deno run chats\.ts <input> \[flags\]\n$/,
    ],
    [["export.zip", "--rol", "user"], /^chats: Cannot find the flag "--rol" of chats: did you mean "--role"\?\n$/],
    [
      ["export.zip", "--role", "usr"],
      /^chats: Cannot read --role "usr": expected user or everybody; did you mean "user"\?\n$/,
    ],
    [["export.zip", "--most", "ten"], /^chats: Cannot read --most "ten": expected a number\n$/],
    [["export.zip", "more.zip"], /^chats: Cannot run chats: "more\.zip" is more than it takes\n/],
    [
      ["export.zip", "--input", "other.zip"],
      /^chats: Cannot read "export\.zip": flags say already what it could be\n$/,
    ],
    [["verify", "export.zip", "--full"], /^chats: Cannot find the flag "--full" of chats verify/],
    [["export.zip", "--completion", "tcsh"], /expected bash, zsh or fish/],
  ];
  for (const [words, says] of wrong) {
    const { code, out, err } = await said(words);
    assert.equal(code, 2, words.join(" "));
    assert.equal(out, "");
    assert.match(err, says);
  }
});

Deno.test("an option that would be written as a flag of every script is refused", async () => {
  for (const name of ["limit", "dryRun", "noMirror", "planFile", "source"]) {
    const options = { [name]: { type: "string", summary: "x" } } as const;
    const wrong = definePipeline({
      name: "p",
      summary: "P.",
      options,
      build: () => from([1]).to(memorySink<number>()),
    });
    const { code, err } = await said([], wrong);
    assert.equal(code, 2);
    assert.match(err, /^p: Cannot offer "p" as a command: every script has --[a-z-]+ already/);
  }
});

Deno.test("variables are listed in the help and have no flag", async () => {
  assert.match((await said(["--help"])).out, /\nEnvironment:\n {2}CHATS_MAX_TOKENS {2}most tokens\n/);
  assert.match((await said(["e", "--max-tokens", "1"])).err, /Cannot find the flag "--max-tokens" of chats/);
});

Deno.test("errors are JSON when JSON is asked for", async () => {
  const { code, err } = await said(["--json"]);
  assert.equal(code, 2);
  assert.equal(JSON.parse(err).type, "error");
});
