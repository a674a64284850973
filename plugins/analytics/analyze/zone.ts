/**
 * Days, weeks and hours in a time zone.
 *
 * @module
 */
import { zoneOffsets } from "../../../core/time_zone.ts";

/** Where a moment lies in the zone. */
export interface Place {
  /** Days since 1970-01-01. */
  day: number;
  /** 0 to 23. */
  hour: number;
}

/** A time zone: places of moments. */
export interface Zone {
  readonly name: string;
  place(at: number): Place;
  /** Epoch milliseconds at which a day begins. */
  startOf(day: number): number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Offsets change at whole quarters of an hour, UTC. */
const QUARTER_MS = 900_000;

/** The zone of an IANA name (`Europe/Amsterdam`, `UTC`). Fast: an offset is worked out once a quarter of an hour. */
export function zoneOf(name: string): Zone {
  const offset = zoneOffsets(name);
  return {
    name,
    place(at) {
      const local = at + offset(at);
      const day = Math.floor(local / DAY_MS);
      return { day, hour: Math.floor((local - day * DAY_MS) / HOUR_MS) };
    },
    startOf(day) {
      // Midnight may be skipped: the first quarter of an hour that lies in the day.
      const dayOf = (at: number): number => Math.floor((at + offset(at)) / DAY_MS);
      let [before, found] = [day * 96 - 108, day * 96 + 108];
      while (found - before > 1) {
        const middle = Math.floor((before + found) / 2);
        if (dayOf(middle * QUARTER_MS) >= day) found = middle;
        else before = middle;
      }
      return found * QUARTER_MS;
    },
  };
}

/** A day as `2026-03-01`. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().replace(/T.*$/, "");
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: number): number {
  return ((day + 3) % 7 + 7) % 7 + 1;
}
