import assert from "node:assert/strict";
import { join } from "node:path";
import { BENCHMARKS } from "../../bench/mod.ts";
import { series } from "../../bench/generate/random.ts";
import { conversation, RARE, word } from "../../bench/search/talk.ts";
import { readArguments } from "../../bench/suite/arguments.ts";
import { atLeast, atMost, number } from "../../bench/suite/benchmark.ts";
import { runChild } from "../../bench/suite/child.ts";
import { openInputs } from "../../bench/suite/inputs.ts";
import { interleave, median } from "../../bench/suite/interleave.ts";
import { markers, renderSection, replaceBetween } from "../../bench/suite/readme.ts";
import { markdownTable, plainTable } from "../../bench/suite/table.ts";
import { text } from "../../mod.ts";

const KNOWN = BENCHMARKS.map(({ name }) => name);

/** A contender that prints a JSON object. */
function printing(name: string, code: string): { name: string; command: string[] } {
  return { name, command: [Deno.execPath(), "eval", "--no-lock", code] };
}

Deno.test("benchmarks name modules that are there as those their inputs are made of", async () => {
  const named = BENCHMARKS.flatMap(({ madeOf = [] }) => madeOf);
  assert.ok(named.length > 10);
  for (const path of named) assert.ok((await Deno.stat(path)).isFile, path);
});

