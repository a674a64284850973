/** The guides to plugins: what they show passes the kit and runs from the configs beside it. */
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

const FLAGS = ["-q", "-A", "--no-check", "--node-modules-dir=none"];

/** The files of a page in a folder. */
async function withPage(path: string, work: (folder: string) => Promise<void>): Promise<void> {
  const page = (await pages()).find((one) => one.path === path)!;
  const folder = await Deno.makeTempDir({ prefix: "threadloom-guide-" });
  try {
    for (const block of page.blocks) {
      const name = block.language === "yaml" ? "threadloom.yaml" : fileName(block);
      if (name) await Deno.writeTextFile(join(folder, name), mapImports(page.path, block.text));
    }
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the plugin of docs/plugins.md passes its test and runs from a config, and the script runs", () =>
  withPage("docs/plugins.md", async (folder) => {
    assert.match(await deno(folder, "test", ...FLAGS, "redact_test.ts"), /ok \| \d+ passed \| 0 failed/);
    assert.match(await deno(folder, "run", ...FLAGS, "inline.ts"), /sourdough", length: 9[\s\S]* 3\n$/);
    await Deno.writeTextFile(join(folder, "notes.jsonl"), '{"text":"flour, salt"}\n');
    await deno(folder, "run", ...FLAGS, join(ROOT, "cli/mod.ts"), "run");
    assert.equal(await Deno.readTextFile(join(folder, "redacted.jsonl")), '{"text":"flour, ████"}\n');
  }));

Deno.test("the source of docs/sources.md passes its tests and runs from the config", () =>
  withPage("docs/sources.md", async (folder) => {
    assert.match(await deno(folder, "test", ...FLAGS, "notes_source_test.ts"), /ok \| \d\d+ passed \| 0 failed/);
    await Deno.mkdir(join(folder, "notes"));
    await Deno.writeTextFile(join(folder, "notes/a.txt"), "flour");
    await deno(folder, "run", ...FLAGS, join(ROOT, "cli/mod.ts"), "run");
    assert.equal(await Deno.readTextFile(join(folder, "notes.jsonl")), '{"id":"a.txt","text":"flour"}\n');
  }));

Deno.test("the sinks of docs/sinks.md pass their tests and run from the config", () =>
  withPage("docs/sinks.md", async (folder) => {
    assert.match(await deno(folder, "test", ...FLAGS, "sinks_test.ts"), /ok \| \d\d+ passed \| 0 failed/);
    await Deno.writeTextFile(join(folder, "notes.jsonl"), '{"id":"a","text":"flour,\\nwater"}\n');
    await deno(folder, "run", ...FLAGS, join(ROOT, "cli/mod.ts"), "run");
    assert.equal(await Deno.readTextFile(join(folder, "lines.txt")), "flour, water\n");
    assert.match(await Deno.readTextFile(join(folder, "shelf.json")), /"key":"a"/);
  }));
