import assert from "node:assert/strict";
import { UsageError } from "../../cli/command.ts";
import { COMMANDS, GLOBAL_FLAGS } from "../../cli/commands.ts";
import { parseCommandLine, type Parsed } from "../../cli/parse.ts";

function parse(line: string): Parsed {
  return parseCommandLine(line.split(" ").filter(Boolean), COMMANDS, GLOBAL_FLAGS);
}

function refused(line: string, message: RegExp): void {
  assert.throws(() => parse(line), (error) => error instanceof UsageError && message.test(error.message), line);
}

Deno.test("parseCommandLine() reads flags before, between and behind arguments", () => {
  const { command, args, flags } = parse("--json import a.zip --out dir b.zip --limit=3 -q -o plan.json");
  assert.equal(command?.name, "import");
  assert.deepEqual(args, ["a.zip", "b.zip"]);
  assert.equal(flags.on("json"), true);
  assert.equal(flags.on("quiet"), true);
  assert.equal(flags.text("out"), "dir");
  assert.equal(flags.number("limit"), 3);
  assert.equal(flags.text("output"), "plan.json");
});

Deno.test("parseCommandLine() tells on, off and not given apart", () => {
  assert.equal(parse("import a --markdown").flags.given("markdown"), true);
  assert.equal(parse("import a --no-markdown").flags.given("markdown"), false);
  assert.equal(parse("import a").flags.given("markdown"), undefined);
  assert.equal(parse("import a --no-markdown --markdown").flags.given("markdown"), true);
});

Deno.test("parseCommandLine() takes what follows -- as arguments, and a lone dash", () => {
  assert.deepEqual(parse("search -- --json -").args, ["--json", "-"]);
  assert.deepEqual(parse("search a - b").args, ["a", "-", "b"]);
});

Deno.test("parseCommandLine() leaves words to search that begin with a dash and are no flag", () => {
  const { args, flags } = parse("search holiday -work -q");
  assert.deepEqual(args, ["holiday", "-work"]);
  assert.equal(flags.on("quiet"), true);
  refused("search holiday --wrok", /Cannot find the flag "--wrok"/);
  refused("status -work", /Cannot find the flag "-work"/);
});

Deno.test("parseCommandLine() keeps a value that holds an equals sign or begins with a dash", () => {
  assert.equal(parse("import a --out=x=y").flags.text("out"), "x=y");
  assert.equal(parse("import a --out=-x").flags.text("out"), "-x");
  refused("import a --out --json", /--out: it needs a value, --out DIR/);
});

Deno.test("parseCommandLine() asks whether a near command, flag or value was meant", () => {
  refused("imprt a", /"imprt": did you mean "import"\?/);
  refused("serach a", /did you mean "search"\?/);
  refused("import a --makrdown", /did you mean "--markdown"\?/);
  refused("import a --no-markdwon", /did you mean "--no-markdown"\?/);
  refused("import a --on-dead stpo", /expected continue or stop; did you mean "stop"\?/);
  refused("dead-letters relpay", /did you mean "replay"\?/);
  refused("xyzzy", /^Cannot find the command "xyzzy"$/);
});

Deno.test("parseCommandLine() has no twin for flags that are only turned on", () => {
  refused("import a --no-mirror", /Cannot find the flag "--no-mirror"/);
});

Deno.test("parseCommandLine() checks values before anything runs", () => {
  refused("import a --limit 0", /"0": expected a whole number, 1 or more/);
  refused("import a --limit ten", /"ten": expected a whole number/);
  refused("import a --max-delete 101%", /percentage up to 100%/);
  refused("import a --max-delete -1", /"-1": expected a number of entries/);
  refused("import a --max-dead-letters 1.5", /whole number, 0 or more/);
  refused("import a --out=", /its value is empty/);
  assert.equal(parse("finetune a --delimiter=").flags.text("delimiter"), "");
  refused("import a --json=true", /--json is on or off/);
  assert.equal(parse("import a --max-delete 12.5%").flags.text("max-delete"), "12.5%");
});

Deno.test("parseCommandLine() wants the arguments a command needs and no more", () => {
  refused("import", /it needs an export/);
  refused("apply a b", /"b" is more than it takes/);
  refused("doctor here", /"here" is more than it takes/);
  assert.equal(parse("import --help").command?.name, "import");
});

Deno.test("parseCommandLine() gives words no meaning that objects give them", () => {
  refused("constructor", /Cannot find the command "constructor"/);
  refused("import a --__proto__", /Cannot find the flag "--__proto__"/);
});

Deno.test("no two flags of a command are written the same way", () => {
  for (const command of COMMANDS) {
    const words = [...command.flags, ...GLOBAL_FLAGS].flatMap(({ name, short }) => [name, ...(short ? [short] : [])]);
    assert.equal(new Set(words).size, words.length, command.name);
  }
});
