/** A stranger's walk: a plugin is made, tried, changed, configured and run, far from the tree. */
import assert from "node:assert/strict";
import { factoryName } from "../../../cli/new/names.ts";
import { originFor } from "../../../cli/new/origin.ts";
import { pipelineScaffold } from "../../../cli/new/pipeline.ts";
import { sinkScaffold } from "../../../cli/new/sink.ts";
import { sourceScaffold } from "../../../cli/new/source.ts";
import { storeScaffold } from "../../../cli/new/store.ts";
import { transformScaffold } from "../../../cli/new/transform.ts";
import { writeNew } from "../../../cli/new/write.ts";
import type { Done } from "../support.ts";
import { threadloom } from "../support.ts";
import { serving } from "../../support/serving.ts";
import { inFolder, process, writeExport } from "../script/support.ts";

const SCAFFOLDS = [
  ["source", sourceScaffold],
  ["transform", transformScaffold],
  ["sink", sinkScaffold],
  ["store", storeScaffold],
  ["pipeline", pipelineScaffold],
] as const;

/** Runs deno as it is typed, without what the tree's config says. */
function deno(cwd: string, ...words: string[]): Promise<Done> {
  return process(Deno.execPath(), words, { cwd });
}

/** Runs a line that `new` printed, as a shell does. */
function typed(cwd: string, line: string): Promise<Done> {
  return process("sh", ["-c", line.replace(/^deno /, `'${Deno.execPath()}' `)], { cwd });
}

/** Runs the command, and insists that it went well. */
async function well(cwd: string, ...words: string[]): Promise<string> {
  const { code, out, err } = await threadloom(words, cwd);
  assert.equal(code, 0, `${words.join(" ")}: ${err}${out}`);
  return out;
}