Deno.test("series() gives other identifiers for another tag, from the same place on", () => {
  const [one, other] = [series(5, 1), series(5, 2)];
  for (let i = 0; i < 1000; i++) {
    const [a, b] = [one.uuid(), other.uuid()];
    assert.match(a, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(a.slice(0, 28), b.slice(0, 28));
    assert.notEqual(a, b);
  }
  assert.equal(one.next(), other.next());
});

Deno.test("median() is the middle, or the mean of the two in the middle", () => {
  assert.equal(median([3, 100, 1]), 3);
  assert.equal(median([4, 1, 2, 100]), 3);
  assert.ok(Number.isNaN(median([])));
});

Deno.test("interleave() lets contenders take turns and prefers their own clock", async () => {
  const order: string[] = [];
  const [fast, slow] = await interleave([
    { ...printing("a", `console.log('{"seconds": 0.25}')`), prepare: () => Promise.resolve(void order.push("a")) },
    {
      ...printing("b", `console.log("chat"); console.log('{"n": 7}')`),
      prepare: () => Promise.resolve(void order.push("b")),
    },
  ], { rounds: 2, warmUps: 1, say() {} });
  assert.deepEqual(order, ["a", "b", "a", "b", "a", "b"]);
  assert.equal(fast.seconds, 0.25);
  assert.equal(fast.samples.length, 2);
  assert.ok(slow.seconds > 0 && slow.seconds !== 0.25);
  assert.deepEqual(slow.output, { n: 7 });
});

Deno.test("runChild() sees how much memory the process had at its peak", async () => {
  const code = `const bytes = new Uint8Array(300_000_000).fill(1);
    await new Promise((done) => setTimeout(done, 200)); console.log(JSON.stringify({ last: bytes.at(-1) }))`;
  const { peakMb, output } = await runChild(printing("", code).command);
  assert.deepEqual(output, { last: 1 });
  if (Deno.build.os === "linux") assert.ok(peakMb! > 300 && peakMb! < 600, `${peakMb} MB`);
});

Deno.test("runChild() names the command that failed, with the end of what it said", async () => {
  const { command } = printing("", `console.error("no such thing"); Deno.exit(3)`);
  await assert.rejects(
    runChild(command),
    /Cannot measure ".*eval.*": it ended with code 3, expected 0:\nno such thing/s,
  );
});

Deno.test("openInputs() makes an input once, and again when it is not what was made", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const said: string[] = [];
    const inputs = openInputs(folder, (line) => said.push(line));
    const first = await inputs.chatgptExport("200KB");
    const bytes = await Deno.readFile(first.path);
    assert.equal(bytes.length, first.facts.bytes);
    assert.deepEqual(await inputs.chatgptExport("200KB"), first);
    assert.equal(said.length, 1);
    await Deno.truncate(first.path, 1000);
    assert.deepEqual(await inputs.chatgptExport("200KB"), first);
    assert.deepEqual(await Deno.readFile(first.path), bytes);
    assert.equal(said.length, 2);
    const zip = await inputs.chatgptExport("200KB", { zip: true });
    assert.equal(zip.path, join(folder, "export-200KB-1.zip"));
    assert.deepEqual(zip.facts, first.facts);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("readArguments() takes all benchmarks by default, and names the choices", () => {
  assert.deepEqual(readArguments([], KNOWN).names, KNOWN);
  assert.equal(readArguments([], KNOWN).rounds, 5);
  assert.equal(readArguments(["--quick"], KNOWN).rounds, 1);
  assert.deepEqual(readArguments(["start", "read", "--rounds", "3"], KNOWN).names, ["read", "start"]);
  assert.throws(() => readArguments(["reed"], KNOWN), /Cannot find the benchmark "reed": there are read, import/);
  assert.throws(() => readArguments(["--rounds", "0"], KNOWN), /Cannot run "0" rounds/);
  assert.throws(() => readArguments(["--write", "--quick"], KNOWN), /Cannot write the README/);
});

Deno.test("number() keeps three digits that matter", () => {
  assert.deepEqual([0.12345, 3.14159, 42, 999.6, 1234567, NaN].map(number), [
    "0.123",
    "3.14",
    "42",
    "1,000",
    "1,234,567",
    "–",
  ]);
});

Deno.test("targets are kept or not by the measured value, not by what is shown of it", () => {
  assert.deepEqual(atLeast("a", 2.999, 3, "x"), { what: "a", wanted: "≥ 3x", got: "3x", met: false });
  assert.deepEqual(atMost("a", 350, 350, " MB"), { what: "a", wanted: "≤ 350 MB", got: "350 MB", met: true });
});

Deno.test("tables stand as Markdown and in a terminal", () => {
  const table = { caption: "Both", columns: ["who", "MB/s"], rows: [["a | b", "1"], ["c", "1,000"]] };
  assert.equal(markdownTable(table), "**Both**\n\n| who | MB/s |\n| --- | ---: |\n| a \\| b | 1 |\n| c | 1,000 |");
  assert.equal(plainTable(table), "Both\n  who      MB/s\n  a | b       1\n  c       1,000");
});

Deno.test("replaceBetween() replaces the figures of one benchmark, losses included", () => {
  const [begin, end] = markers("read");
  const target = atLeast("ratio", 1, 3, "x");
  const figures = renderSection({ notes: [], tables: [], targets: [target], commands: ["x"], measured: 0 }, "Today.");
  assert.match(figures, /\| ratio \| ≥ 3x \| 1x \| \*\*not kept\*\* \|/);
  const text = replaceBetween(`a\n${begin}\nold\n${end}\nb`, "read", figures);
  assert.equal(text, `a\n${begin}\n\n${figures}\n\n${end}\nb`);
  assert.throws(() => replaceBetween("", "read", ""), /Cannot write the figures of "read"/);
});

Deno.test("bench/README.md has a place for the figures of each benchmark", async () => {
  const readme = await Deno.readTextFile(new URL("../../bench/README.md", import.meta.url));
  for (const name of KNOWN) replaceBetween(readme, name, "");
});

Deno.test("conversation() plants the words that are searched for", () => {
  const said = Array.from({ length: 10 }, (_, i) => conversation(i, 10)).flatMap(({ messages }) => messages)
    .map((message) => text(message));
  assert.equal(said.filter((words) => words.includes(RARE)).length, 1);
  assert.ok(said.filter((words) => ` ${words} `.includes(` ${word(0)} `)).length > said.length * 0.9);
  assert.equal(new Set(Array.from({ length: 60_000 }, (_, rank) => word(rank))).size, 60_000);
});
