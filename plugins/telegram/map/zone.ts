/**
 * Local times of a named zone as moments.
 *
 * @module
 */
import { zoneOffsets } from "../../../core/time_zone.ts";
import { localAsUtc } from "./times.ts";

const DAY = 86_400_000;

/** Reads local times; undefined for what is no time. */
export type Clockwork = (local: string) => number | undefined;

/**
 * Reads local times of a zone (an IANA name such as `Europe/Berlin`).
 *
 * A time that came twice, when clocks were put back, is taken for the first of the two; one that never was, when they
 * were put forward, for the moment at which a clock that was not put forward would have shown it.
 *
 * @throws {RangeError} for a zone nobody knows
 */
export function zoneClock(timeZone: string): Clockwork {
  const offsetAt = zoneOffsets(timeZone);
  return function read(local) {
    const shown = localAsUtc(local);
    if (shown === undefined) return undefined;
    const before = offsetAt(shown - DAY);
    const after = offsetAt(shown + DAY);
    const fitting = [shown - before, shown - after].filter((at) => shown - at === offsetAt(at));
    return fitting.length > 0 ? Math.min(...fitting) : shown - before;
  };
}
