/** When to ask again, in all the ways in which servers say it. */
import assert from "node:assert/strict";
import { durationMs, rateLimits, waitAfterRefusal } from "../../../core/http/rate_limits.ts";

const NOW = Date.UTC(2024, 4, 1, 12, 0, 0);
const wait = (headers: Record<string, string>): number | undefined =>
  waitAfterRefusal(rateLimits(new Headers(headers), NOW));

Deno.test("durations are read with all their units", () => {
  const cases: [string, number | undefined][] = [
    ["1s", 1000],
    ["6m0s", 360_000],
    ["20ms", 20],
    ["1h2m3.5s", 3_723_500],
    ["1d", 86_400_000],
    ["0s", 0],
    ["7.66s", 7660],
    ["59.999999ms", 60],
    ["250us", 1],
    ["17", 17_000],
    ["-1", undefined],
    ["", undefined],
    ["soon", undefined],
    ["1s later", undefined],
    [`${"1h".repeat(1000)}`, undefined],
  ];
  for (const [said, ms] of cases) assert.equal(durationMs(said), ms, said);
});

Deno.test("Retry-After is read as seconds and as a date, against the answer's own clock", () => {
  assert.equal(wait({ "retry-after": "3" }), 3000);
  assert.equal(wait({ "retry-after": "0.25" }), 250);
  assert.equal(wait({ "retry-after-ms": "1234", "retry-after": "9" }), 1234);
  assert.equal(wait({ "retry-after": "Wed, 01 May 2024 12:00:07 GMT" }), 7000);
  // The server's clock is an hour off: what counts is how long it asks to wait.
  const date = "Wed, 01 May 2024 13:00:00 GMT";
  assert.equal(wait({ "retry-after": "Wed, 01 May 2024 13:00:05 GMT", date }), 5000);
  assert.equal(wait({ "retry-after": "Wed, 01 May 2024 11:00:00 GMT" }), 0);
  assert.equal(wait({ "retry-after": "later" }), undefined);
});

Deno.test("without Retry-After the longer of the two resets counts", () => {
  assert.equal(wait({ "x-ratelimit-reset-requests": "1s", "x-ratelimit-reset-tokens": "6m0s" }), 360_000);
  assert.equal(wait({ "x-ratelimit-reset-requests": "1s" }), 1000);
  assert.equal(wait({}), undefined);
});

Deno.test("a remainder that cannot be is none", () => {
  const limits = rateLimits(
    new Headers({ "x-ratelimit-remaining-requests": "-1", "x-ratelimit-remaining-tokens": "0" }),
    NOW,
  );
  assert.deepEqual([limits.requests.left, limits.tokens.left], [undefined, 0]);
});
