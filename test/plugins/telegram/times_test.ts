/** Times of all ages, and local times of a named zone. */
import assert from "node:assert/strict";
import { readMoment, unixTime } from "../../../plugins/telegram/map/times.ts";
import { zoneClock } from "../../../plugins/telegram/map/zone.ts";
import { telegramSource } from "../../../plugins/telegram/mod.ts";
import { chat, message, readFile } from "./support.ts";

Deno.test("unixTime() takes seconds as a string or a number, and nothing else", () => {
  assert.equal(unixTime("1672650000"), 1_672_650_000_000);
  assert.equal(unixTime(1672650000), 1_672_650_000_000);
  for (const odd of ["", "0", 0, -5, "x", "1e9", null, true, {}, "99999999999999999", NaN, Infinity]) {
    assert.equal(unixTime(odd), undefined, String(odd));
  }
});

Deno.test("readMoment() keeps local times verbatim, and takes moments from unix times or dates with a zone", () => {
  assert.deepEqual(readMoment("1672650000", "2023-01-02T10:00:00"), {
    at: 1_672_650_000_000,
    local: "2023-01-02T10:00:00",
  });
  assert.deepEqual(readMoment(undefined, "2023-01-02T09:00:00Z"), { at: 1_672_650_000_000 });
  assert.deepEqual(readMoment(undefined, "2023-01-02T10:00:00+0100"), { at: 1_672_650_000_000 });
  assert.deepEqual(readMoment(undefined, "2023-01-02T10:00:00"), { local: "2023-01-02T10:00:00" });
  for (const odd of ["2023-02-30T10:00:00", "2023-01-02", "yesterday", 5, null]) {
    assert.deepEqual(readMoment(null, odd), {});
  }
});

Deno.test("zoneClock() reads local times, the first of two that came twice, and one that never was as if nothing had changed", () => {
  const berlin = zoneClock("Europe/Berlin");
  const at = (iso: string) => Date.parse(iso);
  assert.equal(berlin("2023-01-02T10:00:00"), at("2023-01-02T09:00:00Z"));
  assert.equal(berlin("2023-07-02T10:00:00"), at("2023-07-02T08:00:00Z"));
  assert.equal(berlin("2018-10-28T02:30:00"), at("2018-10-28T00:30:00Z"));
  assert.equal(berlin("2018-10-28T03:00:00"), at("2018-10-28T02:00:00Z"));
  assert.equal(berlin("2023-03-26T01:59:59"), at("2023-03-26T00:59:59Z"));
  assert.equal(berlin("2023-03-26T02:30:00"), at("2023-03-26T01:30:00Z"));
  assert.equal(berlin("2023-03-26T03:00:00"), at("2023-03-26T01:00:00Z"));
  assert.equal(zoneClock("Asia/Kathmandu")("2023-01-02T10:00:00"), at("2023-01-02T04:15:00Z"));
  assert.equal(zoneClock("Australia/Lord_Howe")("2023-04-02T01:45:00"), at("2023-04-01T14:45:00Z"));
  assert.equal(zoneClock("UTC")("2023-01-02 10:00"), at("2023-01-02T10:00:00Z"));
  assert.equal(berlin("no time"), undefined);
});

Deno.test("telegramSource() assumes no zone unless told one, and marks what it assumed", async () => {
  const old = message(1, "x", {}, 0);
  delete old.date_unixtime;
  const plain = (await readFile(chat([old]))).conversations[0];
  assert.deepEqual([plain.createdAt, plain.localTime], [undefined, "2023-01-02T09:00:00"]);
  const zoned = (await readFile(chat([old, message(2, "y", {}, 0)]), { timeZone: "Asia/Tokyo" })).conversations[0];
  assert.deepEqual(zoned.messages.map((one) => [one.createdAt, one.metadata.assumedTimeZone]), [
    [Date.UTC(2023, 0, 2), "Asia/Tokyo"],
    [Date.UTC(2023, 0, 2, 9), undefined],
  ]);
  assert.deepEqual([zoned.createdAt, zoned.metadata.assumedTimeZone], [Date.UTC(2023, 0, 2), "Asia/Tokyo"]);
  assert.throws(
    () => telegramSource({ path: "x", timeZone: "Mars/Olympus" }),
    /timeZone: expected the name of a time zone/,
  );
});

Deno.test("messages of one second, and those that run backwards by local time, stand in the order of the file", async () => {
  const ids = (messages: ReturnType<typeof message>[]) =>
    readFile(chat(messages)).then(({ conversations: [{ messages }] }) => messages.map(({ id }) => id));
  assert.deepEqual(await ids([5, 3, 4].map((id) => message(id, "x", {}, 7))), ["5", "3", "4"]);
  const local = [["1", "02:59"], ["2", "02:01"], ["3", "02:30"]].map(([id, time]) => {
    const one = message(Number(id), "x", { date: `2018-10-28T${time}:00` });
    delete one.date_unixtime;
    return one;
  });
  assert.deepEqual(await ids(local), ["1", "2", "3"]);
});
