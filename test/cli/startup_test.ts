import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { ENTRY, RUN_ARGS } from "./support.ts";

/** Of so many starts the fastest counts: what other work on the machine adds is never less than nothing. */
const ROUNDS = 12;

/** A module as `deno info --json` describes it; what is imported for its types alone has no `code`. */
interface Module {
  specifier: string;
  dependencies?: { code?: { specifier?: string } }[];
}

Deno.test("cli/mod.ts loads no plugin, no library and no command before it has read its first word", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json", ENTRY] }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: Module[] };
  const loaded = new Set([pathToFileURL(ENTRY).href]);
  for (const specifier of loaded) {
    const module = modules.find((candidate) => candidate.specifier === specifier);
    for (const { code } of module?.dependencies ?? []) if (code?.specifier) loaded.add(code.specifier);
  }
  assert.ok(loaded.size > 10);
  for (const specifier of loaded) {
    assert.match(
      specifier,
      /\/(cli\/(tables\/)?[a-z_]+|core\/(errors|plain_text|suggest|time_zone))\.ts$/,
      `${specifier} is loaded at every start`,
    );
  }
});

Deno.test("threadloom --help starts within twice the time of an empty program", async () => {
  const empty = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const times = { empty: [] as number[], help: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      times.empty.push(await timeOf(["run", "--no-prompt", "-A", "--quiet", empty]));
      times.help.push(await timeOf([...RUN_ARGS, "--help"]));
    }
    const [least, took] = [Math.min(...times.empty), Math.min(...times.help)];
    assert.ok(took <= 2 * least, `--help took ${took.toFixed(1)} ms, an empty program ${least.toFixed(1)} ms`);
  } finally {
    await Deno.remove(empty);
  }
});

async function timeOf(args: string[]): Promise<number> {
  const start = performance.now();
  const { success } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).output();
  assert.ok(success);
  return performance.now() - start;
}
