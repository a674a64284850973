import assert from "node:assert/strict";
import { join } from "node:path";
import { packExport, renderExport, thread } from "../../support/exports/mod.ts";
import { lastJson, threadloom } from "../support.ts";
import { BREAD, inFolder, names, report, SEA, TEA, writeExport } from "./support.ts";

Deno.test("import keeps database, Markdown and JSONL in step, and writes nothing the second time", async () => {
  await inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    await writeExport(join(cwd, "two.zip"), [TEA, BREAD, SEA], 2);
    const first = await report(cwd, 0, "import", "one.zip", "--markdown", "--jsonl");
    assert.equal(first.status, "ok");
    assert.deepEqual(first.source, { read: 2, unchanged: 0, passed: 2, dropped: 0, dead: 0 });
    assert.deepEqual(Object.keys(first.sinks as object), ["sqlite", "archive", "markdown", "jsonl"]);
    const out = join(cwd, "threadloom");
    assert.deepEqual(await names(out), [".threadloom", "archive", "conversations.jsonl", "markdown", "threadloom.db"]);

    const second = await report(cwd, 0, "import", "one.zip");
    assert.deepEqual(second.source, { read: 2, unchanged: 2, passed: 0, dropped: 0, dead: 0 });
    for (const counts of Object.values(second.sinks as Record<string, { puts: number; deletes: number }>)) {
      assert.equal(counts.puts + counts.deletes, 0);
    }

    const third = await report(cwd, 0, "import", "two.zip", "--no-markdown");
    assert.equal((third.source as { passed: number }).passed, 1);
    assert.deepEqual(Object.keys(third.sinks as object), ["sqlite", "archive", "jsonl"]);
    assert.equal((await Deno.readTextFile(join(out, "conversations.jsonl"))).trimEnd().split("\n").length, 3);
    assert.equal((await names(join(out, "markdown"))).filter((name) => name.endsWith(".md")).length, 2);
  });
});

Deno.test("import says what it found, what it did, where it is and what to do next, without acting on a title", async () => {
  await inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    const { code, out, err } = await threadloom(["import", "one.zip", "--out", "my chats"], cwd);
    assert.equal(code, 0, err);
    assert.match(err, /Found a ChatGPT export/);
    assert.match(out, /^Done: 2 conversations read, 2 new or changed, 0 unchanged/);
    assert.match(out, /Next: threadloom search <words> --out 'my chats'\n$/);
    const found = await threadloom(["search", "tea", "--out", "my chats"], cwd);
    assert.match(found.out, /^1\. +Tea time .*user\n +Which tea\?\n +https:\/\/chatgpt\.com\/c\/c1 {2}message /);
    assert.ok(!found.out.includes("\x1b") && !found.out.includes("\u202e"));
    const quiet = await threadloom(["import", "one.zip", "--out", "my chats", "--quiet"], cwd);
    assert.equal(quiet.err, "");
  });
});

Deno.test("search --json prints one object a line in the promised form", async () => {
  await inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD, SEA], 1);
    await report(cwd, 0, "import", "one.zip");
    const { code, out } = await threadloom(["search", "tea", "--json"], cwd);
    assert.equal(code, 0);
    const results = out.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.equal(results.length, 2);
    assert.deepEqual(
      Object.keys(results[0]),
      ["conversationId", "messageId", "title", "role", "createdAt", "snippet", "score"],
    );
    assert.equal(results[0].title, TEA.title);
    assert.equal((await threadloom(["search", "colour:red"], cwd)).code, 2);
    assert.match((await threadloom(["search", "zebra"], cwd)).out, /Nothing was found/);
  });
});

Deno.test("import refuses what is no export, naming every one of several, and leaves nothing behind", async () => {
  await inFolder(async (cwd) => {
    await Deno.writeTextFile(join(cwd, "notes.txt"), "not an export");
    const { code, out, err } = await threadloom(["import", "notes.txt", "gone.zip"], cwd);
    assert.equal(code, 2);
    assert.equal(out, "");
    assert.match(err, /^threadloom: Cannot .*notes\.txt.*gone\.zip/);
    assert.deepEqual(await names(cwd), ["notes.txt"]);
    assert.equal((await threadloom(["inspect", "notes.txt"], cwd)).code, 2);
  });
});

