import assert from "node:assert/strict";
import type { Report } from "../../../core/report.ts";
import { importFolder } from "../../../cli/import/folder.ts";
import { newMemory } from "../../../cli/import/memory.ts";
import { mergeReports } from "../../../cli/import/merge.ts";
import { writeSummary } from "../../../cli/import/summary.ts";
import { createOutput } from "../../../cli/output.ts";
import { fakeTerminal } from "../support.ts";

function report(more: Partial<Report> = {}): Report {
  return {
    run: "r",
    pipeline: "import",
    status: "ok",
    source: { read: 1204, unchanged: 1200, passed: 3, dropped: 0, dead: 1 },
    sinks: { sqlite: { puts: 9, deletes: 0, unchanged: 12_000, failed: 0 } },
    drops: {},
    metrics: { merged: 2 },
    deadLetters: 0,
    notes: [],
    startedAt: 0,
    durationMs: 1500,
    ...more,
  };
}

function summary(of: Report): string {
  const terminal = fakeTerminal({ outIsTerminal: false });
  const output = createOutput(terminal, { json: false, quiet: false, verbose: false, color: true });
  writeSummary(output, of, importFolder("chats"), { ...newMemory(), markdown: true });
  return terminal.written.out;
}

Deno.test("mergeReports() keeps the import's units and takes the worst status and everybody's stores", () => {
  const markdown = { puts: 3, deletes: 1, unchanged: 0, failed: 0 };
  const other = report({
    status: "partial",
    pipeline: "outputs",
    source: { read: 7, unchanged: 0, passed: 7, dropped: 0, dead: 0 },
    sinks: { markdown },
    metrics: { merged: 1, files: 4, removed: 5 },
    deadLetters: 2,
    notes: ["n"],
    stopped: true,
  });
  const merged = mergeReports(report({ metrics: { merged: 2, removed: 5 } }), [other]);
  assert.equal(merged.pipeline, "import");
  assert.equal(merged.status, "partial");
  assert.equal(merged.source.read, 1204);
  assert.deepEqual(Object.keys(merged.sinks), ["sqlite", "markdown"]);
  assert.deepEqual(merged.metrics, { merged: 3, removed: 5, files: 4 }, "what is removed counts once");
  assert.equal(merged.deadLetters, 2);
  assert.deepEqual(merged.notes, ["n"]);
  assert.equal(merged.stopped, true);
  assert.equal(merged.durationMs, 3000);
  assert.equal(mergeReports(report({ status: "failed" }), [other]).status, "failed");
});

Deno.test("mergeReports() loses no store where two have one name, and changes no report", () => {
  const main = report();
  const merged = mergeReports(main, [report()]);
  assert.deepEqual(Object.keys(merged.sinks), ["sqlite", "sqlite 2"]);
  assert.deepEqual(main, report());
});

Deno.test("writeSummary() says counts, where things are, and what to do next", () => {
  const text = summary(report());
  assert.match(text, /^Done: 1,204 conversations read, 3 new or changed, 1,200 unchanged, 1 failed \(1\.5 s\)\n/);
  assert.match(text, / sqlite {5}9 written, 0 deleted, 12,000 unchanged\n/);
  assert.match(text, /2 copies of conversations/);
  assert.match(text, /chats\/threadloom\.db/);
  assert.match(text, /chats\/markdown/);
  assert.doesNotMatch(text, /conversations\.jsonl/);
  assert.match(text, /Next: threadloom search <words> --out chats\n$/);
});

Deno.test("writeSummary() flags dead letters, notes and changes that were not made", () => {
  const sinks = { sqlite: { puts: 0, deletes: 0, unchanged: 0, failed: 3 } };
  const text = summary(report({ status: "partial", deadLetters: 1, sinks, notes: ["a shard is missing\x1b[2J"] }));
  assert.match(text, /^Done in part/);
  assert.match(text, /1 dead letter: threadloom dead-letters list --out chats/);
  assert.doesNotMatch(text, /max-delete/, "the dead letter says what was refused, and why");
  assert.match(text, /- a shard is missing\n/);
  assert.ok(!text.includes("\x1b"));
});

Deno.test("writeSummary() names --max-delete once where a note already does", () => {
  const sinks = { sqlite: { puts: 0, deletes: 0, unchanged: 0, failed: 3 } };
  const text = summary(
    report({ sinks, notes: ["held back, run again with --max-delete 120"], metrics: { heldDeletes: 120 } }),
  );
  assert.equal(text.split("--max-delete").length, 2);
});

Deno.test("writeSummary() of a stopped run says that it goes on when run again, and counts one copy as one", () => {
  const text = summary(report({ stopped: true, metrics: { merged: 1 } }));
  assert.match(text, /^Stopped: /);
  assert.match(text, /- 1 copy of a conversation that came more than once\n/);
  assert.match(text, /\nNext: run it again; it goes on where it stopped\n$/);
});

Deno.test("writeSummary() says how to get the media of older copies that were left out", () => {
  assert.match(
    summary(report({ metrics: { superseded: 10 } })),
    /\nMedia that only older copies came with: threadloom rematch-media chats\n$/,
  );
  assert.doesNotMatch(summary(report()), /rematch-media/);
});
