/**
 * Rows of the input as units.
 *
 * @module
 */
import { digest } from "../../core/fingerprint.ts";
import type { CsvRow } from "../../core/csv/row.ts";
import type { Position, Unit } from "../../core/source.ts";
import { type Drop, drop } from "../../core/transform.ts";
import type { Loan } from "./blocks.ts";
import { cleanText } from "./clean.ts";
import type { KnownFile } from "./input.ts";
import type { ChatCsvRecord, ChatRow, Reject } from "./record.ts";
import { LONGEST_STANDING, refusal, type RowFile, rowRecord, StandingRow } from "./row_record.ts";
import { readTime } from "./times.ts";

/** What all rows of a file share. */
export interface RowSettings {
  file: KnownFile;
  /** As given: for positions. */
  path: string;
  shared: RowFile;
}

/** A row that travels. */
export class RowUnit implements Unit<ChatCsvRecord> {
  constructor(
    readonly row: CsvRow,
    readonly verdict: number,
    readonly settings: RowSettings,
    readonly first: boolean,
    readonly loan?: Loan,
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

  protected record(): ChatRow | Reject {
    return rowRecord(this.row, this.verdict, this.settings.shared);
  }
}

/** The same, its row handed on as it stands where it is short: where a long one cannot be read, that is its own matter. */
export class StandingRowUnit extends RowUnit {
  /** Its place in its file, whose hash tells the content: of a million rows a hash each takes its time. */
  override get fingerprint(): string {
    return `${this.settings.file.input.sha256}:${this.row.line}`;
  }

  override parse(): ChatCsvRecord[] | Drop {
    const { row, verdict, settings: { shared, file: { input } }, first, loan } = this;
    if (row.length > LONGEST_STANDING) return super.parse();
    const record = new StandingRow(row, verdict, shared, loan) as unknown as ChatCsvRecord;
    return first ? [{ kind: "input", input }, record] : [record];
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
