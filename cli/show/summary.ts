/**
 * What a run came to, for people.
 *
 * @module
 */
import type { Report, SinkCounts } from "../../core/report.ts";
import { countOf, formatCount, formatDuration } from "../format.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";

/** What a unit is called: one, and several. */
export type Noun = readonly [one: string, many: string];

/** What a summary calls things. */
export interface SummaryWords {
  /** @default a conversation */
  noun?: Noun;
  /** Where units come from. @default "export" */
  origin?: string;
  /** The line that lists dead letters, or tries them again. */
  letters(action: "list" | "replay"): string;
}

const CONVERSATIONS: Noun = ["conversation", "conversations"];

/** Metrics that need a sentence rather than a name. */
function metricWords([one, many]: Noun, origin: string): { readonly [metric: string]: Noun } {
  return {
    merged: [`copy of a ${one} that came more than once`, `copies of ${many} that came more than once`],
    removed: [`${one} deleted that the ${origin} no longer has`, `${many} deleted that the ${origin} no longer has`],
    "media missing": [`medium not in the ${origin} read`, `media not in the ${origin} read`],
    "media kept from earlier exports": ["medium of an earlier export kept", "media of earlier exports kept"],
    superseded: ["older copy left out for the newer one kept", "older copies left out for the newer one kept"],
  };
}

/** Metrics that a note of the report already tells. */
const TOLD = new Set(["gone", "heldDeletes"]);

/** Writes what a run came to: a headline, a line for each sink, what needs a look. */
export function writeCounts(output: Output, report: Report, words: SummaryWords): void {
  const { line, strong } = output;
  line(strong(`${plainText(headline(report, words.noun))} (${formatDuration(report.durationMs)})`));
  line();
  for (const [name, counts] of Object.entries(report.sinks)) {
    line(`  ${plainText(name).padEnd(10)} ${sinkText(counts)}`);
  }
  writeAttention(output, report, words);
}

/** What needs a look: notes, dead letters, drops, and what was counted beside. */
export function writeAttention(
  output: Output,
  report: Report,
  { noun = CONVERSATIONS, origin = "export", letters }: SummaryWords,
): void {
  const lines = report.notes.map(plainText);
  if (report.deadLetters > 0) {
    lines.push(
      `${countOf(report.deadLetters, "dead letter")}: ${letters("list")} says why, ${letters("replay")} tries again`,
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
  const words = metricWords(noun, origin);
  for (const [name, count] of Object.entries(report.metrics)) {
    if (count === 0 || TOLD.has(name)) continue;
    const [one, many] = Object.hasOwn(words, name) ? words[name] : [plainText(name), plainText(name)];
    lines.push(countOf(count, one, many));
  }
  if (lines.length === 0) return;
  output.line();
  output.line(output.strong("Also"));
  for (const text of lines) output.line(`  - ${text}`);
}

/** `Done: 19 conversations read, 3 new or changed, 16 unchanged`. */
export function headline({ source, status, stopped }: Report, [one, many]: Noun = CONVERSATIONS): string {
  const { read, unchanged, passed, dropped, dead } = source;
  const parts = [`${formatCount(passed)} new or changed`, `${formatCount(unchanged)} unchanged`];
  if (dropped > 0) parts.push(`${formatCount(dropped)} left out`);
  if (dead > 0) parts.push(`${formatCount(dead)} failed`);
  const how = stopped ? "Stopped" : status === "failed" ? "Failed" : status === "partial" ? "Done in part" : "Done";
  return `${how}: ${countOf(read, one, many)} read, ${parts.join(", ")}`;
}

/** `3 written, 0 deleted, 12 unchanged`. */
export function sinkText({ puts, deletes, unchanged, failed }: SinkCounts): string {
  const text = `${formatCount(puts)} written, ${formatCount(deletes)} deleted, ${formatCount(unchanged)} unchanged`;
  return failed > 0 ? `${text}, ${formatCount(failed)} not made` : text;
}
