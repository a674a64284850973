/**
 * What `chat-csv` came to, for people.
 *
 * @module
 */
import type { Report } from "../../core/report.ts";
import { countOf, formatCount, formatDuration } from "../format.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";

/** The parts of `data_quality.json` that are shown. */
export interface QualityReport {
  inputs: { name: string; sha256: string; missingColumns: string[]; extraColumns: string[] }[];
  rows: { read: number; chats: number; rejects: number };
  messages: { inLogs: number; written: number; dropped: number };
  duplicates: { [kind: string]: number };
  rejects: { rows: number; partsOfChats: number; reasons: { [reason: string]: number } };
  flaggedChats: number;
  flags: { [flag: string]: { count: number; chats: number; meaning: string } };
  formulaCells: { chats: number; messages: number };
  files: { name: string }[];
}

/** Writes the summary of a run. */
export function writeQuality(output: Output, report: Report, quality: QualityReport | undefined, out: string): void {
  const { line, strong } = output;
  if (quality === undefined) {
    line(strong(report.stopped ? "Stopped: nothing was written" : "Failed: the tables were not written"));
    for (const note of report.notes) line(`  - ${plainText(note)}`);
    return;
  }
  const { rows, messages, rejects, flags, formulaCells } = quality;
  const made = `${countOf(rows.chats, "chat")} with ${countOf(messages.written, "message")}`;
  line(strong(`Done: ${countOf(rows.read, "row")} read, ${made} (${formatDuration(report.durationMs)})`));
  for (const { name, sha256 } of quality.inputs) line(`  ${plainText(name)}  SHA-256 ${sha256}`);
  const refused = Object.entries(rejects.reasons);
  if (refused.length > 0) {
    line();
    line(strong(`Refused: ${countOf(rejects.rows, "row")} and ${countOf(rejects.partsOfChats, "part")} of chats`));
    for (const [reason, count] of refused) line(`  ${formatCount(count).padStart(10)}  ${plainText(reason)}`);
  }
  const raised = Object.entries(flags).filter(([, { count }]) => count > 0);
  if (raised.length > 0) {
    line();
    line(strong(`Flagged: ${countOf(quality.flaggedChats, "chat")}`));
    for (const [, { count, meaning }] of raised) line(`  ${formatCount(count).padStart(10)}  ${plainText(meaning)}`);
  }
  const risky = formulaCells.chats + formulaCells.messages;
  line();
  if (risky > 0) {
    line(
      `${
        countOf(risky, "cell begins", "cells begin")
      } like a formula; open the copies of --excel-safe in a spreadsheet.`,
    );
  }
  line(strong("Where"));
  for (const { name } of quality.files) line(`  ${plainText(out)}/${plainText(name)}`);
  line(`  ${plainText(out)}/data_quality.json`);
}
