/** A user's pipeline as a compiled program: compiled by the command, then used where nothing else is. */
import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { writeSampleExport } from "../../examples/sample_export/mod.ts";
import { ROOT, runIn, runModule, scratchFolder, testsOf, writeFiles } from "./support.ts";

const folder = await scratchFolder();
const home = join(folder, "home");
const tree = relative(home, ROOT).replaceAll("\\", "/");
await writeFiles(home, {
  "titles.ts": `import { definePipeline, from, runCli, visitRecords } from "${tree}/mod.ts";
import { chatgptSource } from "${tree}/plugins/chatgpt/mod.ts";
import { jsonlSink } from "${tree}/plugins/jsonl/mod.ts";
import { sqliteStore } from "${tree}/plugins/sqlite/mod.ts";
import { shout } from "./shout.ts";
import "./count.ts";
export default definePipeline({
  name: "titles", version: "2.3.4", summary: "Titles of chats.",
  options: {
    input: { type: "string", summary: "an export", required: true, role: "location" },
    loud: { type: "boolean", summary: "in capitals" },
    count: { type: "boolean", summary: "count by workers first" },
  },
  async build({ input, loud, count }) {
    if (count) {
      const { read } = await visitRecords(chatgptSource({ path: input }), new URL("./count.ts", import.meta.url), { threads: 2 });
      console.error("counted", read);
    }
    return from(chatgptSource({ path: input })).to(
      sqliteStore({ path: "chats.db" }),
      ...[(await import("${tree}/mod.ts")).through(function title(chat: { title?: string }) {
        return { title: loud ? shout(chat.title ?? "") : chat.title };
      }).to(jsonlSink({ path: "titles.jsonl" }))],
    );
  },
});
await runCli(import.meta);`,
  "shout.ts": `export const shout = (text: string): string => text.toUpperCase();`,
  "count.ts": `export default () => ({ visit() {}, end: () => 0 });`,
  "plain.ts": `import { run } from "${tree}/mod.ts"; await Deno.writeTextFile("plain.txt", "ran"); export { run };`,
  "absolute.ts": `import { from } from ${JSON.stringify(join(ROOT, "mod.ts"))}; console.log(from);`,
});
const program = join(folder, "titles");
const compile = (...args: string[]) => runModule(home, "cli/mod.ts", ["compile", ...args]);
const built = await compile("titles.ts", "-o", program, "--", "--input", "any.zip");
const test = testsOf("the pipeline", built);
const titles = (cwd: string, ...args: string[]) => runIn(cwd, program, args);

test("compile says what the program may do, and that it ran", () => {
  assert.match(built.out, /MB, for /);
  assert.match(built.out, /\nIt may: --allow-read --allow-write\n/);
  assert.match(built.out, /\nIt was run once:\n {2}titles 2\.3\.4 \(threadloom \d+\.\d+\.\d+, deno \d/);
  assert.match(built.out, /\n {2}plugins: chatgpt, jsonl, ledger, sqlite\n/);
});

test("the compiled pipeline is a command: help, flags, reports, exit codes, and nothing to do the second time", async () => {
  const there = await Deno.makeTempDir({ dir: folder });
  await writeSampleExport(join(there, "export.zip"), { edition: 1 });
  const help = await titles(there, "--help");
  assert.match(help.out, /Titles of chats\.[\s\S]*--\[no-\]loud/);
  const first = await titles(there, "--input", "export.zip", "--loud", "--json");
  assert.equal(first.code, 0, first.err);
  const report = JSON.parse(first.out.trimEnd().split("\n").at(-1)!);
  assert.ok(report.source.passed > 10);
  const lines = (await Deno.readTextFile(join(there, "titles.jsonl"))).trimEnd().split("\n");
  assert.equal(lines.length, report.source.passed);
  assert.ok(lines.some((line) => line.includes("WHY IS MY SOURDOUGH FLAT?")));
  const second = await titles(there, "--input", "export.zip", "--loud", "--json");
  const { source, sinks } = JSON.parse(second.out.trimEnd().split("\n").at(-1)!);
  assert.ok(report.sinks.sqlite.puts > 10);
  assert.deepEqual([sinks.sqlite.puts, sinks.sqlite.deletes], [0, 0]);
  assert.equal((await titles(there, "verify", "--input", "export.zip", "--loud")).code, 0);
  const counted = await titles(there, "--input", "export.zip", "--count", "--json");
  assert.match(counted.err, new RegExp(`counted ${source.read}\\n`));
  assert.equal((await titles(there, "--input", "none.zip")).code, 2);
  const wrong = await titles(there, "--imput=export.zip");
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /did you mean "--input"\?/);
});

test("what was not allowed when it was compiled stays so, whatever flags it is given", async () => {
  const there = await Deno.makeTempDir({ dir: folder });
  const { code, err } = await titles(there, "--allow-net", "--input", "none.zip");
  assert.equal(code, 2);
  assert.match(err, /--allow-net/);
});

Deno.test("a script that does not say its permissions is not compiled without any, and not run", async () => {
  const { code, err } = await compile("plain.ts", "-o", join(folder, "plain"));
  assert.equal(code, 2, err);
  assert.match(err, /Cannot compute what "plain\.ts" may do[\s\S]*-- --allow-read --allow-write/);
  await assert.rejects(Deno.stat(join(home, "plain.txt")), Deno.errors.NotFound);
});

Deno.test("imports by absolute paths and targets without a base runtime are refused before anything is written", async () => {
  const absolute = await compile("absolute.ts", "--", "--allow-read");
  assert.equal(absolute.code, 2);
  assert.match(absolute.err, /absolute\.ts imports ".*mod\.ts" by an absolute path/);
  const missing = await compile("nowhere.ts", "--", "--allow-read");
  assert.equal(missing.code, 2);
  assert.match(missing.err, /Cannot compile "nowhere\.ts": /);
  const target = await compile("plain.ts", "--target", "pdp11");
  assert.match(target.err, /Cannot read --target "pdp11": expected x86_64/);
  const base = await Deno.makeTempFile({ dir: folder });
  await Deno.writeFile(base, elf(183));
  const other = await runIn(home, Deno.execPath(), [
    "eval",
    `Deno.env.set("DENORT_BIN", ${JSON.stringify(base)});
     const { build } = await import(${JSON.stringify(join(ROOT, "cli/compile/build.ts"))});
     await build({ deno: { command: ["false"], version: "0" }, entry: "x.ts", out: "x", target: "x86_64-unknown-linux-gnu", flags: [], expected: /x/ });`,
  ]);
  assert.match(other.err, /the base runtime that DENORT_BIN names is for aarch64-unknown-linux-gnu/);
});

/** The head of a Linux program for a machine. */
function elf(machine: number): Uint8Array {
  const head = new Uint8Array(64);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  new DataView(head.buffer).setUint16(18, machine, true);
  return head;
}
