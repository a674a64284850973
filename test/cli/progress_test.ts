import assert from "node:assert/strict";
import { createOutput } from "../../cli/output.ts";
import { jsonProgress, lineProgress, progressText } from "../../cli/progress.ts";
import { fakeTerminal } from "./support.ts";

const HALF = { stage: "writing", units: 1500, totalUnits: 3000, bytes: 50e6, totalBytes: 100e6 };

Deno.test("progressText() says stage, bar, units, speed and time left", () => {
  assert.equal(
    progressText(HALF, 10_000, 100),
    "writing  [############............]  50%  1,500 of 3,000  5.0 MB/s  10 s left",
  );
  assert.equal(progressText({ stage: "indexing", units: 7, bytes: 0 }, 10_000, 100), "indexing  7");
  assert.equal(
    progressText({ ...HALF, bytes: 2e8 }, 10, 100),
    "writing  [########################] 100%  1,500 of 3,000",
  );
});

Deno.test("progressText() fits any width, and takes control characters out of the stage", () => {
  for (let width = 0; width < 100; width++) assert.ok(progressText(HALF, 10_000, width).length <= width);
  assert.equal(progressText({ stage: "wri\x1b[2Jting", units: 0, bytes: 0 }, 0, 80), "writing");
});

Deno.test("lineProgress() draws at most ten lines a second, and each stage at once", () => {
  const terminal = fakeTerminal();
  const progress = lineProgress(terminal);
  for (terminal.time = 0; terminal.time < 1000; terminal.time += 5) progress.update(HALF);
  assert.equal(terminal.written.err.split("\r").length - 1, 10);
  progress.update({ ...HALF, stage: "finishing" });
  assert.match(terminal.written.err, /\rfinishing/);
});

Deno.test("lineProgress() hides the cursor once and gives it back once, leaving no line", () => {
  const terminal = fakeTerminal();
  const progress = lineProgress(terminal);
  progress.end();
  assert.equal(terminal.written.err, "");
  progress.update(HALF);
  progress.clear();
  progress.clear();
  terminal.time = 500;
  progress.update(HALF);
  progress.end();
  progress.end();
  const { err } = terminal.written;
  assert.equal(err.split("\x1b[?25l").length, 2);
  assert.equal(err.split("\x1b[?25h").length, 2);
  assert.ok(err.endsWith("\r\x1b[K\x1b[?25h"));
});

Deno.test("jsonProgress() writes about one object a second", () => {
  const terminal = fakeTerminal({ errIsTerminal: false });
  const progress = jsonProgress(terminal);
  for (terminal.time = 0; terminal.time < 3000; terminal.time += 10) progress.update(HALF);
  const lines = terminal.written.err.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.length, 3);
  assert.deepEqual(lines[0], { type: "progress", ...HALF });
});

Deno.test("createOutput() takes the progress line away before it says something else", () => {
  const terminal = fakeTerminal();
  const output = createOutput(terminal, { json: false, quiet: false, verbose: false, color: true });
  output.event({ type: "progress", ...HALF });
  output.note("Found an export.");
  assert.ok(terminal.written.err.endsWith("\r\x1b[KFound an export.\n"));
  output.error(new TypeError("broken"));
  assert.ok(terminal.written.err.endsWith("\x1b[?25hthreadloom: broken\n"));
});

Deno.test("createOutput() is silent but for warnings, errors and results when quiet", () => {
  const terminal = fakeTerminal();
  const output = createOutput(terminal, { json: false, quiet: true, verbose: false, color: true });
  output.event({ type: "progress", ...HALF });
  output.note("Found an export.");
  output.event({ type: "log", level: "info", plugin: "chatgpt", message: "reading" });
  assert.equal(terminal.written.err, "");
  output.line("result");
  assert.equal(terminal.written.out, "result\n");
});

Deno.test("createOutput() writes everything beside the result as JSON lines for machines", () => {
  const terminal = fakeTerminal();
  const output = createOutput(terminal, { json: true, quiet: false, verbose: true, color: true });
  output.note("a");
  output.event({ type: "log", level: "debug", plugin: "p", message: "m\x1b[31m" });
  output.error(new RangeError("far", { cause: new Error("too far") }));
  const lines = terminal.written.err.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ type }) => type), ["note", "debug", "error"]);
  assert.equal(lines[2].message, "far (too far)");
  assert.ok(!terminal.written.err.includes("\x1b"));
});

Deno.test("createOutput() makes text bold on a terminal only, and only with colours", () => {
  const options = { json: false, quiet: false, verbose: false };
  assert.equal(createOutput(fakeTerminal(), { ...options, color: true }).strong("a"), "\x1b[1ma\x1b[22m");
  assert.equal(createOutput(fakeTerminal(), { ...options, color: false }).strong("a"), "a");
  assert.equal(createOutput(fakeTerminal({ outIsTerminal: false }), { ...options, color: true }).strong("a"), "a");
  assert.equal(createOutput({ ...fakeTerminal(), colors: false }, { ...options, color: true }).strong("a"), "a");
});
