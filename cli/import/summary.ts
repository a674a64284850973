/**
 * What an import came to, for people.
 *
 * @module
 */
import type { Report, SinkCounts } from "../../core/report.ts";
import { countOf, formatCount, formatDuration } from "../format.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";
import { type ImportFolder, outFlag } from "./folder.ts";
import type { Memory } from "./memory.ts";

/** Metrics that need a sentence rather than a name. */
const WORDS: { readonly [metric: string]: readonly [one: string, many: string] } = {
  merged: ["copy of a conversation that came more than once", "copies of conversations that came more than once"],
  removed: [
    "conversation deleted that the export no longer has",
    "conversations deleted that the export no longer has",
  ],
  superseded: ["older copy left out for the newer one kept", "older copies left out for the newer one kept"],
};
/** Metrics that a note of the report already tells. */
const TOLD = new Set(["gone", "heldDeletes"]);

/** Writes the summary of a run. */
export function writeSummary(output: Output, report: Report, folder: ImportFolder, memory: Memory): void {
  const { line, strong } = output;
  line(strong(`${plainText(headline(report))} (${formatDuration(report.durationMs)})`));
  line();
  for (const [name, counts] of Object.entries(report.sinks)) {
    line(`  ${plainText(name).padEnd(10)} ${sinkText(counts)}`);
  }
  writeAttention(output, report, folder);
  line();
  line(strong("Where"));
  line(`  ${folder.database}  SQLite, with the views conversations and messages`);
  if (memory.markdown) line(`  ${folder.markdown}  a Markdown file of each conversation`);
  if (memory.jsonl) line(`  ${folder.jsonl}  a conversation a line`);
  line();
  if (report.stopped) line("Next: run it again; it goes on where it stopped");
  else line(`Next: threadloom search <words>${outFlag(folder)}`);
}

/** What needs a look: notes, dead letters, drops, and what was counted beside. */
export function writeAttention(output: Output, report: Report, folder: ImportFolder): void {
  const lines = report.notes.map(plainText);
  const out = outFlag(folder);
  if (report.deadLetters > 0) {
    lines.push(
      `${countOf(report.deadLetters, "dead letter")}: threadloom dead-letters list${out} says why, ` +
        `threadloom dead-letters replay${out} tries again`,
    );
  }
  const failed = Object.values(report.sinks).reduce((sum, { failed }) => sum + failed, 0);
  // What was held back has a note that names --max-delete, what a store refused has a dead letter.
  if (failed > 0 && report.deadLetters === 0 && !report.notes.some((note) => note.includes("--max-delete"))) {
    lines.push(`${countOf(failed, "change")} not made; the next run tries again`);
  }
  for (const [reason, count] of Object.entries(report.drops)) {
    lines.push(`${formatCount(count)} left out: ${plainText(reason)}`);
  }
  for (const [name, count] of Object.entries(report.metrics)) {
    if (count === 0 || TOLD.has(name)) continue;
    const [one, many] = Object.hasOwn(WORDS, name) ? WORDS[name] : [plainText(name), plainText(name)];
    lines.push(countOf(count, one, many));
  }
  if (lines.length === 0) return;
  output.line();
  output.line(output.strong("Also"));
  for (const text of lines) output.line(`  - ${text}`);
}

function headline({ source, status, stopped }: Report): string {
  const { read, unchanged, passed, dropped, dead } = source;
  const parts = [`${formatCount(passed)} new or changed`, `${formatCount(unchanged)} unchanged`];
  if (dropped > 0) parts.push(`${formatCount(dropped)} left out`);
  if (dead > 0) parts.push(`${formatCount(dead)} failed`);
  const how = stopped ? "Stopped" : status === "failed" ? "Failed" : status === "partial" ? "Done in part" : "Done";
  return `${how}: ${countOf(read, "conversation")} read, ${parts.join(", ")}`;
}

/** `3 written, 0 deleted, 12 unchanged`. */
export function sinkText({ puts, deletes, unchanged, failed }: SinkCounts): string {
  const text = `${formatCount(puts)} written, ${formatCount(deletes)} deleted, ${formatCount(unchanged)} unchanged`;
  return failed > 0 ? `${text}, ${formatCount(failed)} not made` : text;
}
