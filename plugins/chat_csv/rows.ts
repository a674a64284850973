/**
 * Rows of the input as units.
 *
 * @module
 */
import { digest } from "../../core/fingerprint.ts";
import type { CsvRow } from "../../core/csv/row.ts";
import type { Position, Unit } from "../../core/source.ts";
import { type Drop, drop } from "../../core/transform.ts";
import { cleanText } from "./clean.ts";
import { EXACT, KEPT } from "./duplicates.ts";
import type { Header } from "./header.ts";
import type { KnownFile } from "./input.ts";
import type { ChatCsvMapping } from "./mapping.ts";
import type { ChatCsvRecord, ChatRow } from "./record.ts";
import { readTime } from "./times.ts";

/** What all rows of a file share. */
export interface RowSettings {
  file: KnownFile;
  /** As given: for positions. */
  path: string;
  mapping: ChatCsvMapping;
}

/** A row that travels. */
export class RowUnit implements Unit<ChatCsvRecord> {
  constructor(
    readonly row: CsvRow,
    readonly verdict: number,
    readonly settings: RowSettings,
    readonly first: boolean,
  ) {}

  /** The first row brings its file with it. */
  get fingerprint(): string {
    const own = digest(this.row.bytes);
    return this.first ? `${own}:${this.settings.file.input.sha256}` : own;
  }

  get bytes(): number {
    return this.row.length;
  }

  get position(): Position {
    return { file: this.settings.path, line: this.row.line };
  }

  parse(): ChatCsvRecord[] | Drop {
    const { input } = this.settings.file;
    const record = this.record();
    return this.first ? [{ kind: "input", input }, record] : [record];
  }

  raw(): string {
    return this.row.raw;
  }

  protected record(): ChatCsvRecord {
    const { row, settings: { file: { header, input } } } = this;
    const reason = refusal(row, this.verdict, header);
    if (reason === undefined) return chatRow(row, this.settings);
    const chatId = row.width === header.columns.length ? cleanText(row.cell(header.places.chat_id).trim()) : "";
    const known = chatId === "" ? {} : { chatId };
    const origin = { file: input.name, line: row.line };
    return { kind: "reject", part: "row", origin, ...known, reason, raw: row.raw };
  }
}

/** The same with its chat's id as key. */
export class KeyedRowUnit extends RowUnit {
  readonly key: string;

  constructor(row: CsvRow, verdict: number, settings: RowSettings) {
    super(row, verdict, settings, false);
    const { header, input } = settings.file;
    const kept = refusal(row, verdict, header) === undefined;
    // Rows without a chat have a key of their own, so that they are counted as left out and not as lost.
    this.key = kept ? cleanText(row.cell(header.places.chat_id).trim()) : `${input.name}:${row.line}`;
  }

  get version(): number | undefined {
    const time = readTime(this.row.cell(this.settings.file.header.places.updated_at));
    return time && time.micros / 1000;
  }

  override parse(): ChatCsvRecord[] | Drop {
    const record = this.record();
    return record.kind === "reject" ? drop(record.reason) : [record];
  }
}

/** The unit of a file without rows. */
export function emptyFileUnit({ file: { input }, path }: RowSettings): Unit<ChatCsvRecord> {
  return {
    fingerprint: input.sha256,
    bytes: 0,
    position: { file: path },
    parse: () => [{ kind: "input", input }],
  };
}

/** Why a row becomes no chat; undefined where it does. */
function refusal(row: CsvRow, verdict: number, { columns, places }: Header): string | undefined {
  if (row.width !== columns.length) return `${row.width} fields, expected ${columns.length}`;
  if (row.cell(places.chat_id).trim() === "") return "no chat id";
  if (verdict === KEPT) return undefined;
  return verdict === EXACT ? "exact duplicate" : "older copy of the chat";
}

function chatRow(row: CsvRow, { file: { header, input }, mapping }: RowSettings): ChatRow {
  const all = row.cells();
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
  const flags: string[] = [];
  if (!row.wellFormed) flags.push("not_utf8");
  if (row.misplaced) flags.push("quote_misplaced");
  return {
    kind: "chat",
    origin: { file: input.name, line: row.line },
    cells,
    fields: header.fields.map(([field, place]) => [field, all[place]]),
    extra: header.extra.flatMap((place) => all[place] === "" ? [] : [[header.columns[place], all[place]]]),
    mapping,
    flags,
  };
}
