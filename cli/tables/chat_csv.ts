/**
 * `threadloom chat-csv` as the table of commands has it.
 *
 * @module
 */
import type { Command } from "../command.ts";

/** Its arguments and flags. */
export const CHAT_CSV: Command = {
  name: "chat-csv",
  summary: "Turn a chat platform's CSV into tables, with metrics and a quality report.",
  details: [
    "The tables are chats.csv and messages.csv. The input has one row a chat, its messages as JSON in a cell (source_chat_data.csv); a mapping file says how " +
    "another platform names its columns. Rows that are refused lie in DIR/rejects.jsonl with line and reason, what " +
    "is odd is flagged and counted in DIR/data_quality.json; both are quality of the data and no failure.",
  ],
  arguments: [{
    name: "file",
    summary: "a CSV file; several are read as one",
    required: true,
    many: true,
    path: "file",
  }],
  flags: [
    { name: "out", value: "DIR", path: "folder", summary: "the folder to write into", default: "./chat-tables" },
    {
      name: "delimiter",
      value: "CHAR",
      summary: "what stands between fields, tab for a tab",
      default: "found in the header",
    },
    {
      name: "mapping",
      value: "FILE",
      path: "file",
      summary: "JSON: the file's names for columns, message fields, roles",
    },
    { name: "excel-safe", summary: "also write copies that hold no formulas" },
    { name: "parquet", summary: "also write the tables as Parquet" },
  ],
  examples: [
    { line: "threadloom chat-csv source_chat_data.csv --out tables", says: "the tables in ./tables" },
    { line: "threadloom chat-csv export.csv --mapping mapping.json", says: "another platform's file" },
  ],
  module: "./commands/chat_csv.ts",
};
