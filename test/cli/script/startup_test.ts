/** What a script pays for being a command. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { inFolder, ROOT } from "./support.ts";

/** Of so many starts the fastest counts: what other work on the machine adds is never less than nothing. */
const ROUNDS = 10;

Deno.test("a script's --help starts nearly as fast as a program that only imports what the script does", () =>
  inFolder(async (folder) => {
    const imports = ["mod.ts", "plugins/chatgpt/mod.ts", "plugins/jsonl/mod.ts"].map((path) =>
      `import "${ROOT}${path}";\n`
    );
    await Deno.writeTextFile(`${folder}/imports.ts`, imports.join(""));
    const times = { imports: Infinity, help: Infinity };
    for (let round = 0; round < ROUNDS; round++) {
      times.imports = Math.min(times.imports, await timeOf([`${folder}/imports.ts`]));
      times.help = Math.min(times.help, await timeOf([fileURLToPath(`${ROOT}examples/cli.ts`), "--help"]));
    }
    const { imports: least, help } = times;
    assert.ok(help <= 1.5 * least, `--help took ${help.toFixed(1)} ms, the imports alone ${least.toFixed(1)} ms`);
  }));

async function timeOf(args: string[]): Promise<number> {
  const start = performance.now();
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", "--no-check", ...args],
    stdin: "null",
  }).output();
  assert.ok(success);
  return performance.now() - start;
}
