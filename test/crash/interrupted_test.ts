import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { denoHost } from "../../host/deno.ts";
import { unzip } from "../support/unzip.ts";
import { command } from "./command.ts";
import { dump, filesBelow } from "./dump.ts";
import { inScratch, resumed, startFrom } from "./sweep.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/", import.meta.url));

/** What shows that the import was left halfway. */
const LEFT: { [fixture: string]: RegExp } = {
  in_the_database: /^threadloom\.db-wal$/m,
  in_the_outputs: /^\.threadloom-markdown\.000001\.json$/m,
};

async function unpack(path: string, to: string): Promise<string> {
  for (const [name, data] of unzip(await Deno.readFile(path))) {
    await Deno.mkdir(dirname(join(to, name)), { recursive: true });
    await Deno.writeFile(join(to, name), data);
  }
  return to;
}

/** The same imports without a kill. */
async function undisturbed(exports: string, out: string): Promise<void> {
  const [older, first, second] = await filesBelow(exports);
  for (const words of [["import", older, first, "--markdown", "--jsonl", "--no-archive"], ["import", second]]) {
    const { code, err } = await command([...words, "--out", out], denoHost());
    assert.equal(code, 0, err);
  }
}

for (const path of (await filesBelow(FIXTURES)).filter((path) => /interrupted-[^/\\]+[/\\][^/\\]+\.zip$/.test(path))) {
  const [, version, name] = /interrupted-([^/\\]+)[/\\]([^/\\]+)\.zip$/.exec(path) ?? [];
  Deno.test(`an import that ${version} left halfway ${name.replaceAll("_", " ")} is finished to the same bytes`, () =>
    inScratch(async (folder) => {
      const left = await unpack(path, join(folder, "left"));
      const names = (await filesBelow(left)).map((path) => path.slice(dirname(path).length + 1)).join("\n");
      assert.match(names, LEFT[name], "it was left halfway");
      const out = join(folder, "undisturbed");
      const exports = await startFrom(join(left, "exports"), join(out, "exports"));
      await undisturbed(exports, out);
      const killed = ["import", (await filesBelow(join(left, "exports")))[2], "--no-archive"];
      const scenario = { name, before: [], killed, content: true };
      assert.deepEqual(await resumed({ scenario, expected: await dump(out, true) }, left), []);
    }));
}
