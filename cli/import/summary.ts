/**
 * What an import came to, for people.
 *
 * @module
 */
import { join } from "node:path";
import type { Report } from "../../core/report.ts";
import type { Output } from "../output.ts";
import { shellWord } from "../shell.ts";
import { writeCounts } from "../show/summary.ts";
import { type ImportFolder, outFlag } from "./folder.ts";
import type { Memory } from "./memory.ts";

/** Writes the summary of a run. */
export function writeSummary(output: Output, report: Report, folder: ImportFolder, memory: Memory): void {
  const { line, strong } = output;
  const out = outFlag(folder);
  writeCounts(output, report, { letters: (action) => `threadloom dead-letters ${action}${out}` });
  line();
  line(strong("Where"));
  line(`  ${folder.database}  SQLite, with the views conversations and messages`);
  if (memory.archive) line(`  ${join(folder.archive, "index.html")}  the archive: open it in a browser`);
  if (memory.markdown) line(`  ${folder.markdown}  a Markdown file of each conversation`);
  if (memory.jsonl) line(`  ${folder.jsonl}  a conversation a line`);
  line();
  if (report.stopped) line("Next: run it again; it goes on where it stopped");
  else line(`Next: threadloom search <words>${out}`);
  // What was left out was never parsed, so nobody has looked for its media.
  if (report.metrics.superseded > 0 && memory.archive && memory.media) {
    line(`Media that only older copies came with: threadloom rematch-media ${shellWord(folder.shown)}`);
  }
}
