/**
 * The tables of a kept analysis.
 *
 * @module
 */

/** Says that a database is a kept analysis: "tlan". */
export const APPLICATION_ID = 0x746c616e;
/** Format of the tables. A file of an older one is made anew: all of it comes from conversations. */
export const FORMAT = 1;

/** Tables, in the order in which they are made. Names and ids are UTF-8: text in SQLite ends at U+0000. */
const TABLES: readonly (readonly [name: string, columns: string])[] = [
  ["settings", "name text primary key, value text not null"],
  // `fingerprint` is what was asked to be kept, `sum` a hash of what stands in the row.
  [
    "summaries",
    `number integer primary key, id blob not null unique, fingerprint text not null, sum text not null, day integer,
    user integer, summary text not null`,
  ],
  ["users", "number integer primary key, name blob not null unique, first_day integer"],
  ["day_counts", "day integer primary key, count text not null"],
  [
    "reports",
    `id blob primary key, kind text not null, first integer not null, fingerprint text not null, report text not null`,
  ],
  // What has changed and is not yet in the reports.
  ["changed_days", "day integer primary key"],
  ["changed_users", "user integer primary key"],
];

const INDEXES: readonly string[] = [
  "summaries_by_day on summaries (day)",
  "summaries_by_user on summaries (user, day)",
  "users_by_first_day on users (first_day)",
  "reports_by_kind on reports (kind, first, id)",
];

/** The statements that make them; as temporary tables they lie in a file that goes with the connection. */
export function creation(temporary: boolean): string {
  const tables = TABLES.map(([name, columns]) => `create ${temporary ? "temp " : ""}table ${name} (${columns});`);
  const indexes = INDEXES.map((index) => `create index ${temporary ? "temp." : ""}${index};`);
  return [...tables, ...indexes].join("\n");
}

/** The statements that take them away. */
export const REMOVAL: string = TABLES.map(([name]) => `drop table if exists ${name};`).join("\n");
