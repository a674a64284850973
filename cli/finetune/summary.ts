/**
 * What `finetune` says of its work.
 *
 * @module
 */
import type { Report } from "../../core/report.ts";
import type { Statistics } from "../../plugins/finetune/mod.ts";
import { countOf, formatCount } from "../format.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";

/** The report of `finetune`: a run's, with all that was left out by reason, repairs, statistics and the files' folder. */
export interface FinetuneReport extends Report {
  /** Messages (`message: no text`), blocks (`block: short`) and chats (`chat: private_group`) that were left out. */
  drops: { [reason: string]: number };
  /** Damage in the files that was mended. */
  repairs: number;
  /** Absent where the run failed. */
  statistics?: Statistics;
  out: string;
}

/** Says it to people. */
export function writeSummary({ line, strong, faint, warn }: Output, report: FinetuneReport): void {
  const { statistics, drops, repairs, out, metrics } = report;
  if (statistics) {
    const { num_blocks, num_chats, total_tokens, messages } = statistics;
    const blocks = `${countOf(num_blocks, "block")} of ${countOf(num_chats, "chat")}`;
    line(strong(`${blocks}, ${countOf(total_tokens, "token")}, in ${plainText(out)}`));
    if (num_blocks > 0) {
      line(
        `  tokens of a block  ${formatCount(statistics.min_tokens_per_block!)} to ${
          formatCount(statistics.max_tokens_per_block!)
        }, ${formatCount(Math.round(statistics.avg_tokens_per_block!))} on average`,
      );
      line(
        `  turns              ${formatCount(messages.user)} of the user, ${
          formatCount(messages.assistant)
        } of the assistant`,
      );
    } else line("  No block is left: the reasons are below.");
    if (statistics.blocks_without_assistant > 0) {
      line(
        `  ${
          countOf(statistics.blocks_without_assistant, "block")
        } without a word of the assistant: --trim leaves them out`,
      );
    }
  }
  if (repairs > 0) line(`  mended             ${formatCount(repairs)} places in the files`);
  if (metrics["messages split"]) {
    line(`  split              ${countOf(metrics["messages split"], "message")} over the budget`);
  }
  for (const [name, count] of Object.entries(metrics)) {
    if (name.startsWith("redacted: ")) line(`  ${name.padEnd(18)} ${formatCount(count)}`);
  }
  const reasons = Object.entries(drops).sort(([a], [b]) => a < b ? -1 : 1);
  if (reasons.length > 0) line("  left out");
  for (const [reason, count] of reasons) line(`    ${formatCount(count).padStart(9)}  ${plainText(reason)}`);
  for (const note of report.notes) line(faint(`  ${plainText(note)}`));
  if (report.deadLetters > 0) warn(`${countOf(report.deadLetters, "chat")} could not be read`);
}
