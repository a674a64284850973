import assert from "node:assert/strict";
import type { Conversation } from "../../../core/conversation.ts";
import { from, run } from "../../../mod.ts";
import { analyze, type AnalyzeOptions, type PeriodReport, type UserReport } from "../../../plugins/analytics/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource, memoryStore } from "../../../plugins/memory/mod.ts";
import { sqliteStore } from "../../../plugins/sqlite/mod.ts";
import { DatabaseSync } from "node:sqlite";
import { testHost } from "../../support/engine.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { NOON, say, talk } from "./support.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

async function reports(conversations: Conversation[], options: AnalyzeOptions = {}) {
  const store = memoryStore<PeriodReport | UserReport>();
  const units = conversations.map((value) => ({ key: value.id, value }));
  const report = await run(from(memorySource({ units })).through(analyze(options)).to(store), {
    host: testHost(),
    ledger: memory(),
    name: "p",
  });
  const all = [...store.state.values()].flatMap((entries) => [...entries.values()].map(({ value }) => value));
  return {
    report,
    store,
    all: all as unknown as (PeriodReport | UserReport)[],
    period: (id: string) => all.find((one) => (one as { id: string }).id === id) as unknown as PeriodReport,
    user: (name: string) => all.find((one) => (one as { id: string }).id === `user:${name}`) as unknown as UserReport,
  };
}

const at = (minutes: number) => ({ createdAt: NOON + minutes * MINUTE });

/** Monday: a complaint that was resolved. Tuesday: thanks. The Monday after: a question without an answer. */
const CONVERSATIONS = [
  talk(
    "c1",
    [
      say("user", "waar is mijn pakketje?", at(0)),
      say("user", "dit is echt slecht", at(1)),
      say("assistant", "Onderweg.", at(3)),
      say("user", "oké dan, bedankt", at(10)),
      say("assistant", "Graag gedaan.", at(11)),
    ],
    { user_id: "u1", STATUS: "Resolved", Language: "Dutch" },
    { createdAt: NOON, title: "Pakketje" },
  ),
  talk("c2", [
    say("user", "merci beaucoup, c'est parfait", at(24 * 60)),
    say("assistant", "Avec plaisir.", at(24 * 60 + 2)),
  ], {
    UserId: "u2",
    Status: "open",
  }),
  talk("c3", [say("user", "how do i cancel my subscription", { createdAt: NOON + 7 * DAY })], { UserId: "u1" }, {
    createdAt: NOON + 7 * DAY,
  }),
];

Deno.test("a day counts the conversations that began in it, by the written definitions", async () => {
  const { period } = await reports(CONVERSATIONS);
  const day = period("daily:2026-03-02");
  assert.deepEqual([day.conversations, day.messages, day.userMessages, day.assistantMessages], [1, 5, 3, 2]);
  assert.deepEqual([day.activeUsers, day.newUsers], [1, 1]);
  assert.deepEqual(day.firstResponseSeconds, { count: 1, mean: 180, median: 180, p90: 180 });
  assert.deepEqual(day.replySeconds, { count: 2, mean: 120, median: 60, p90: 180 });
  assert.deepEqual([day.statusKnown, day.resolved, day.resolvedUsers, day.resolutionRate], [1, 1, 1, 1]);
  assert.deepEqual(day.resolutionSeconds, { count: 1, mean: 660, median: 660, p90: 660 });
  assert.deepEqual(day.languages, [{ language: "nl", conversations: 1, messages: 5, users: 1 }]);
  assert.deepEqual([day.positive, day.neutral, day.negative], [1, 1, 1]);
  assert.deepEqual(day.hours, [{ weekday: 1, hour: 12, messages: 3 }]);
  assert.deepEqual([day.startAt, day.endAt], [Date.UTC(2026, 2, 2), Date.UTC(2026, 2, 3)]);
  const [listed] = day.listed;
  assert.deepEqual([listed.id, listed.title, listed.user, listed.messages, listed.status], [
    "c1",
    "Pakketje",
    "u1",
    5,
    "Resolved",
  ]);
});

Deno.test("weeks and months add their days up, and are compared with the period right before", async () => {
  const { period } = await reports(CONVERSATIONS);
  const [first, second] = [period("weekly:2026-03-02"), period("weekly:2026-03-09")];
  assert.deepEqual([first.label, first.conversations, first.messages, first.activeUsers], ["2026-W10", 2, 7, 2]);
  assert.deepEqual(first.days.map(({ date, conversations }) => [date, conversations]), [["2026-03-02", 1], [
    "2026-03-03",
    1,
  ]]);
  assert.deepEqual([first.previous, first.resolutionRate], [null, 0.5]);
  assert.deepEqual([second.conversations, second.newUsers], [1, 0]);
  const { id, conversationsChange, messagesChange } = second.previous!;
  assert.deepEqual([id, conversationsChange, messagesChange], ["weekly:2026-03-02", -0.5, -0.8571]);
  assert.equal(period("monthly:2026-03-01").conversations, 3);
  assert.equal(period("daily:2026-03-09").previous, null, "the day before has no conversation");
});

Deno.test("users have a report each, over all that was read", async () => {
  const { user } = await reports(CONVERSATIONS);
  const { conversations, activeDays, firstAt, lastAt, resolved, languages, messagesPerConversation } = user("u1");
  assert.deepEqual([conversations, activeDays, firstAt, lastAt, resolved, messagesPerConversation], [
    2,
    2,
    NOON,
    NOON + 7 * DAY,
    1,
    3,
  ]);
  assert.deepEqual(languages, [{ language: "en", conversations: 1 }, { language: "nl", conversations: 1 }]);
});

