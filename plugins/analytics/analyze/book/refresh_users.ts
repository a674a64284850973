/**
 * Reports on the users whose conversations have changed.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Summary } from "../summary.ts";
import { userReportOf, UserTally } from "../users.ts";
import type { Reports } from "./reports.ts";
import { prepareRows } from "../../../../core/sqlite/rows.ts";
import { asText } from "./text.ts";
import type { Work } from "./refresh.ts";

/** Users that are asked for at once. */
const PAGE = 500;

/** Works them out again. Returns the days on which users were, or are, new who are no longer, or were not. */
export async function refreshUsers(
  database: DatabaseSync,
  reports: Reports,
  wanted: boolean,
  work: Work,
): Promise<Set<number>> {
  const changed = prepareRows(
    database,
    `select number, name, first_day from changed_users join users on number = user where number > ?
    order by number limit ?`,
  );
  const conversations = prepareRows(database, "select day, summary from summaries where user = ? order by day, number");
  const firstOf = prepareRows(database, "select min(day), count(*) from summaries where user = ?");
  const setFirst = database.prepare("update users set first_day = ? where number = ?");
  const remove = database.prepare("delete from users where number = ?");
  const firsts = new Set<number>();
  for (let page = changed.all(0, PAGE); page.length > 0; page = changed.all(page.at(-1)![0], PAGE)) {
    for (const [number, name, before] of page) {
      const [first, count] = firstOf.get(number)!;
      if (first !== before) {
        for (const day of [first, before]) if (day !== null) firsts.add(day as number);
        setFirst.run(first, number);
      }
      const user = asText(name);
      if (count === 0) remove.run(number);
      if (count === 0 || !wanted) {
        reports.remove(`user:${user}`);
        continue;
      }
      const tally = new UserTally();
      for (const [day, text] of conversations.iterate(number)) {
        tally.add(JSON.parse(text as string) as Summary, day === null ? undefined : day as number);
        work.did((text as string).length);
      }
      reports.put(userReportOf(user, tally), 0);
      work.count("computed users");
      await work.breathe();
    }
  }
  return firsts;
}