/** Puts another text in the place of one that has to be there. */
async function edit(path: string, ...changes: [from: string, to: string][]): Promise<void> {
  let text = await Deno.readTextFile(path);
  for (const [from, to] of changes) {
    assert.ok(text.includes(from), `${path} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  await Deno.writeTextFile(path, text);
}

Deno.test("what new writes is formatted, without lint, and passes its tests, each kind, whatever its name", () =>
  inFolder(async (folder) => {
    for (const [kind] of SCAFFOLDS) {
      const printed = JSON.parse(await well(folder, "new", kind, `my_${kind}`, "--json"));
      assert.deepEqual(printed.files, [`my_${kind}.ts`, `my_${kind}_test.ts`, `my_${kind}.md`]);
      assert.equal(printed.next[0], `deno test -A my_${kind}_test.ts`);
    }
    const tested = await deno(folder, "test", "-A", "--quiet");
    assert.equal(tested.code, 0, tested.out + tested.err);
    // Lines with names in them have another length, and stand as the formatter would have them all the same.
    for (const [i, [kind, scaffold]] of SCAFFOLDS.entries()) {
      for (const name of [`${"abcde"[i]}`, `${i}`.padStart(24, "long-name-of-something-")]) {
        const factory = factoryName(name, kind);
        const { code, test, readme } = scaffold({ name, factory, origin: originFor(folder), command: "x", flags: "" });
        await writeNew(folder, new Map([[`${name}.ts`, code], [`${name}_test.ts`, test], [`${name}.md`, readme]]));
      }
    }
    const formatted = await deno(folder, "fmt", "--check");
    assert.equal(formatted.code, 0, formatted.err);
    const linted = await deno(folder, "lint");
    assert.equal(linted.code, 0, linted.err);
    const again = await threadloom(["new", "store", "my_sink"], folder);
    assert.equal(again.code, 2);
    assert.match(again.err, /Cannot create "my_sink\.ts" and "my_sink_test\.ts" and "my_sink\.md": they are there/);
  }));

Deno.test("a source is made, changed, tested, configured and run, below a folder with a package.json", () =>
  inFolder(async (above) => {
    await Deno.writeTextFile(`${above}/package.json`, `{ "name": "other" }`);
    const folder = `${above}/my chats`;
    await Deno.mkdir(folder);
    const printed = await well(folder, "new", "source", "my_source");
    assert.match(printed, /^Wrote my_source\.ts, my_source_test\.ts and my_source\.md\nNext:\n {2}deno test /);
    const lines = printed.split("\n").map((line) => line.replace(/^ {2}/, ""));
    // The stranger's chats look otherwise.
    await edit(`${folder}/my_source.ts`, ["(user|assistant): (.+)", "(user|assistant)> (.+)"]);
    const other = await typed(folder, `${lines[2]} --no-check`);
    assert.equal(other.code, 1, "the test that came with it finds the change");
    await edit(`${folder}/my_source_test.ts`, ["user: ", "user> "], ["assistant: ", "assistant> "]);
    const tested = await typed(folder, lines[2]);
    assert.equal(tested.code, 0, tested.out + tested.err);
    const described = await typed(folder, lines[3]);
    assert.match(described.out, /mySource \(source "my_source"\)[\s\S]*path: string \(needed\)/, described.err);

    const config = lines.slice(lines.indexOf("pipelines:"), lines.indexOf("and then:"));
    await Deno.writeTextFile(`${folder}/threadloom.yaml`, config.join("\n") + "\n");
    await Deno.writeTextFile(
      `${folder}/chats.txt`,
      "# tea\nuser> Which tea is green?\nassistant> Sencha.\n# odd\nhm\n",
    );
    const ran = await typed(folder, lines[lines.indexOf("and then:") + 1]);
    assert.equal(ran.code, 1, ran.out + ran.err);
    assert.match(ran.err + ran.out, /Cannot read message 1: it does not say who speaks/);
    const [chat, ...more] = (await Deno.readTextFile(`${folder}/chats.jsonl`)).trimEnd().split("\n");
    assert.deepEqual(more, []);
    const { id, messages } = JSON.parse(chat);
    assert.deepEqual([id, messages.length, messages[1].parts[0].text], ["tea", 2, "Sencha."]);
  }));

Deno.test("what a command by URL writes imports by URL, and passes its tests with an empty cache", () =>
  serving((origin) =>
    inFolder(async (folder) => {
      const env = { DENO_DIR: `${folder}/cache` };
      const flags = ["-A", "--quiet", "--no-config"];
      const run = (...words: string[]) => process(Deno.execPath(), words, { cwd: folder, env });
      const made = await run("run", ...flags, `${origin}/cli/mod.ts`, "new", "sink", "plain");
      assert.equal(made.code, 0, made.err);
      assert.match(made.out, new RegExp(`\n {2}deno run -A ${origin}/cli/mod\\.ts run\n$`));
      const tested = await run("test", ...flags, "--no-check", "plain_test.ts");
      assert.equal(tested.code, 0, tested.out + tested.err);
      assert.match(await Deno.readTextFile(`${folder}/plain.ts`), new RegExp(`from "${origin}/mod\\.ts"`));
    })
  ));

Deno.test("a transform, a sink and a store of one's own work together in one config", () =>
  inFolder(async (folder) => {
    for (const kind of ["transform", "sink", "store"]) await well(folder, "new", kind, `my_${kind}`);
    await edit(`${folder}/my_sink.ts`, ["${message.role}: ", "${message.role}> "]);
    await edit(`${folder}/my_transform.ts`, ["no messages", "nothing said"]);
    await edit(`${folder}/my_store.ts`, [`key: "chat"`, `key: "whole chat"`]);
    await writeExport(`${folder}/export.zip`);
    await Deno.writeTextFile(
      `${folder}/threadloom.yaml`,
      `pipelines:
  chats:
    source: { use: chatgpt, path: export.zip }
    through:
      - { use: ./my_transform.ts, find: kitten, replacement: puppy }
    to:
      - { use: ./my_sink.ts, path: out/chats.txt }
      - { use: ./my_store.ts, path: chats }
`,
    );
    const report = JSON.parse((await well(folder, "run", "--json")).trimEnd().split("\n").at(-1)!);
    const { passed, dropped } = report.source;
    assert.ok(passed > 10);
    const text = await Deno.readTextFile(`${folder}/out/chats.txt`);
    assert.ok(text.includes("\nuser> "), "the text has the stranger's form");
    assert.ok(
      text.includes("fetch the puppy") && !text.includes("fetch the kitten"),
      "all texts went through the transform",
    );
    const kept = [...Deno.readDirSync(`${folder}/chats`)].filter(({ name }) => /^[0-9a-f]{32}\.json$/.test(name));
    assert.equal(kept.length, passed);
    const again = JSON.parse((await well(folder, "run", "--json")).trimEnd().split("\n").at(-1)!);
    assert.deepEqual([again.sinks.my_store.puts, again.sinks.my_store.deletes], [0, 0]);
    assert.equal(again.source.unchanged + again.source.passed + again.source.dropped, passed + dropped);
    await well(folder, "verify", "--config", "threadloom.yaml");
    await Deno.remove(`${folder}/chats/${kept[0].name}`);
    assert.equal((await threadloom(["verify", "--config", "threadloom.yaml"], folder)).code, 1);
  }));

Deno.test("a pipeline of one's own is changed, and is a command", () =>
  inFolder(async (folder) => {
    await well(folder, "new", "pipeline", "my-messages");
    await edit(`${folder}/my-messages.ts`, ["role: message.role,", "role: message.role.toUpperCase(),"]);
    await writeExport(`${folder}/export.zip`);
    const line = "deno run -A --quiet my-messages.ts";
    const help = await typed(folder, `${line} --help`);
    assert.match(help.out, /Write the messages of ChatGPT exports[\s\S]*--by user\|assistant\|everybody/, help.err);
    const ran = await typed(folder, `${line} export.zip --by user`);
    assert.equal(ran.code, 0, ran.err);
    const [first] = (await Deno.readTextFile(`${folder}/messages.jsonl`)).split("\n");
    assert.equal(JSON.parse(first).role, "USER");
    const asked = await typed(folder, `${line} permissions export.zip`);
    assert.match(asked.out, /^deno run --allow-read=\S+ --allow-write=\S+ my-messages\.ts export\.zip\n$/);
  }));