Deno.test("the zone and the first day of a week decide where a conversation lies", async () => {
  const late = talk("late", [say("user", "hallo daar", { createdAt: Date.UTC(2026, 2, 28, 23, 30) })]);
  const ids = async (options: AnalyzeOptions) => (await reports([late], options)).all.map(({ id }) => id).sort();
  assert.deepEqual(await ids({}), ["daily:2026-03-28", "monthly:2026-03-01", "weekly:2026-03-23"]);
  assert.deepEqual(await ids({ timeZone: "Europe/Amsterdam", weekStart: "sunday" }), [
    "daily:2026-03-29",
    "monthly:2026-03-01",
    "weekly:2026-03-29",
  ]);
  const { period } = await reports([late], { timeZone: "Europe/Amsterdam" });
  const day = period("daily:2026-03-29");
  assert.deepEqual(day.hours, [{ weekday: 7, hour: 0, messages: 1 }]);
  assert.equal(day.endAt - day.startAt, 23 * 60 * MINUTE, "clocks go forward");
});

Deno.test("the order in which conversations come changes nothing", async () => {
  const sorted = (list: { id: string }[]) => list.toSorted((a, b) => a.id < b.id ? -1 : 1);
  const [one, two] = [
    await reports(CONVERSATIONS, { listed: 1 }),
    await reports(CONVERSATIONS.toReversed(), { listed: 1 }),
  ];
  assert.deepEqual(sorted(one.all), sorted(two.all));
  assert.deepEqual(one.period("monthly:2026-03-01").listed.map(({ id }) => id), ["c1"]);
});

Deno.test("a changed conversation writes its own periods, and those that are compared with them, alone", async () => {
  const store = memoryStore<PeriodReport | UserReport>();
  const units = CONVERSATIONS.map((value) => ({ key: value.id, value }));
  const settings = { host: testHost(), ledger: memory(), name: "p" };
  const go = () => run(from(memorySource({ units })).through(analyze({})).to(store), settings);
  await go();
  store.writes.length = 0;
  await go();
  assert.deepEqual(store.writes, []);
  const [, c2] = CONVERSATIONS;
  units[1] = {
    key: "c2",
    value: { ...c2, messages: [...c2.messages, { ...say("user", "encore une question", at(2_000)), id: "z" }] },
  };
  await go();
  assert.deepEqual(store.writes.map(({ kind, key }) => `${kind} ${key}`).sort(), [
    "put daily:2026-03-03",
    "put monthly:2026-03-01",
    "put user:u2",
    "put weekly:2026-03-02",
    "put weekly:2026-03-09",
  ]);
});

Deno.test("times that are missing or run backwards measure nothing, and what is undated is in no period", async () => {
  const { period, user, report } = await reports([
    talk("a", [
      say("user", "hi there", at(5)),
      say("assistant", "before", at(1)),
      say("assistant", "undated"),
      say("assistant", "later", at(6)),
    ], { UserId: 7 }),
    talk("b", [say("user", "when was this")], { UserId: 7 }),
    talk("c", [say("user", "what a time", { createdAt: 9e15 })], {}),
  ]);
  assert.deepEqual(period("daily:2026-03-02").replySeconds, { count: 1, mean: 60, median: 60, p90: 60 });
  assert.deepEqual([user("7").conversations, user("7").activeDays], [2, 1]);
  assert.equal(report.metrics["undated conversations"], 2);
});

Deno.test("labels of few users stand together, and hostile names are names", async () => {
  const many = ["__proto__", "constructor", "u\u0000x"].map((user, i) =>
    talk(`c${i}`, [say("user", "waar is mijn pakketje", at(i))], { UserId: user, Status: "__proto__" })
  );
  const { period, user } = await reports([
    ...many,
    talk("c9", [say("user", "schrijf een gedicht", at(9))], { UserId: "one" }),
  ], { minUsers: 2 });
  const { topics, activeUsers, statusKnown, resolved } = period("daily:2026-03-02");
  assert.deepEqual([activeUsers, statusKnown, resolved], [4, 3, 0]);
  assert.deepEqual(topics.map(({ label, users }) => [label, users]), [["delivery", 3], [
    "(fewer than 2 users each)",
    1,
  ]]);
  assert.equal(user("__proto__").conversations, 1);
});

Deno.test("totals by SQL over the store equal those of the reports", () =>
  inFolder(async (folder) => {
    const path = `${folder}/store.db`;
    const units = CONVERSATIONS.map((value) => ({ key: value.id, value }));
    await run(from(memorySource({ units })).to(sqliteStore({ path })), {
      host: testHost(),
      ledger: memory(),
      name: "s",
    });
    const database = new DatabaseSync(path, { readOnly: true });
    const rows = database.prepare(`
      select date(coalesce(c.created_at, (select min(created_at) from messages where conversation_id = c.id)) / 1000, 'unixepoch') as day,
        count(distinct c.id) as conversations, count(m.id) as messages
      from conversations c join messages m on m.conversation_id = c.id group by day order by day`).all();
    database.close();
    const { all } = await reports(CONVERSATIONS);
    const days = all.filter((one): one is PeriodReport => one.kind === "daily").map((
      { start, conversations, messages },
    ) => ({ day: start, conversations, messages }));
    assert.deepEqual(rows.map((row) => ({ ...row })), days.toSorted((a, b) => a.day < b.day ? -1 : 1));
  }));
