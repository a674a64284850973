import assert from "node:assert/strict";
import { fc } from "../../../deps/fast_check.ts";
import { Distribution, EXACT_VALUES } from "../../../plugins/analytics/analyze/distribution.ts";
import { periodLabel, periodOf, WEEK_STARTS } from "../../../plugins/analytics/analyze/period.ts";
import { dateOf, weekdayOf, zoneOf } from "../../../plugins/analytics/analyze/zone.ts";

const DAY_MS = 86_400_000;
const ZONES = [
  "UTC",
  "Europe/Amsterdam",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "America/Havana",
  "Pacific/Apia",
];

Deno.test("a moment's day and hour are those of the zone's own calendar, also where clocks change", () => {
  for (const name of ZONES) {
    const zone = zoneOf(name);
    const format = new Intl.DateTimeFormat("sv-SE", { timeZone: name, dateStyle: "short", timeStyle: "short" });
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1995, 0), max: Date.UTC(2040, 0) }), (at) => {
        const { day, hour } = zone.place(at);
        const [date, time] = format.format(at).split(" ");
        assert.deepEqual([dateOf(day), hour], [date, Number(time.slice(0, 2))]);
      }),
      { numRuns: 150 },
    );
  }
});

Deno.test("a day begins at its first moment, whatever its length", () => {
  for (const name of ZONES) {
    const zone = zoneOf(name);
    for (let day = Math.floor(Date.UTC(2011, 11, 20) / DAY_MS); day < Date.UTC(2012, 11, 5) / DAY_MS; day++) {
      const start = zone.startOf(day);
      // Apia left out 2011-12-30: there is no such day.
      if (name === "Pacific/Apia" && dateOf(day) === "2011-12-30") continue;
      assert.deepEqual([zone.place(start).day, zone.place(start - 1).day < day], [day, true], `${name} ${dateOf(day)}`);
    }
  }
});

Deno.test("every day lies in one week and one month, and weeks begin when they are told to", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -20_000, max: 40_000 }),
      fc.constantFrom(...Object.keys(WEEK_STARTS)),
      (day, start) => {
        const week = periodOf("weekly", day, WEEK_STARTS[start]);
        assert.ok(week.first <= day && day <= week.last && week.last - week.first === 6);
        assert.equal(weekdayOf(week.first), WEEK_STARTS[start]);
        const month = periodOf("monthly", day, 1);
        assert.ok(month.first <= day && day <= month.last);
        assert.equal(dateOf(month.first).slice(0, -3), dateOf(day).slice(0, -3));
        assert.equal(dateOf(month.last + 1).slice(-2), "01");
      },
    ),
  );
});

Deno.test("weeks have the numbers of ISO 8601, also around New Year", () => {
  const label = (date: string) => periodLabel(periodOf("weekly", Date.parse(date) / DAY_MS, 1));
  const known = {
    "2025-12-29": "2026-W01",
    "2026-01-04": "2026-W01",
    "2027-01-03": "2026-W53",
    "2021-01-03": "2020-W53",
    "2024-12-30": "2025-W01",
    "2026-03-02": "2026-W10",
  };
  for (const [date, week] of Object.entries(known)) assert.equal(label(date), week, date);
  assert.equal(periodLabel(periodOf("weekly", Date.parse("2026-03-04") / DAY_MS, 7)), "week of 2026-03-01");
});

function reference(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(share * values.length)) - 1];
}

Deno.test("quantiles of up to 20,000 values are exact, whatever is added and merged in whatever order", () => {
  const values = fc.array(fc.integer({ min: 0, max: 10 ** 9 }), { minLength: 1, maxLength: 60 });
  fc.assert(fc.property(values, values, (a, b) => {
    const [one, two] = [new Distribution(), new Distribution()];
    for (const value of a) one.add(value);
    for (const value of b) two.add(value);
    two.quantities();
    one.merge(two);
    const all = [...a, ...b];
    const { count, median, p90, mean } = one.quantities();
    assert.deepEqual([count, median, p90], [all.length, reference(all, 0.5), reference(all, 0.9)]);
    assert.ok(Math.abs(mean! - all.reduce((x, y) => x + y) / all.length) < 0.001);
  }));
  assert.deepEqual(new Distribution().quantities(), { count: 0, mean: null, median: null, p90: null });
});

Deno.test("quantiles of more values are off by half a percent at most, and the same however they were merged", () => {
  let seed = 3;
  const values = Array.from({ length: 3 * EXACT_VALUES }, () => {
    seed = (seed * 16807) % 2147483647;
    return Math.floor(Math.exp(seed / 2147483647 * 18));
  });
  const whole = new Distribution();
  for (const value of values) whole.add(value);
  const parts = new Distribution();
  for (let i = 0; i < values.length; i += 7_000) {
    const part = new Distribution();
    for (const value of values.slice(i, i + 7_000)) part.add(value);
    parts.merge(part);
  }
  assert.deepEqual(parts.quantities(), whole.quantities());
  for (const [share, found] of [[0.5, whole.quantities().median!], [0.9, whole.quantities().p90!]] as const) {
    const right = reference(values, share);
    assert.ok(Math.abs(found / right - 1) <= 0.0051, `${found} for ${right}`);
  }
});
