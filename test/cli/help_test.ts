import assert from "node:assert/strict";
import { COMMANDS, GLOBAL_FLAGS } from "../../cli/commands.ts";
import { commandHelp, generalHelp } from "../../cli/help.ts";
import { main } from "../../cli/main.ts";
import { parseCommandLine } from "../../cli/parse.ts";
import { VERSION } from "../../cli/version.ts";
import config from "../../deno.json" with { type: "json" };
import { fakeTerminal } from "./support.ts";

function noLoad(module: string): never {
  throw new Error(`help must load nothing, it loaded ${module}`);
}

async function said(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = fakeTerminal();
  const code = await main(words, noLoad, terminal);
  return { code, ...terminal.written };
}

Deno.test("help names every command, flag, default and exit code", () => {
  const general = generalHelp(COMMANDS, GLOBAL_FLAGS);
  for (const command of COMMANDS) {
    assert.ok(general.includes(`\n  ${command.name} `), command.name);
    const help = commandHelp(command, GLOBAL_FLAGS);
    for (const flag of [...command.flags, ...GLOBAL_FLAGS]) {
      assert.ok(
        help.includes(flag.negatable ? `--[no-]${flag.name}` : `--${flag.name}`),
        `${command.name} ${flag.name}`,
      );
      if (flag.default) assert.ok(help.replace(/\s+/g, " ").includes(`(default: ${flag.default})`), flag.name);
    }
    for (const code of ["0", "1", "2", "130"]) assert.match(help, new RegExp(`\n +${code}  `));
    assert.match(help, /\nExamples:\n {2}(threadloom|eval) /);
  }
});

Deno.test("help fits on a terminal of 90 columns and says every command in one sentence", () => {
  for (const command of COMMANDS) {
    for (const line of commandHelp(command, GLOBAL_FLAGS).split("\n")) assert.ok(line.length <= 90, line);
    assert.match(command.summary, /^[A-Z][^\n]*[^.]\.$/);
  }
});

Deno.test("every example in the help is a line the parser takes", () => {
  for (const { examples } of COMMANDS) {
    for (const { line } of examples) {
      const words = line.replace(/^.*?threadloom /, "").replace(/[)>].*$/, "").trim().split(" ");
      assert.doesNotThrow(() => parseCommandLine(words, COMMANDS, GLOBAL_FLAGS), line);
    }
  }
});

Deno.test("main() answers help in every form without loading a command", async () => {
  for (const { name } of COMMANDS) {
    const long = await said(name, "--help");
    assert.equal(long.code, 0);
    assert.deepEqual(await said("help", name), long);
    assert.deepEqual(await said(name, "-h"), long);
  }
  assert.deepEqual(await said("--help"), await said("help"));
  assert.deepEqual((await said()).code, 2);
});

Deno.test("main() answers a wrong line with one message, a hint and exit code 2", async () => {
  const { code, out, err } = await said("plugin");
  assert.equal(code, 2);
  assert.equal(out, "");
  assert.equal(err, 'threadloom: Cannot find the command "plugin": did you mean "plugins"?\n');
  assert.match((await said("doctor", "x")).err, /^threadloom: .*\n {2}usage: threadloom doctor/);
});

Deno.test("main() writes errors as JSON when asked for JSON", async () => {
  const { code, err } = await said("imprt", "--json");
  assert.equal(code, 2);
  assert.equal(JSON.parse(err).type, "error");
});

Deno.test("VERSION is the version in deno.json", async () => {
  assert.equal(VERSION, config.version);
  assert.match((await said("--version")).out, new RegExp(`^threadloom ${VERSION.replaceAll(".", "\\.")} `));
});
