/**
 * The whole analysis: conversations in, reports out.
 *
 * @module
 */
import type { AnalyticsReport, PeriodKind, PeriodReport } from "./record.ts";
import { dayCount, type Period, periodId, periodOf, reportOf, WEEK_STARTS } from "./period.ts";
import type { Summary } from "./summary.ts";
import { Tally } from "./tally.ts";
import { Users } from "./users.ts";
import { type Zone } from "./zone.ts";

/** What is analysed, and how. */
export interface AnalysisRules {
  zone: Zone;
  weekStart: string;
  periods: readonly PeriodKind[];
  users: boolean;
  /** Most conversations that a report lists. */
  listed: number;
  /** Fewest users of a label that is told apart. */
  minUsers: number;
}

/** Takes conversations one by one, in any order; memory follows days, users and listed conversations. */
export class Analysis {
  readonly #days = new Map<number, Tally>();
  readonly #users = new Users();
  readonly #rules: AnalysisRules;

  constructor(rules: AnalysisRules) {
    this.#rules = rules;
  }

  /** False for a conversation that no period holds, since nothing says when it was. */
  add(summary: Summary): boolean {
    const { zone, listed } = this.#rules;
    const day = summary.at === undefined ? undefined : zone.place(summary.at).day;
    this.#users.add(summary, day);
    if (day === undefined) return false;
    let tally = this.#days.get(day);
    if (!tally) this.#days.set(day, tally = new Tally(listed));
    tally.add(summary, zone);
    return true;
  }

  /** All reports: days, weeks, months in the order asked for, each by time; then users. */
  *reports(): Generator<AnalyticsReport> {
    const days = [...this.#days.keys()].sort((a, b) => a - b);
    const firstDays = new Map<number, number>();
    for (const day of this.#users.firstDays()) firstDays.set(day, (firstDays.get(day) ?? 0) + 1);
    for (const kind of this.#rules.periods) yield* this.#ofKind(kind, days, firstDays);
    if (this.#rules.users) yield* this.#users.reports();
  }

  *#ofKind(kind: PeriodKind, days: number[], firstDays: Map<number, number>): Generator<PeriodReport> {
    const weekStart = WEEK_STARTS[this.#rules.weekStart];
    let before: PeriodReport | undefined;
    for (let i = 0; i < days.length;) {
      const period = periodOf(kind, days[i], weekStart);
      const mine: number[] = [];
      while (i < days.length && days[i] <= period.last) mine.push(days[i++]);
      const report = this.#report(period, mine, firstDays, before, weekStart);
      yield report;
      before = report;
    }
  }

  #report(
    period: Period,
    days: number[],
    firstDays: Map<number, number>,
    before: PeriodReport | undefined,
    weekStart: number,
  ): PeriodReport {
    const { zone, listed, minUsers } = this.#rules;
    let tally = this.#days.get(days[0])!;
    if (period.kind !== "daily") {
      tally = new Tally(listed);
      for (const day of days) tally.merge(this.#days.get(day)!);
    }
    const neighbour = periodId(periodOf(period.kind, period.first - 1, weekStart));
    return reportOf(period, tally, {
      zone,
      minUsers,
      newUsers: days.reduce((sum, day) => sum + (firstDays.get(day) ?? 0), 0),
      days: period.kind === "daily" ? [] : days.map((day) => dayCount(day, this.#days.get(day)!)),
      ...(before?.id === neighbour ? { before } : {}),
    });
  }
}
