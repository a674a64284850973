/**
 * Which periods a change touches.
 *
 * @module
 */
import { type Period, periodOf } from "../period.ts";
import type { PeriodKind } from "../record.ts";

/** Periods by their first day. */
export type Periods = Map<number, Period>;

/** Periods of one kind that are to be worked out again, and those of which only a part has to be. */
export interface Touched {
  kind: PeriodKind;
  /** A conversation in them has changed. */
  whole: Periods;
  /** They are compared with one of those, or users are new in them that were not, or no longer. */
  edges: Periods;
}

/**
 * The periods of a kind that these days touch.
 *
 * @param changed days on which a changed conversation begins or began
 * @param firsts days on which a user was, or is, new
 */
export function touchedBy(
  kind: PeriodKind,
  weekStart: number,
  changed: Iterable<number>,
  firsts: Iterable<number>,
): Touched {
  const whole: Periods = new Map();
  const edges: Periods = new Map();
  for (const day of changed) {
    const period = periodOf(kind, day, weekStart);
    whole.set(period.first, period);
  }
  const add = (day: number): void => {
    const period = periodOf(kind, day, weekStart);
    if (!whole.has(period.first)) edges.set(period.first, period);
  };
  for (const { last } of whole.values()) add(last + 1);
  for (const day of firsts) add(day);
  return { kind, whole, edges };
}
