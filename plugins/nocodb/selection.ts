/**
 * Which conversations are wanted, and which rows may have changed: as filters for the server, and asked again of each
 * row that comes, since not every database compares alike.
 *
 * @module
 */
import type { Column, Dialect, Row } from "./dialect.ts";
import { canFilter, TIME_TYPES } from "./columns.ts";
import { type ConversationColumns, textOf, timeOf } from "./record.ts";
import { after, all, any, before, from } from "./where.ts";

const DAY_MS = 86_400_000;

/** What was chosen by the options. */
export interface Choice {
  /** First moment, epoch ms. */
  start?: number;
  /** First moment that is not chosen any more, epoch ms. */
  end?: number;
  appId?: string;
}

/** The filter for chosen conversations; it may let others through. */
export function choiceFilter({ start, end, appId }: Choice, mapped: ConversationColumns, dialect: Dialect): string {
  const filters: string[] = [];
  const created = mapped.createdAt;
  if (created && canFilter(created) && TIME_TYPES.has(created.type)) {
    // A day more on each side: a Date has no zone, and databases differ at the edges.
    if (start !== undefined) filters.push(from(created.title, start - DAY_MS));
    if (end !== undefined) filters.push(before(created.title, end + DAY_MS));
  }
  const app = appId === undefined ? undefined : dialect.quote(appId);
  if (app !== undefined && mapped.appId && canFilter(mapped.appId)) filters.push(`(${mapped.appId.title},eq,${app})`);
  return all(...filters);
}

/** True for a chosen conversation. */
export function isChosen({ start, end, appId }: Choice, { fields }: Row, mapped: ConversationColumns): boolean {
  if (appId !== undefined && textOf(fields, mapped.appId) !== appId) return false;
  if (start === undefined && end === undefined) return true;
  const { at, assumed } = timeOf(fields, mapped.createdAt);
  const moment = at ?? assumed;
  return moment !== undefined && moment >= (start ?? -Infinity) && moment < (end ?? Infinity);
}

/** The columns of a table that say when a row was made or changed: NocoDB's own, and the ones that were mapped. */
export function changeColumns(columns: readonly Column[], ...mapped: (Column | undefined)[]): Column[] {
  const own = columns.filter(({ type }) => type === "CreatedTime" || type === "LastModifiedTime");
  const all = new Set([...own, ...mapped.filter((column) => column !== undefined)]);
  return [...all].filter((column) => TIME_TYPES.has(column.type) && canFilter(column));
}

/** The filter for rows that are new or changed since then. */
export function changedFilter(key: string, known: number, columns: readonly Column[], time: number): string {
  return any([after(key, known), ...columns.map(({ title }) => from(title, time))]);
}

/** True for a row that `changedFilter` lets through for sure. */
export function isChanged({ id, fields }: Row, known: number, columns: readonly Column[], time: number): boolean {
  if (id > known) return true;
  const first = Math.floor(time / 1000) * 1000;
  return columns.some((column) => (timeOf(fields, column).at ?? -Infinity) >= first);
}
