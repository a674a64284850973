/**
 * Reports as they are kept: as JSON, each with its fingerprint.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { digest } from "../../../../core/fingerprint.ts";
import type { AnalyticsReport, PeriodReport } from "../record.ts";
import { prepareRows } from "../../../../core/sqlite/rows.ts";
import { asBytes, asText } from "./text.ts";

/** Kinds of reports in the order in which they are handed over. */
const KINDS = ["daily", "weekly", "monthly", "user"] as const;

/** The reports of an analysis. */
export interface Reports {
  /** Keeps one; false where it is as it was. `first`: the first day of a period, 0 for users. */
  put(report: AnalyticsReport, first: number): boolean;
  /** Takes one away; false where there was none. */
  remove(id: string): boolean;
  period(id: string): PeriodReport | undefined;
}

/** Reports to be written. */
export function openReports(database: DatabaseSync): Reports {
  const known = prepareRows(database, "select fingerprint from reports where id = ?");
  const put = database.prepare(
    `insert into reports (id, kind, first, fingerprint, report) values (?, ?, ?, ?, ?)
    on conflict (id) do update set first = excluded.first, fingerprint = excluded.fingerprint, report = excluded.report`,
  );
  const remove = database.prepare("delete from reports where id = ?");
  const read = openReportReader(database);
  return {
    put(report, first) {
      const text = JSON.stringify(report);
      const fingerprint = digest(text);
      const id = asBytes(report.id);
      if (known.get(id)?.[0] === fingerprint) return false;
      put.run(id, report.kind, first, fingerprint, text);
      return true;
    },
    remove: (id) => Number(remove.run(asBytes(id)).changes) > 0,
    period: (id) => read(id) as PeriodReport | undefined,
  };
}

/** Looks reports up by their id. */
export function openReportReader(database: DatabaseSync): (id: string) => AnalyticsReport | undefined {
  const byId = prepareRows(database, "select report from reports where id = ?");
  return (id) => {
    const found = byId.get(asBytes(id));
    return found && JSON.parse(found[0] as string);
  };
}

/** What is known of a report before it is looked up. */
export interface ReportFace {
  id: string;
  fingerprint: string;
  /** Of its JSON. */
  bytes: number;
}

/** All of these kinds: periods by time, then users by name. */
export function* reportFaces(database: DatabaseSync, kinds: readonly string[] = KINDS): Generator<ReportFace> {
  const ofKind = prepareRows(
    database,
    "select id, fingerprint, length(report) from reports where kind = ? order by first, id",
  );
  for (const kind of kinds) {
    for (const [id, fingerprint, bytes] of ofKind.iterate(kind)) {
      yield { id: asText(id), fingerprint: fingerprint as string, bytes: bytes as number };
    }
  }
}