Deno.test("inspect says what an export is and what is missing", async () => {
  await inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    const whole = await threadloom(["inspect", "one.zip"], cwd);
    assert.equal(whole.code, 0, whole.err);
    assert.match(whole.out, /a ChatGPT export \(zip archive\)/);
    assert.match(whole.out, /\n {2}conversations {2}2, with \d+ messages, begun \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\n/);
    assert.match(whole.out, /Next: threadloom import one\.zip\n$/);
    await Deno.writeFile(join(cwd, "cut.zip"), packExport(renderExport([TEA, BREAD], "D", { missingShards: 1 })));
    const cut = await threadloom(["inspect", "cut.zip", "--json"], cwd);
    assert.equal(cut.code, 1);
    assert.equal((lastJson(cut.out).missingShards as string[]).length, 1);
    const [tea, bread] = JSON.parse(
      new TextDecoder().decode(renderExport([TEA, BREAD], "single-file").get("conversations.json")),
    );
    await Deno.writeTextFile(join(cwd, "odd.json"), JSON.stringify([tea, { ...bread, mapping: "gone" }]));
    const odd = await threadloom(["inspect", "odd.json"], cwd);
    assert.equal(odd.code, 1);
    assert.match(odd.out, /conversations {2}1, with .*\n(.*\n)* {2}problems {7}1\n {4}- c2: .*"mapping" is a string/);
    assert.deepEqual(await names(cwd), ["cut.zip", "odd.json", "one.zip"]);
  });
});

Deno.test("import --dry-run writes nothing but the plan; apply does it, and refuses it when things have changed", async () => {
  await inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    await writeExport(join(cwd, "two.zip"), [SEA], 2);
    const dry = await report(cwd, 0, "import", "one.zip", "--out", "chats", "--jsonl", "--dry-run", "-o", "plan.json");
    assert.equal(dry.dryRun, true);
    assert.deepEqual(await names(cwd), ["one.zip", "plan.json", "two.zip"]);
    const text = await Deno.readTextFile(join(cwd, "plan.json"));
    assert.ok(!text.includes("Bread") && !text.includes("bake"));
    const applied = await report(cwd, 0, "apply", "plan.json");
    assert.equal((applied.source as { passed: number }).passed, 2);
    assert.deepEqual(await names(join(cwd, "chats")), [
      ".threadloom",
      "archive",
      "conversations.jsonl",
      "threadloom.db",
    ]);
    const stale = await threadloom(["apply", "plan.json"], cwd);
    assert.equal(stale.code, 2);
    assert.match(stale.err, /threadloom: Cannot apply the plan: it is stale/);
    assert.equal((await threadloom(["import", "one.zip", "-o", "x.json"], cwd)).code, 2);
  });
});

Deno.test("apply writes edited files again when the dry run was asked for that", async () => {
  await inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA], 1);
    await report(cwd, 0, "import", "one.zip", "--markdown");
    const folder = join(cwd, "threadloom/markdown");
    const file = join(folder, (await names(folder)).find((name) => name.endsWith(".md"))!);
    const written = await Deno.readTextFile(file);
    await Deno.writeTextFile(file, "mine");
    await report(cwd, 0, "import", "one.zip", "--full", "--overwrite-edited", "--dry-run", "-o", "plan.json");
    assert.equal(await Deno.readTextFile(file), "mine");
    await report(cwd, 0, "apply", "plan.json");
    assert.equal(await Deno.readTextFile(file), written);
  });
});

Deno.test("import --mirror holds more deletes than allowed, exits with 1 and names --max-delete", async () => {
  await inFolder(async (cwd) => {
    const many = Array.from({ length: 50 }, (_, i) => thread(`m${i}`, `Chat ${i}`, ["Question?", "Answer."]));
    await writeExport(join(cwd, "one.zip"), many, 1);
    await writeExport(join(cwd, "two.zip"), many.slice(0, 5), 2);
    await report(cwd, 0, "import", "one.zip", "--jsonl");
    const stayed = await report(cwd, 0, "import", "two.zip");
    assert.equal((stayed.metrics as { gone: number }).gone, 45);
    const held = await threadloom(["import", "two.zip", "--mirror"], cwd);
    assert.equal(held.code, 1, held.err);
    assert.match(held.out, /^Done in part.*--max-delete \d+/s);
    const done = await report(cwd, 0, "import", "two.zip", "--mirror", "--max-delete", "100%");
    assert.ok((done.sinks as { sqlite: { deletes: number } }).sqlite.deletes > 0);
    const lines = await Deno.readTextFile(join(cwd, "threadloom/conversations.jsonl"));
    assert.equal(lines.trimEnd().split("\n").length, 5);
  });
});

Deno.test("import of many files tells of the first ones and how many more there are", async () => {
  await inFolder(async (cwd) => {
    for (let i = 0; i < 12; i++) {
      const files = renderExport([thread(`many${i}`, "Many", ["One?", "Two."])], "single-conversation");
      await Deno.writeFile(join(cwd, `${i}.json`), files.get("conversation.json")!);
    }
    const { code, out, err } = await threadloom(["import", "*.json"], cwd);
    assert.equal(code, 0, err);
    assert.match(out, /^Done: 12 conversations read/);
    assert.equal(err.split('"Found ').length - 1, 9);
    assert.match(err, /"… and 3 more\."/);
  });
});
