/**
 * Filters in NocoDB's `where` syntax. One group at most stands in a filter: v2 refuses two side by side, and both
 * versions ignore a `~not` before one.
 *
 * @module
 */
import type { Dialect } from "./dialect.ts";

/** Joins filters that all have to hold. */
export function all(...filters: string[]): string {
  return filters.filter((filter) => filter !== "").join("~and");
}

/** Rows after one, in the order of the primary key. */
export function after(key: string, id: number): string {
  return `(${key},gt,${id})`;
}

/** Rows from a moment on, to the second. Asked with `ge` alone: on SQLite `gt` means the same, and `le` leaves the moment out. */
export function from(column: string, at: number): string {
  return `(${column},ge,exactDate,${moment(at)})`;
}

/** Rows before a moment. */
export function before(column: string, at: number): string {
  return `(${column},lt,exactDate,${moment(at)})`;
}

/** One group of filters of which one has to hold. */
export function any(filters: string[]): string {
  return filters.length === 1 ? filters[0] : `(${filters.join("~or")})`;
}

function moment(at: number): string {
  return new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19).replace("T", " ");
}

/** A filter for some of the values, or `undefined` in `filter`: these values no filter can name, all rows have to be looked at. */
export interface Share {
  filter?: string;
  values: string[];
}

/**
 * Cuts values into filters on a column, each at most `most` characters long once it stands in an address: servers refuse
 * requests with more than 16 KB before the body, proxies less.
 */
export function shares(dialect: Dialect, column: string, values: Iterable<string>, most: number): Share[] {
  const made: Share[] = [];
  const odd: string[] = [];
  let quoted: string[] = [];
  let some: string[] = [];
  let length = 0;
  const end = () => {
    if (some.length) made.push({ filter: `(${column},in,${quoted.join(",")})`, values: some });
    [quoted, some, length] = [[], [], 0];
  };
  for (const value of values) {
    const one = dialect.quote(value);
    const alone = one === undefined ? dialect.quoteAlone(value) : undefined;
    const size = one === undefined ? 0 : encodeURIComponent(one).length + 3;
    if (alone !== undefined && encodeURIComponent(alone).length <= most) {
      made.push({ filter: `(${column},eq,${alone})`, values: [value] });
    } else if (one === undefined || size > most) odd.push(value);
    else {
      if (length + size > most) end();
      quoted.push(one);
      some.push(value);
      length += size;
    }
  }
  end();
  if (odd.length) made.push({ values: odd });
  return made;
}
