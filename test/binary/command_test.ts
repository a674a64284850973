/** The `threadloom` command as a compiled program: built once, then used as a person would. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { writeSampleExport } from "../../examples/sample_export/mod.ts";
import { COMMANDS } from "../../cli/commands.ts";
import { VERSION } from "../../cli/version.ts";
import { AS_YAML, asConfig, asScript, prepare, same, written } from "../equal_files/support.ts";
import { chatWith, say, words } from "../plugins/finetune/support.ts";
import { runIn, runModule, scratchFolder, testsOf, writeFiles } from "./support.ts";

const folder = await scratchFolder();
const dist = join(folder, "dist");
const built = await runModule(folder, "scripts/compile.ts", ["--host-only", "--out", dist]);
const test = testsOf("the command", built);
const name = `threadloom-${VERSION}-${Deno.build.target}${Deno.build.os === "windows" ? ".exe" : ""}`;
const threadloom = (...args: string[]) => runIn(folder, join(dist, name), args);

test("the build of the command says what it built, with a checksum", async () => {
  assert.match(built.out, /MB {2}ran once: threadloom \d/);
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(join(dist, name)));
  const sums = await Deno.readTextFile(join(dist, "SHA256SUMS"));
  assert.equal(sums, `${new Uint8Array(digest).toHex()}  ${name}\n`);
  assert.deepEqual([...Deno.readDirSync(dist)].map((entry) => entry.name).sort(), ["SHA256SUMS", name].sort());
});

test("the compiled command imports, verifies, searches and reads again what has not changed", async () => {
  await writeSampleExport(join(folder, "export.zip"), { edition: 1 });
  const first = await threadloom("import", "export.zip", "--markdown", "--jsonl", "--json");
  assert.equal(first.code, 0, first.err);
  const { source } = JSON.parse(first.out.trimEnd().split("\n").at(-1)!) as { source: { read: number } };
  assert.ok(source.read > 10);
  const again = await threadloom("import", "export.zip", "--json");
  const report = JSON.parse(again.out.trimEnd().split("\n").at(-1)!) as { source: { unchanged: number } };
  assert.equal(report.source.unchanged, source.read);
  const verified = await threadloom("verify", "--source");
  assert.equal(verified.code, 0, verified.out + verified.err);
  const found = await threadloom("search", "sourdough", "--json");
  assert.match(found.out, /"title":"Why is my sourdough flat\?"/);
  const inspected = await threadloom("inspect", "export.zip");
  assert.match(inspected.out, /ChatGPT/);
});

test("the compiled command leaves the files that a script leaves", async () => {
  const root = new URL("../../", import.meta.url).href;
  const byScript = await prepare(join(folder, "by script"), { "chats.ts": asScript(root) });
  const ran = await runIn(byScript, Deno.execPath(), ["run", "-A", "--quiet", "--no-check", "chats.ts"]);
  assert.equal(ran.code, 0, ran.err);
  for (const [file, text] of [["threadloom.yaml", AS_YAML], ["threadloom.config.ts", asConfig(root)]]) {
    const place = await prepare(join(folder, `by ${file}`), { [file]: text });
    const { code, err } = await runIn(place, join(dist, name), ["run"]);
    assert.equal(code, 0, err);
    same(`the binary with ${file}`, await written(place), await written(byScript));
  }
});

test("the compiled command makes fine-tuning data in its threads", async () => {
  const line = (id: number) => say(id, id % 2 === 0 ? "Ada" : "Bob", words(40), id);
  const chats = [2, 3].map((id) => chatWith(Array.from({ length: 40 }, (_, i) => line(i + 1)), { id }));
  await writeFiles(folder, { "tg/result.json": JSON.stringify(chats) });
  const made = await threadloom("finetune", "tg", "--me", "user1", "--out", "data", "--workers", "2", "--json");
  assert.equal(made.code, 0, made.err);
  // Where they are not to be had there is a line that says so.
  assert.doesNotMatch(made.err, /"warn/);
  const { statistics } = JSON.parse(made.out.trimEnd().split("\n").at(-1)!) as { statistics: { num_chats: number } };
  assert.equal(statistics.num_chats, 2);
  assert.equal((await Deno.readTextFile(join(folder, "data", "train.jsonl"))).split("\n").length, 6);
});

test("the compiled command writes new plugins, takes them by its own copy, and says where others take it from", async () => {
  const place = await Deno.makeTempDir({ dir: folder });
  for (const kind of ["source", "transform", "sink", "store"]) {
    const made = await runIn(place, join(dist, name), ["new", kind, `my-${kind}`]);
    assert.equal(made.code, 0, made.err);
    assert.match(made.err, new RegExp(`import jsr:@threadloom/threadloom@${VERSION}, which deno fetches`));
    assert.match(made.out, /\n {2}threadloom plugins \.\/my-/);
    const described = await runIn(place, join(dist, name), ["plugins", `./my-${kind}.ts`]);
    assert.equal(described.code, 0, described.err);
    assert.match(described.out, /\n {2}(path|find): string \(needed\)\n/);
  }
});

test("every command and plugin is inside the compiled command", async () => {
  const plugins = await threadloom("plugins", "--json");
  assert.equal(plugins.code, 0, plugins.err);
  for (const { name: command, module } of COMMANDS) {
    if (module === undefined) continue;
    const { code, err } = await threadloom(command, "--help");
    assert.equal(code, 0, `${command}: ${err}`);
  }
  const checked = await threadloom("doctor");
  assert.match(checked.out, /FTS5/);
});

test("the compiled command loads a plugin of the user's, in TypeScript, with the core inside", async () => {
  await writeFiles(folder, {
    "words.ts": `
      import { definePlugin, type Source } from "threadloom";
      import { memorySource } from "@threadloom/threadloom/memory";
      import { z } from "npm:zod";
      enum Kind { word = "word" }
      export const wordsSource = definePlugin<{ words: string[] }, { words: string[] }, Source<string>>({
        name: "words", kind: "source", summary: \`Hands over every \${Kind.word}.\`,
        options: z.object({ words: z.array(z.string()).describe("the words") }),
        permissions: () => ({}),
        create: ({ words }) => memorySource({ units: words.map((word) => ({ key: word, records: [word] })) }),
      });`,
  });
  const { code, out, err } = await threadloom("plugins", "./words.ts");
  assert.equal(code, 0, err);
  assert.match(out, /^wordsSource \(source "words"\)\nHands over every word\.\n/);
  assert.match(out, /words: string\[\] \(needed\)\n {6}the words/);
});

test("the compiled command compiles nothing without a deno, and says what to do", async () => {
  const command = new Deno.Command(join(dist, name), {
    args: ["compile", "words.ts"],
    cwd: folder,
    env: { PATH: folder, NO_COLOR: "1", THREADLOOM_COMPILE_DENO: "" },
  });
  const { code, stderr } = await command.output();
  assert.equal(code, 2);
  assert.match(new TextDecoder().decode(stderr), /Cannot find "deno": .*install Deno/);
});
