/**
 * The rows of one table, page by page, in the order of the primary key.
 *
 * A page is asked for by the key of the last row seen, never by an offset: rows that are edited, added or deleted while
 * pages are read move no other row out of its page.
 *
 * @module
 */
import { quote } from "../../core/quote.ts";
import { type Client, TooLarge } from "./client.ts";
import type { Ask, Dialect, Page, Row } from "./dialect.ts";
import type { Table } from "./discover.ts";
import { NocodbError } from "./failures.ts";
import { after, all } from "./where.ts";

/** What a walk looks for. */
export interface Walk {
  /** Filter beside the key's; empty: all rows. */
  filter: string;
  /** Key of the last row that is not wanted any more; absent: from the first. */
  after?: number;
  /** Titles of the only columns wanted; absent: all. */
  columns?: string[];
}

/** The rows of a table. */
export class Rows {
  #limit: number;

  constructor(readonly client: Client, readonly dialect: Dialect, readonly table: Table, limit: number) {
    this.#limit = limit;
  }

  /** All rows that a filter lets through, a page at a time. Rows that are added meanwhile come, too. */
  async *walk({ filter, after: start, columns }: Walk): AsyncGenerator<Row[]> {
    for (let at = start;;) {
      const where = all(at === undefined ? "" : after(this.table.key, at), filter);
      const page = await this.#page({ where, limit: this.#limit, ...columns ? { columns } : {} });
      const rows = this.#inOrder(page.rows, at ?? -Infinity);
      if (rows.length) yield rows;
      // A page may be shorter than asked for before the end: servers have limits of their own.
      if (page.last || page.rows.length === 0) return;
      at = rows.at(-1)!.id;
    }
  }

  /** The greatest key of the table; 0 where it has no rows. */
  async lastKey(): Promise<number> {
    const { rows } = await this.#page({ where: "", limit: 1, descending: true });
    return rows.length ? this.#inOrder(rows.slice(0, 1), -Infinity)[0].id : 0;
  }

  async #page(ask: Ask): Promise<Page> {
    const { client, dialect, table } = this;
    const what = `read table ${quote(table.title)}`;
    for (let { limit } = ask;;) {
      try {
        const answer = await client.get(what, dialect.rows(table), dialect.query(table, { ...ask, limit }));
        const page = dialect.page(table, answer);
        if (page) return page;
        throw new SyntaxError(`Cannot ${what} on ${client.host}: the answer holds no rows; is this a NocoDB server?`);
      } catch (error) {
        // "Past the end" is an error to some versions.
        if (error instanceof NocodbError && error.code === "ERR_INVALID_OFFSET_VALUE") return { rows: [], last: true };
        if (!(error instanceof TooLarge) || limit === 1) throw error;
        this.#limit = limit = Math.max(1, Math.floor(limit / 4));
      }
    }
  }

  /** Insists on what paging relies on: numbers that grow from row to row. */
  #inOrder(rows: Row[], start: number): Row[] {
    let last = start;
    for (const { id } of rows) {
      if (!Number.isSafeInteger(id)) {
        throw new TypeError(
          `Cannot page through table ${
            quote(this.table.title)
          }: its key "${this.table.key}" is no number, expected one`,
        );
      }
      if (id <= last) {
        throw new RangeError(
          `Cannot page through table ${
            quote(this.table.title)
          }: row ${id} came after row ${last}, though rows were asked for in order`,
        );
      }
      last = id;
    }
    return rows;
  }
}
