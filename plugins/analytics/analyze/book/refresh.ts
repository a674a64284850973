/**
 * Bringing reports in step with the conversations that have changed.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Context } from "../../../../core/context.ts";
import { press } from "../../../../core/garbage.ts";
import type { AnalysisRules } from "../rules.ts";
import { AT_ONCE_BYTES } from "../summarizer.ts";
import { refreshPeriods } from "./refresh_periods.ts";
import { refreshUsers } from "./refresh_users.ts";
import { openReports } from "./reports.ts";
import { prepareRows } from "../../../../core/sqlite/rows.ts";

/** What long work does now and then. */
export interface Work {
  /** So many characters were read. */
  did(length: number): void;
  count(name: string): void;
  /** Lets others in when it is time. */
  breathe(): Promise<void>;
}

/** Longest time, in milliseconds, that the event loop is kept. */
const LONGEST_MS = 50;
/** Characters after which garbage is collected. */
const EVERY = 32 * 2 ** 20;

/**
 * Works out the periods that have changed conversations, those that are compared with them, and the users concerned.
 * Everything else stays. Counts `computed periods` and `computed users`. Whoever calls it begins and commits.
 */
export async function refresh(
  database: DatabaseSync,
  rules: AnalysisRules,
  context: Pick<Context, "signal" | "clock" | "count">,
): Promise<void> {
  const reports = openReports(database);
  const work = workOf(context);
  const changed = new Set<number>();
  for (const [day] of prepareRows(database, "select day from changed_days").iterate()) changed.add(day as number);
  const firsts = await refreshUsers(database, reports, rules.users, work);
  await refreshPeriods(database, reports, rules, changed, firsts, work);
  database.exec("delete from changed_days; delete from changed_users");
}

function workOf({ signal, clock, count }: Pick<Context, "signal" | "clock" | "count">): Work {
  let began = clock.now();
  let length = 0;
  return {
    did(more) {
      length += more;
      if (length < EVERY) return;
      length = 0;
      press(AT_ONCE_BYTES);
    },
    count: (name) => count(name),
    async breathe() {
      if (clock.now() - began < LONGEST_MS) return;
      await clock.sleep(0);
      signal.throwIfAborted();
      began = clock.now();
    },
  };
}
