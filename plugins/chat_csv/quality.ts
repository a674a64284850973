/**
 * `data_quality.json`: what was read, written, refused and flagged.
 *
 * @module
 */
import type { FileIdentity } from "../../core/sink.ts";
import { FLAGS } from "./flags.ts";
import type { CellCounts } from "./lines.ts";
import type { InputFile } from "./record.ts";
import type { Tally } from "./tally.ts";

/** What was counted of all chats. */
export interface Counted {
  tally: Tally;
  chats: CellCounts;
  messages: CellCounts;
}

/** Gathers what the quality report says. */
export class Quality {
  readonly #inputs: InputFile[] = [];

  addInput(input: InputFile): void {
    this.#inputs.push(input);
  }

  /** The report as JSON text. */
  text({ tally, chats, messages }: Counted, files: readonly FileIdentity[]): string {
    const inputs = this.#inputs.map(({ index: _, ...input }) => input);
    const rows = inputs.reduce((sum, input) => sum + input.rows, 0);
    const report = {
      format: 1,
      inputs,
      rows: { read: rows, chats: tally.chats, rejects: tally.rejectedRows },
      messages: { inLogs: tally.logged, written: tally.messages, dropped: tally.dropped },
      duplicates: {
        exactRows: tally.exact,
        olderCopies: tally.older,
        messages: tally.flags.get("message_repeated")?.count ?? 0,
      },
      rejects: { rows: tally.rejectedRows, partsOfChats: tally.rejectedParts, reasons: sorted(tally.reasons) },
      flaggedChats: tally.flaggedChats,
      flags: Object.fromEntries(
        Object.keys(FLAGS).map((flag) => {
          const { count, chats } = tally.flags.get(flag) ?? { count: 0, chats: 0 };
          return [flag, { count, chats, meaning: FLAGS[flag] }];
        }),
      ),
      formulaCells: { chats: chats.risky, messages: messages.risky },
      fillRate: { chats: fillRate(chats), messages: fillRate(messages) },
      unknownFields: {
        structuredInfo: sorted(tally.unknown.structuredInfo),
        columns: sorted(tally.unknown.columns),
        messages: sorted(tally.unknown.messages),
      },
      files: files.map(({ path, size, sha256 }) => ({ name: path.split(/[\\/]/).at(-1), bytes: size, sha256 })),
      notes: [
        "duration in s is updated_at less created_at: where an export writes both when it stores a row, that is the time of writing, not the length of a conversation.",
        "Messages have no times of their own in the input; none were made up.",
        "Times without a zone are as written; created date, hour, weekday and ISO week are of that clock.",
      ],
    };
    return JSON.stringify(report, null, 2) + "\n";
  }
}

/** By name. `Object.fromEntries` makes own keys, whatever they are called. */
function sorted(counts: Map<string, number>): { [name: string]: number } {
  return Object.fromEntries([...counts].sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0));
}

/** Part of the rows whose cell says something, by column: four digits. */
function fillRate({ columns, filled, rows }: CellCounts): { [column: string]: number } {
  return Object.fromEntries(
    columns.map((column, i) => [column, rows === 0 ? 0 : Math.round(filled[i] / rows * 1e4) / 1e4]),
  );
}
