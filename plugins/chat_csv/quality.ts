/**
 * `data_quality.json`: what was read, written, refused and flagged.
 *
 * @module
 */
import type { FileIdentity } from "../../core/sink.ts";
import { FLAGS } from "./flags.ts";
import type { CellCounts } from "./lines.ts";
import type { ChatTables, InputFile, Reject } from "./record.ts";

/** Most names of unknown fields that are counted one by one. */
const MOST_NAMES = 1000;
/** Longest name that is shown. */
const LONGEST_NAME = 200;

/** Gathers what the quality report says. */
export class Quality {
  readonly #inputs: InputFile[] = [];
  readonly #flags = new Map<string, { count: number; chats: number }>();
  readonly #reasons = new Map<string, number>();
  readonly #unknown = {
    structuredInfo: new Map<string, number>(),
    columns: new Map<string, number>(),
    messages: new Map<string, number>(),
  };
  #chats = 0;
  #rejectedRows = 0;
  #rejectedParts = 0;
  #exact = 0;
  #older = 0;
  #logged = 0;
  #dropped = 0;
  #messages = 0;
  #flaggedChats = 0;

  addInput(input: InputFile): void {
    this.#inputs.push(input);
  }

  addReject({ part, reason }: Reject): void {
    if (part === "row") this.#rejectedRows++;
    else this.#rejectedParts++;
    if (part === "row" && reason === "exact duplicate") this.#exact++;
    if (part === "row" && reason === "older copy of the chat") this.#older++;
    add(this.#reasons, part === "row" && /^\d+ fields/.test(reason) ? "another number of fields" : reason);
  }

  addChat({ flags, logged, droppedMessages, messages, unknown }: ChatTables): void {
    this.#chats++;
    this.#logged += logged;
    this.#dropped += droppedMessages;
    this.#messages += messages.length;
    let flagged = false;
    for (const flag in flags) {
      flagged = true;
      const known = this.#flags.get(flag);
      if (known === undefined) this.#flags.set(flag, { count: flags[flag], chats: 1 });
      else {
        known.count += flags[flag];
        known.chats++;
      }
    }
    if (flagged) this.#flaggedChats++;
    if (unknown === undefined) return;
    for (const [key] of unknown.structuredInfo) add(this.#unknown.structuredInfo, key);
    for (const [key] of unknown.columns) add(this.#unknown.columns, key);
    for (const message of unknown.messages) for (const [key] of message.unknown) add(this.#unknown.messages, key);
  }

  /** The report as JSON text. */
  text(tables: { chats: CellCounts; messages: CellCounts }, files: readonly FileIdentity[]): string {
    const inputs = this.#inputs.map(({ index: _, ...input }) => input);
    const rows = inputs.reduce((sum, input) => sum + input.rows, 0);
    const report = {
      format: 1,
      inputs,
      rows: { read: rows, chats: this.#chats, rejects: this.#rejectedRows },
      messages: { inLogs: this.#logged, written: this.#messages, dropped: this.#dropped },
      duplicates: {
        exactRows: this.#exact,
        olderCopies: this.#older,
        messages: this.#flags.get("message_repeated")?.count ?? 0,
      },
      rejects: { rows: this.#rejectedRows, partsOfChats: this.#rejectedParts, reasons: sorted(this.#reasons) },
      flaggedChats: this.#flaggedChats,
      flags: Object.fromEntries(
        Object.keys(FLAGS).map((flag) => {
          const { count, chats } = this.#flags.get(flag) ?? { count: 0, chats: 0 };
          return [flag, { count, chats, meaning: FLAGS[flag] }];
        }),
      ),
      formulaCells: { chats: tables.chats.risky, messages: tables.messages.risky },
      fillRate: { chats: fillRate(tables.chats), messages: fillRate(tables.messages) },
      unknownFields: {
        structuredInfo: sorted(this.#unknown.structuredInfo),
        columns: sorted(this.#unknown.columns),
        messages: sorted(this.#unknown.messages),
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

function add(counts: Map<string, number>, name: string): void {
  const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME).toWellFormed()}…` : name;
  const key = counts.has(short) || counts.size < MOST_NAMES ? short : "(others)";
  counts.set(key, (counts.get(key) ?? 0) + 1);
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
