/**
 * Rows of the input as records: read in full, or as they stand in the file.
 *
 * @module
 */
import type { CsvRow } from "../../core/csv/row.ts";
import type { Loan } from "./blocks.ts";
import { cleanText } from "./clean.ts";
import { EXACT, KEPT } from "./duplicates.ts";
import type { Header } from "./header.ts";
import type { ChatCsvMapping } from "./mapping.ts";
import type { ChatRow, Reject } from "./record.ts";

/** Longest row that is handed on as it stands. */
export const LONGEST_STANDING: number = 64 * 1024;

/** What all rows of a file share, in a form that reaches another thread. */
export interface RowFile {
  /** The file's name, without its folder. */
  name: string;
  header: Header;
  mapping: ChatCsvMapping;
}

/**
 * A row as it stands in the file. The plugins of this folder hand it on where nobody else sees it, so that its cells
 * are decoded in whichever thread makes the tables.
 */
export class StandingRow {
  readonly kind = "row";
  /** True once `chatTables` has had it. */
  ready = false;

  /** `loan`: of the memory in which the row lies, given back once it was copied. */
  constructor(readonly row: CsvRow, readonly verdict: number, readonly file: RowFile, readonly loan?: Loan) {}
}

/** The row's chat, or why it becomes none. */
export function rowRecord(row: CsvRow, verdict: number, file: RowFile): ChatRow | Reject {
  const { header, name } = file;
  const reason = refusal(row, verdict, header);
  if (reason === undefined) return chatRow(row, file, row.cells(), rowFlags(row));
  const chatId = row.width === header.columns.length ? cleanText(row.cell(header.places.chat_id).trim()) : "";
  const known = chatId === "" ? {} : { chatId };
  return { kind: "reject", part: "row", origin: { file: name, line: row.line }, ...known, reason, raw: row.raw };
}

/** Why a row becomes no chat; undefined where it does. */
export function refusal(row: CsvRow, verdict: number, { columns, places }: Header): string | undefined {
  if (row.width !== columns.length) return `${row.width} fields, expected ${columns.length}`;
  if (row.cell(places.chat_id).trim() === "") return "no chat id";
  if (verdict === KEPT) return undefined;
  return verdict === EXACT ? "exact duplicate" : "older copy of the chat";
}

/** The chat of a row that is not refused, of its cells and what reading it showed. */
export function chatRow(
  row: CsvRow,
  { header, name, mapping }: RowFile,
  all: readonly string[],
  flags: string[],
): ChatRow {
  const places = header.places;
  const at = (place: number): string => place < 0 ? "" : all[place];
  const cells: ChatRow["cells"] = {
    chat_id: at(places.chat_id).trim(),
    slug: at(places.slug),
    token: at(places.token),
    organization_id: at(places.organization_id).trim(),
    conversation_log: at(places.conversation_log),
    structured_info: at(places.structured_info),
    created_at: at(places.created_at),
    updated_at: at(places.updated_at),
    language: at(places.language),
    is_test_chat: at(places.is_test_chat),
    sentiment: at(places.sentiment),
    resolution: at(places.resolution),
    message_count: at(places.message_count),
  };
  return {
    kind: "chat",
    origin: { file: name, line: row.line },
    cells,
    fields: header.fields.map(([field, place]) => [field, all[place]]),
    extra: header.extra.flatMap((place) => all[place] === "" ? [] : [[header.columns[place], all[place]]]),
    mapping,
    flags,
  };
}

function rowFlags(row: CsvRow): string[] {
  const flags: string[] = [];
  if (!row.wellFormed) flags.push("not_utf8");
  if (row.misplaced) flags.push("quote_misplaced");
  return flags;
}
