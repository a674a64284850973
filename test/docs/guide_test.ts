/** docs/plugins.md: its plugins keep the promises of the kit, run from the config it shows, and its script runs. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileName, mapImports, pages, ROOT } from "./pages.ts";

async function deno(folder: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert.equal(code, 0, `${args.join(" ")}\n${out}\n${err}`);
  return out;
}

Deno.test("the plugins of docs/plugins.md pass their tests, run from a config, and the function runs", async () => {
  const page = (await pages()).find(({ path }) => path === "docs/plugins.md")!;
  const folder = await Deno.makeTempDir({ prefix: "threadloom-guide-" });
  try {
    for (const block of page.blocks) {
      const name = block.language === "yaml" ? "threadloom.yaml" : fileName(block);
      if (name) await Deno.writeTextFile(join(folder, name), mapImports(page.path, block.text));
    }
    const flags = ["-q", "-A", "--no-check", "--node-modules-dir=none"];
    const tested = await deno(folder, "test", ...flags, "plugins_test.ts");
    assert.match(tested, /ok \| \d\d+ passed \| 0 failed/);
    assert.match(await deno(folder, "run", ...flags, "inline.ts"), /sourdough", length: 9[\s\S]* 3\n$/);

    await Deno.mkdir(join(folder, "notes"));
    await Deno.writeTextFile(join(folder, "notes/a.txt"), "flour, salt");
    await deno(folder, "run", ...flags, join(ROOT, "cli/mod.ts"), "run");
    assert.equal(await Deno.readTextFile(join(folder, "lines.txt")), "flour, ████\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
