/**
 * Reports as rows: a table of periods, and one of users.
 *
 * @module
 */
import { isObject } from "../../core/raw.ts";
import {
  type Cell,
  type ColumnKind,
  columnsOf,
  countCell,
  jsonCell,
  numberCell,
  textCell,
  timeCell,
} from "./columns.ts";
import { dateFolder, DAY_FOLDER } from "./days.ts";
import type { Shape, Table } from "./shape.ts";

/** A report, as `analyze` makes them. Fields that have no column stand in `report`, as JSON. */
export interface ParquetReport {
  /** Unique among all reports. */
  id: string;
  /** `daily`, `weekly`, `monthly` or `user`. */
  kind: string;
}

type Fields = { readonly [field: string]: unknown };

/** A column, and the field that fills it: by default the column's name in camel case. */
const PERIOD_FIELDS = columnsOf(`
  id:id kind:text start_date:text end_date:text label:text time_zone:text start_at:time end_at:time
  conversations:count messages:count user_messages:count assistant_messages:count active_users:count new_users:count
  messages_per_conversation_mean:number messages_per_conversation_median:number messages_per_conversation_p90:number
  first_response_seconds_count:count first_response_seconds_mean:number first_response_seconds_median:number
  first_response_seconds_p90:number reply_seconds_count:count reply_seconds_mean:number reply_seconds_median:number
  reply_seconds_p90:number status_known:count resolved:count resolved_users:count resolution_rate:number
  resolution_seconds_count:count resolution_seconds_mean:number resolution_seconds_median:number
  resolution_seconds_p90:number sentiment:number positive:count neutral:count negative:count
  topics:texts topic_conversations:counts topic_messages:counts topic_users:counts
  intents:texts intent_conversations:counts intent_messages:counts intent_users:counts
  languages:texts language_conversations:counts language_messages:counts language_users:counts
  report:text`);

const USER_FIELDS = columnsOf(`
  id:id user_id:text first_at:time last_at:time active_days:count conversations:count messages:count
  user_messages:count messages_per_conversation:number sentiment:number positive:count neutral:count negative:count
  resolved:count first_response_seconds_mean:number topics:texts topic_messages:counts
  languages:texts language_conversations:counts report:text`);

/** Columns that take a field of another name, a field of a field, or a field of each element of a list. */
const FROM: ReadonlyMap<string, string> = new Map([
  ["start_date", "start"],
  ["end_date", "end"],
  ["user_id", "user"],
]);
const LISTS: ReadonlyMap<string, readonly [list: string, label: string]> = new Map([
  ["topic", ["topics", "label"]],
  ["intent", ["intents", "label"]],
  ["language", ["languages", "language"]],
]);

const USERS = "user_analytics";
const PERIODS = "analytics_reports";
const PERIOD_FOLDER = /^analytics_reports\/(daily|weekly|monthly)\/(.+)$/;
const MONTH_FOLDER = /^year=\d{4}\/month=\d{2}$/;

const USER_TABLES: readonly Table[] = [{ file: "user_analytics.parquet", columns: USER_FIELDS }];
const PERIOD_TABLES = new Map(
  ["daily", "weekly", "monthly"].map((kind) => [kind, [{ file: `${kind}.parquet`, columns: PERIOD_FIELDS }]]),
);

/** Reports by the first day of their period (months by month), and all users in one file. */
export const REPORT_SHAPE: Shape<ParquetReport> = {
  name: "reports",
  roots: [USERS, PERIODS],
  partition(report) {
    const { kind, start } = checked(report);
    if (kind === "user") return USERS;
    const folder = dateFolder(start);
    return `${PERIODS}/${kind}/${kind === "monthly" ? folder.slice(0, folder.lastIndexOf("/")) : folder}`;
  },
  tables(folder) {
    if (folder === USERS) return USER_TABLES;
    const [, kind, period] = PERIOD_FOLDER.exec(folder) ?? [];
    if (kind === undefined) return undefined;
    return (kind === "monthly" ? MONTH_FOLDER : DAY_FOLDER).test(period) ? PERIOD_TABLES.get(kind) : undefined;
  },
  rows(report) {
    const fields = report as unknown as Fields;
    return [[
      (report.kind === "user" ? USER_FIELDS : PERIOD_FIELDS).map(({ name, kind }) => cellOf(fields, name, kind)),
    ]];
  },
  order: ({ id }) => [0, id],
};

function checked(report: ParquetReport): { kind: string; start: string } {
  const { id, kind, start } = report as ParquetReport & { start?: unknown };
  const day = typeof start === "string" && /^\d{4}-\d{2}-\d{2}$/.test(start) ? start : undefined;
  if (typeof id === "string" && kind === "user") return { kind, start: "" };
  if (typeof id === "string" && PERIOD_TABLES.has(kind) && day !== undefined) return { kind, start: day };
  throw new TypeError(
    `Cannot write a report as Parquet: its id is ${JSON.stringify(id)}, its kind ${JSON.stringify(kind)}, its start ` +
      `${JSON.stringify(start)}, expected a text, daily, weekly, monthly or user, and for periods a day YYYY-MM-DD`,
  );
}

function cellOf(report: Fields, name: string, kind: ColumnKind): Cell {
  if (name === "report") return jsonCell(report);
  if (kind === "texts" || kind === "counts") return listOf(report, name);
  const own = camel(FROM.get(name) ?? name);
  if (Object.hasOwn(report, own)) return plainCell(report[own], kind);
  // `reply_seconds_mean` is `mean` of `replySeconds`.
  const at = name.lastIndexOf("_");
  const inner = report[camel(name.slice(0, at))];
  return isObject(inner) ? plainCell(inner[name.slice(at + 1)], kind) : null;
}

function listOf(report: Fields, name: string): Cell {
  const at = name.indexOf("_");
  const [list, label] = LISTS.get((at < 0 ? name : name.slice(0, at)).replace(/s$/, "")) ?? [name, name];
  const elements = report[list];
  if (!Array.isArray(elements)) return null;
  if (at < 0) return elements.map((one) => textCell(one?.[label]) ?? "");
  return elements.map((one) => countCell(one?.[name.slice(at + 1)]) ?? 0);
}

function plainCell(value: unknown, kind: ColumnKind): Cell {
  if (kind === "time") return timeCell(value);
  if (kind === "count") return countCell(value);
  return kind === "number" ? numberCell(value) : textCell(value);
}

function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
