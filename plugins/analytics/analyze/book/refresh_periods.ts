/**
 * Reports on the periods in which something has changed.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { AnalysisRules } from "../rules.ts";
import { comparison, dayCount, type Period, periodId, periodOf, reportOf, WEEK_STARTS } from "../period.ts";
import type { DayCount, PeriodKind } from "../record.ts";
import type { Summary } from "../summary.ts";
import { Tally } from "../tally.ts";
import type { Work } from "./refresh.ts";
import type { Reports } from "./reports.ts";
import { prepareRows } from "../../../../core/sqlite/rows.ts";
import { type Touched, touchedBy } from "./touched.ts";

/** A week or month whose days are being added up. */
interface Open {
  period: Period;
  tally: Tally;
}

/** Works out what these days touch: a day from its conversations, a longer period from its days. */
export async function refreshPeriods(
  database: DatabaseSync,
  reports: Reports,
  rules: AnalysisRules,
  changed: ReadonlySet<number>,
  firsts: ReadonlySet<number>,
  work: Work,
): Promise<void> {
  const weekStart = WEEK_STARTS[rules.weekStart];
  const before = (period: Period): string => periodId(periodOf(period.kind, period.first - 1, weekStart));
  const newUsers = prepareRows(database, "select count(*) from users where first_day between ? and ?");
  const newIn = ({ first, last }: Period): number => newUsers.get(first, last)![0] as number;
  const countsIn = prepareRows(database, "select count from day_counts where day between ? and ? order by day");
  const setCount = database.prepare("insert or replace into day_counts (day, count) values (?, ?)");
  const dropCount = database.prepare("delete from day_counts where day = ?");
  const ofDay = prepareRows(database, "select user, summary from summaries where day = ? order by number");
  const touched = rules.periods.map((kind) => touchedBy(kind, weekStart, changed, firsts));
  const days = daysOf(database, rules, touched, changed);
  const there = new Set(days);
  for (const day of changed) if (!there.has(day)) dropCount.run(day);
  removeEmpty(reports, rules, touched, days);

  const close = ({ period, tally }: Open): void => {
    const { zone, minUsers } = rules;
    const counts = period.kind === "daily" ? [] : countsIn.all(period.first, period.last);
    const report = reportOf(period, tally, {
      zone,
      minUsers,
      newUsers: newIn(period),
      days: counts.map(([count]): DayCount => JSON.parse(count as string)),
      before: reports.period(before(period)),
    });
    reports.put(report, period.first);
    work.count("computed periods");
  };
  const open = new Map<PeriodKind, Open>();
  const closeUntil = (day: number): void => {
    for (const [kind, one] of open) {
      if (one.period.last >= day) continue;
      close(one);
      open.delete(kind);
    }
  };
  for (const day of days) {
    closeUntil(day);
    const tally = new Tally(rules.listed);
    for (const [user, text] of ofDay.iterate(day)) {
      const summary = JSON.parse(text as string) as Summary;
      tally.add(summary, user === null ? undefined : user as number, rules.zone);
      work.did((text as string).length);
    }
    if (changed.has(day)) setCount.run(day, JSON.stringify(dayCount(day, tally)));
    for (const { kind, whole } of touched) {
      const period = whole.get(periodOf(kind, day, weekStart).first);
      if (!period) continue;
      if (kind === "daily") {
        close({ period, tally });
        continue;
      }
      let one = open.get(kind);
      if (!one) open.set(kind, one = { period, tally: new Tally(rules.listed) });
      one.tally.merge(tally);
    }
    await work.breathe();
  }
  closeUntil(Infinity);
  for (const { edges } of touched) {
    for (const period of edges.values()) {
      const report = reports.period(periodId(period));
      if (!report) continue;
      report.newUsers = newIn(period);
      const earlier = reports.period(before(period));
      report.previous = earlier ? comparison(report, earlier) : null;
      reports.put(report, period.first);
    }
  }
}

/** Days with conversations that have to be looked at, by time. */
function daysOf(
  database: DatabaseSync,
  { periods, weekStart }: AnalysisRules,
  touched: readonly Touched[],
  changed: ReadonlySet<number>,
): number[] {
  const days: number[] = [];
  const start = WEEK_STARTS[weekStart];
  for (
    const [day] of prepareRows(database, "select distinct day from summaries where day is not null order by day")
      .iterate()
  ) {
    const one = day as number;
    const wanted = changed.has(one) ||
      periods.some((kind, i) => touched[i].whole.has(periodOf(kind, one, start).first));
    if (wanted) days.push(one);
  }
  return days;
}

/** Periods in which nothing is left have no report, and nothing is compared with them. */
function removeEmpty(
  reports: Reports,
  { weekStart }: AnalysisRules,
  touched: readonly Touched[],
  days: readonly number[],
): void {
  for (const { kind, whole } of touched) {
    const filled = new Set(days.map((day) => periodOf(kind, day, WEEK_STARTS[weekStart]).first));
    for (const period of whole.values()) if (!filled.has(period.first)) reports.remove(periodId(period));
  }
}
