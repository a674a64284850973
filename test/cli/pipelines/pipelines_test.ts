/** Pipelines of a config file as a person meets them: `run`, `plan`, `apply`, `verify`, `status`, `permissions`. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { writeSampleExport } from "../../../examples/sample_export/mod.ts";
import { ENTRY, lastJson, threadloom } from "../support.ts";
import { inFolder } from "../import/support.ts";

const CONFIG = `
pipelines:
  lines:
    source: { pipeline: chats }
    through: [{ use: filter, where: "length(messages) > 3" }]
    to:
      - { use: jsonl, path: long.jsonl }
      - { when: 'title contains "sourdough"', to: { use: jsonl, path: bread.jsonl, name: bread } }
  chats:
    summary: Keep the export.
    source: { use: chatgpt, path: one.zip }
    to: { use: sqlite, path: chats.db }
`;

async function withConfig(work: (folder: string) => Promise<void>, config = CONFIG): Promise<void> {
  await inFolder(async (folder) => {
    await writeSampleExport(join(folder, "one.zip"), { edition: 1 });
    await writeSampleExport(join(folder, "two.zip"), { edition: 2 });
    await Deno.writeTextFile(join(folder, "threadloom.yaml"), config);
    await work(folder);
  });
}

const sourceOf = (out: string): Record<string, number> => lastJson(out).source as Record<string, number>;

Deno.test("run --all runs each pipeline behind those that feed it; again, nothing is written", async () => {
  await withConfig(async (cwd) => {
    const { code, out, err } = await threadloom(["run", "--all"], cwd);
    assert.equal(code, 0, err);
    assert.match(
      out,
      /^chats: Keep the export\.\nDone: 19 conversations read[\s\S]*\nlines\nDone: 19 conversations read/,
    );
    const lines = (await Deno.readTextFile(join(cwd, "long.jsonl"))).trimEnd().split("\n");
    assert.ok(lines.length > 3 && lines.every((line) => JSON.parse(line).messages.length > 3));
    const bread = (await Deno.readTextFile(join(cwd, "bread.jsonl"))).trimEnd().split("\n");
    assert.deepEqual(bread.map((line) => JSON.parse(line).title), ["Why is my sourdough flat?"]);
    const again = await threadloom(["run", "--all", "--json"], cwd);
    const reports = again.out.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(reports.map(({ pipeline, source }) => [pipeline, source.unchanged]), [["chats", 19], [
      "lines",
      19,
    ]]);
  });
});

Deno.test("run without a name runs the only pipeline, and of several says which there are", async () => {
  await withConfig(async (cwd) => {
    const asked = await threadloom(["run"], cwd);
    assert.equal(asked.code, 2);
    assert.match(asked.err, /Cannot choose a pipeline: the config has lines, chats/);
    const wrong = await threadloom(["run", "chat"], cwd);
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /Cannot find the pipeline "chat": did you mean "chats"\?/);
    assert.equal((await threadloom(["run", "chats", "--all"], cwd)).code, 2);
    await Deno.writeTextFile(
      join(cwd, "one.json"),
      JSON.stringify({
        pipelines: { all: { source: { use: "chatgpt", path: "one.zip" }, to: { use: "jsonl", path: "o" } } },
      }),
    );
    const { code, out } = await threadloom(["run", "--config", "one.json", "--json", "--limit", "2"], cwd);
    assert.equal(code, 0);
    assert.equal(sourceOf(out).read, 2);
  });
});

Deno.test("run --set reads another input, --dry-run writes nothing, --mirror deletes what is gone", async () => {
  await withConfig(async (cwd) => {
    const set = ["--set", "pipelines.chats.source.path=two.zip", "--json"];
    const dry = await threadloom(["run", "chats", "--dry-run", "--json"], cwd);
    assert.equal(lastJson(dry.out).dryRun, true);
    await assert.rejects(Deno.stat(join(cwd, "chats.db")), Deno.errors.NotFound);
    assert.equal((await threadloom(["run", "chats"], cwd)).code, 0);
    const kept = await threadloom(["run", "chats", ...set], cwd);
    assert.deepEqual(sourceOf(kept.out), { read: 19, unchanged: 16, passed: 3, dropped: 0, dead: 0 });
    const gone = await threadloom(["run", "chats", "--mirror", ...set], cwd);
    assert.equal((lastJson(gone.out).metrics as { removed: number }).removed, 1);
    const wrong = await threadloom(["run", "chats", "--set", "pipelines.chats.sorce.path=x"], cwd);
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /source/);
    assert.match((await threadloom(["run", "chats", "--set", "path"], cwd)).err, /expected PATH=VALUE/);
  });
});

Deno.test("plan -o and apply: what was planned is done, from any folder; a stale plan is refused", async () => {
  await withConfig(async (cwd) => {
    const planned = await threadloom(["plan", "chats", "-o", "plan.json"], cwd);
    assert.equal(planned.code, 0, planned.err);
    assert.match(planned.out, /Next: threadloom apply plan\.json\n$/);
    assert.ok(!(await Deno.readTextFile(join(cwd, "plan.json"))).includes("sourdough"));
    await inFolder(async (elsewhere) => {
      const { code, out, err } = await threadloom(["apply", join(cwd, "plan.json"), "--json"], elsewhere);
      assert.equal(code, 0, err);
      assert.equal(sourceOf(out).passed, 19);
    });
    const stale = await threadloom(["apply", "plan.json"], cwd);
    assert.equal(stale.code, 2);
    assert.match(stale.err, /stale/);
  });
});

Deno.test("verify, status and dead-letters speak of a config's pipelines, also when the export has gone", async () => {
  await withConfig(async (cwd) => {
    await threadloom(["run", "--all"], cwd);
    await Deno.remove(join(cwd, "one.zip"));
    const verified = await threadloom(["verify", "chats"], cwd);
    assert.equal(verified.code, 0, verified.err);
    assert.match(verified.out, /All is as it was committed\.\n$/);
    await Deno.writeTextFile(join(cwd, "long.jsonl"), "mine\n");
    assert.equal((await threadloom(["verify", "lines"], cwd)).code, 1);
    const { code, out } = await threadloom(["status"], cwd);
    assert.equal(code, 0);
    assert.match(out, /^chats\n {2}sqlite +19 conversations?, |^chats\n {2}sqlite +19 units, /);
    assert.match(out, /\nlines\n/);
    assert.match((await threadloom(["dead-letters", "list", "chats"], cwd)).out, /There are no dead letters/);
    const both = await threadloom(["status", "--out", "x", "--config", "threadloom.yaml"], cwd);
    assert.equal(both.code, 2);
    assert.match(both.err, /give --out or --config, not both/);
  });
});

Deno.test("where an import's folder and a config are both here, commands ask which is meant", async () => {
  await withConfig(async (cwd) => {
    await threadloom(["import", "one.zip"], cwd);
    const asked = await threadloom(["status"], cwd);
    assert.equal(asked.code, 2);
    assert.match(asked.err, /--out \.\/threadloom or --config threadloom\.yaml/);
    assert.equal((await threadloom(["status", "--out", "threadloom"], cwd)).code, 0);
    assert.equal((await threadloom(["status", "--config", "threadloom.yaml"], cwd)).code, 0);
  });
});

Deno.test("the line that permissions prints runs the pipeline with nothing else allowed", async () => {
  await withConfig(async (cwd) => {
    for (const name of ["chats", "lines"]) {
      const { code, out, err } = await threadloom(["permissions", name], cwd);
      assert.equal(code, 0, err);
      assert.match(out, /^deno run --allow-read=\S+ --allow-write=\S+ /);
      assert.doesNotMatch(out, / -A|--allow-all|--allow-\w+ /);
      const words = out.trim().replace(/^deno run /, "").split(" ");
      assert.ok(words.includes(ENTRY) || words.some((word) => word.endsWith("cli/mod.ts")));
      const run = new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", "--quiet", ...words, "--json"],
        cwd,
        env: { NO_COLOR: "1", RUST_BACKTRACE: "0" },
        stdin: "null",
      });
      const done = await run.output();
      assert.equal(done.code, 0, new TextDecoder().decode(done.stderr));
      assert.equal(sourceOf(new TextDecoder().decode(done.stdout)).read, 19);
    }
  });
});

Deno.test("an inline function of a TypeScript config is part of its pipeline's definition, with what it imports", async () => {
  const config = (text: string): string => `
import { defineConfig } from ${JSON.stringify(new URL("../../../mod.ts", import.meta.url).href)};
import { mark } from "./mark.ts";
export default defineConfig({ pipelines: { chats: {
  source: { use: "chatgpt", path: "one.zip" },
  through: [(chat: { title?: string }) => ({ ...chat, title: mark(${text}) })],
  to: { use: "jsonl", path: "out.jsonl" },
} } });`;
  await inFolder(async (cwd) => {
    await writeSampleExport(join(cwd, "one.zip"), { edition: 1 });
    await Deno.writeTextFile(join(cwd, "mark.ts"), "export const mark = (text: string) => text + '!';");
    await Deno.writeTextFile(join(cwd, "threadloom.config.ts"), config("'a'"));
    const first = await threadloom(["run", "--json"], cwd);
    assert.equal(first.code, 0, first.err);
    await Deno.writeTextFile(join(cwd, "mark.ts"), "export const mark = (text: string) => text + '?';");
    assert.equal((await threadloom(["run", "--json"], cwd)).code, 0);
    assert.equal(JSON.parse((await Deno.readTextFile(join(cwd, "out.jsonl"))).split("\n")[0]).title, "a?");
  });
});

Deno.test("status tells of every pipeline, also where the ledger of one before cannot be read", async () => {
  const config = `
pipelines:
  broken:
    source: { use: chatgpt, path: one.zip }
    to: { use: jsonl, path: a.jsonl }
    ledger: { use: json, path: a.json }
  whole:
    source: { use: chatgpt, path: one.zip }
    to: { use: jsonl, path: b.jsonl }
`;
  await withConfig(async (cwd) => {
    await Deno.writeTextFile(join(cwd, "a.json"), "no ledger");
    const { code, out, err } = await threadloom(["status"], cwd);
    assert.equal(code, 2);
    assert.match(err, /Cannot open ledger ".*a\.json"/);
    assert.match(out, /^broken\n\nwhole\n/);
  }, config);
});

Deno.test("a variable that only another pipeline lacks stops no command about this one", async () => {
  const other = `
  other:
    source: { use: chatgpt, path: { env: THREADLOOM_TEST_UNSET } }
    to: { use: jsonl, path: other.jsonl }
`;
  await withConfig(async (cwd) => {
    for (const words of [["plan", "chats"], ["run", "chats"], ["verify", "chats"], ["permissions", "lines"]]) {
      const { code, err } = await threadloom(words, cwd);
      assert.equal(code, 0, `${words}: ${err}`);
    }
    const { code, err } = await threadloom(["run", "other"], cwd);
    assert.equal(code, 2);
    assert.match(err, /pipelines\.other\.source\.path: the environment variable "THREADLOOM_TEST_UNSET" is not set/);
    const unnamed = await threadloom(["run"], cwd);
    assert.match(unnamed.err, /Cannot choose a pipeline: the config has lines, chats, other|is not set/);
  }, CONFIG.trimEnd() + other);
});
