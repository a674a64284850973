import assert from "node:assert/strict";
import { COMMANDS, GLOBAL_FLAGS } from "../../cli/commands.ts";
import { bashCompletion } from "../../cli/completion/bash.ts";
import { fishCompletion } from "../../cli/completion/fish.ts";
import { zshCompletion } from "../../cli/completion/zsh.ts";

const SCRIPTS = {
  bash: bashCompletion(COMMANDS, GLOBAL_FLAGS),
  zsh: zshCompletion(COMMANDS, GLOBAL_FLAGS),
  fish: fishCompletion(COMMANDS, GLOBAL_FLAGS),
};

/** Runs a shell; undefined where this machine has none of that name. */
async function shell(name: string, args: string[]): Promise<{ code: number; out: string; err: string } | undefined> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(name, { args, stdin: "null" }).output();
    return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

for (const [name, script] of Object.entries(SCRIPTS)) {
  Deno.test(`the ${name} completion script names every command and flag, and the shell can read it`, async () => {
    for (const command of COMMANDS) {
      assert.ok(script.includes(command.name));
      for (const flag of command.flags) {
        assert.ok(script.includes(name === "fish" ? `-l ${flag.name} ` : `--${flag.name}`), flag.name);
        if (flag.negatable) assert.ok(script.includes(`no-${flag.name}`));
      }
    }
    const file = await Deno.makeTempFile();
    try {
      await Deno.writeTextFile(file, script);
      const done = await shell(name, ["-n", file]);
      if (done) assert.deepEqual(done, { code: 0, out: "", err: "" });
    } finally {
      await Deno.remove(file);
    }
  });
}

async function completed(...words: string[]): Promise<string[] | undefined> {
  const line = words.map((word) => `'${word}'`).join(" ");
  const script = `${SCRIPTS.bash}
COMP_WORDS=(threadloom ${line}); COMP_CWORD=${words.length}; _threadloom; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const done = await shell("bash", ["--norc", "-c", script]);
  assert.equal(done?.err ?? "", "");
  return done?.out.trimEnd().split("\n");
}

Deno.test("the bash completion script completes commands, flags, choices and paths", async () => {
  const commands = await completed("");
  if (!commands) return;
  assert.ok(commands.includes("import") && commands.includes("dead-letters"));
  assert.deepEqual(await completed("imp"), ["import"]);
  assert.deepEqual(await completed("import", "--no-m"), ["--no-media", "--no-markdown"]);
  assert.deepEqual(await completed("import", "--on-dead", ""), ["continue", "stop"]);
  assert.deepEqual(await completed("dead-letters", "r"), ["replay"]);
  assert.deepEqual(await completed("--json", "stat"), ["status"]);
  assert.deepEqual(await completed("apply", "/et"), ["/etc"]);
});
