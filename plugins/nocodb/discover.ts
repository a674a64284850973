/**
 * Finding base and tables by id or title, and the columns of a table.
 *
 * @module
 */
import type { JsonObject } from "../../core/conversation.ts";
import { CannotRunError } from "../../core/errors.ts";
import { quote } from "../../core/quote.ts";
import { suggest } from "../../core/suggest.ts";
import { type Client } from "./client.ts";
import { type ApiVersion, type Column, type Dialect, DIALECTS, type Named, namedIn, type Place } from "./dialect.ts";
import { NocodbError } from "./failures.ts";

/** A table that was found. */
export interface Table extends Place {
  title: string;
  columns: Column[];
}

/** The base, and the version of the API that the server has. */
export interface Base {
  dialect: Dialect;
  base: Named;
}

/**
 * Finds the base. Where no version is asked for, v2 is tried first, then v3.
 *
 * @throws {CannotRunError} when there is no such base; it lists the ones there are
 */
export async function findBase(client: Client, wanted: string, version: ApiVersion | "auto"): Promise<Base> {
  const what = "list the bases";
  if (version !== "auto") {
    const dialect = DIALECTS[version];
    try {
      const answer = await client.get(what, dialect.bases);
      return { dialect, base: pick(client, "base", wanted, listed(client, what, answer)) };
    } catch (error) {
      // Not every token may list bases, and v3 of a hosted server wants its workspace: an id needs no list.
      if (!isRefusal(error, [403, 404, 422]) || !/^p[a-z0-9]{10,}$/.test(wanted)) throw error;
      return { dialect, base: { id: wanted, title: wanted } };
    }
  }
  const { bases } = DIALECTS.v2;
  try {
    await client.get(what, bases);
  } catch (error) {
    if (isRefusal(error, [404])) return await findBase(client, wanted, "v3");
    if (!isRefusal(error, [403, 422])) throw error;
  }
  return await findBase(client, wanted, "v2");
}

function isRefusal(error: unknown, statuses: readonly number[]): boolean {
  return error instanceof NocodbError && statuses.includes(error.status);
}

/**
 * Finds a table and its columns.
 *
 * @throws {CannotRunError} when there is no such table (it lists the ones there are), or none that can be paged through
 */
export async function findTable(client: Client, { dialect, base }: Base, wanted: string): Promise<Table> {
  const what = `list the tables of base ${quote(base.title)}`;
  const found = pick(client, "table", wanted, listed(client, what, await client.get(what, dialect.tables(base.id))));
  const look = `read the columns of table ${quote(found.title)}`;
  const columns = dialect.columns(await client.get(look, dialect.table(base.id, found.id)));
  const keys = columns.filter((column) => column.key);
  if (keys.length !== 1) {
    throw new CannotRunError(
      `Cannot page through table ${quote(found.title)}: it has ${keys.length} primary keys, expected one, a number`,
    );
  }
  const table: Table = { base: base.id, table: found.id, title: found.title, key: keys[0].title, columns };
  return { ...table, columns: [...columns, ...await unlisted(client, dialect, table)] };
}

/** v3 lists no system columns: a row shows which there are. Of a table without rows nothing is read anyway. */
async function unlisted(client: Client, dialect: Dialect, table: Table): Promise<Column[]> {
  if (dialect.version !== "v3") return [];
  const what = `read a row of table ${quote(table.title)}`;
  const query = dialect.query(table, { where: "", limit: 1 });
  const row = dialect.page(table, await client.get(what, dialect.rows(table), query))?.rows[0];
  const known = new Set(table.columns.map(({ title }) => title));
  return Object.keys(row?.fields ?? {}).filter((title) => !known.has(title)).map((title) => ({
    title,
    type: systemType(title),
    key: false,
  }));
}

function systemType(title: string): string {
  const plain = loose(title);
  if (plain === "createdat") return "CreatedTime";
  return plain === "updatedat" ? "LastModifiedTime" : "";
}

/** The title that is nearest to a mistyped one. */
export function nearest(wanted: string, titles: readonly string[]): string | undefined {
  const near = suggest(wanted, titles.map((title) => title.toLowerCase()));
  return near === undefined ? undefined : titles.find((title) => title.toLowerCase() === near);
}

/** A name without case, spaces and underscores: `Conversation ID` is `conversation_id`. */
export function loose(name: string): string {
  return name.toLowerCase().replace(/[\s_]+/g, "");
}

function listed(client: Client, what: string, answer: JsonObject): Named[] {
  const list = namedIn(answer);
  if (list) return list;
  throw new CannotRunError(`Cannot ${what} on ${client.host}: the answer holds no list; is this a NocoDB server?`);
}

/** By id, by title, or by a title that differs in case, spaces or underscores and is the only one. */
function pick(client: Client, what: string, wanted: string, choices: Named[]): Named {
  const exact = choices.filter(({ id }) => id === wanted);
  if (exact.length === 0) exact.push(...choices.filter(({ title }) => title === wanted));
  if (exact.length === 0) exact.push(...choices.filter(({ title }) => loose(title) === loose(wanted)));
  if (exact.length === 1) return exact[0];
  if (exact.length > 1) {
    const ids = exact.map(({ id }) => `"${id}"`).join(", ");
    throw new CannotRunError(
      `Cannot choose ${what} ${quote(wanted)}: ${exact.length} have that title, name it by id: ${ids}`,
    );
  }
  const near = nearest(wanted, choices.map(({ title }) => title));
  const there = choices.slice(0, 30).map(({ title }) => quote(title)).join(", ") || "none";
  throw new CannotRunError(
    `Cannot find ${what} ${quote(wanted)} on ${client.host}: there are ${there}` +
      (near === undefined ? "" : `; did you mean ${quote(near)}?`),
  );
}
