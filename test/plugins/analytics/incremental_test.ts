/** An analysis that is kept: what a change works out again, and that it comes to what a whole analysis comes to. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { testSource, testStore } from "../../../conformance/mod.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { fc } from "../../../deps/fast_check.ts";
import { forget, from, run, type RunOptions } from "../../../mod.ts";
import {
  type AnalyticsReport,
  analyticsSource,
  analyticsStore,
  analyze,
  type AnalyzeOptions,
} from "../../../plugins/analytics/mod.ts";
import { memory, sqliteLedger } from "../../../plugins/ledger/mod.ts";
import { memorySource, memoryStore } from "../../../plugins/memory/mod.ts";
import { testHost } from "../../support/engine.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { NOON, say, talk } from "./support.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MODULE = new URL("../../../plugins/analytics/mod.ts", import.meta.url).href;

const chat = (id: string, day: number, user: string, text = "waar is mijn pakketje") =>
  talk(id, [say("user", text, { createdAt: NOON + day * DAY }), say("assistant", "ok")], { UserId: user }, {
    createdAt: NOON + day * DAY,
  });

/** A kept analysis of conversations that may change. */
function kept(folder: string, options: AnalyzeOptions = {}) {
  const all = new Map<string, Conversation>();
  const settings = (name: string): RunOptions => ({
    host: testHost(),
    name,
    stateFolder: `${folder}/${name}`,
    ledger: sqliteLedger(),
    mirror: true,
    maxDelete: Infinity,
  });
  const source = () =>
    memorySource({ units: [...all].map(([key, value]) => ({ key, value })), claims: [{ asOf: Date.now() }] });
  const path = `${folder}/analysis/analytics.db`;
  return {
    all,
    path,
    settings,
    pipeline: () => from(source()).to(analyticsStore({ path, ...options })),
    run: () => run(from(source()).to(analyticsStore({ path, ...options })), settings("store")),
    /** By a transform whose pipeline keeps state. */
    transform: async () => {
      const store = memoryStore<AnalyticsReport>();
      const report = await run(from(source()).through(analyze(options)).to(store), settings("transform"));
      return { report, reports: valuesOf(store) };
    },
    /** By a transform that keeps nothing. */
    whole: async () => {
      const store = memoryStore<AnalyticsReport>();
      await run(from(source()).through(analyze(options)).to(store), {
        host: testHost(),
        ledger: memory(),
        name: "whole",
      });
      return valuesOf(store);
    },
    reports: async () => {
      const store = memoryStore<AnalyticsReport>();
      await run(from(analyticsSource({ path })).to(store), { host: testHost(), ledger: memory(), name: "reports" });
      return valuesOf(store);
    },
  };
}

function valuesOf(store: ReturnType<typeof memoryStore<AnalyticsReport>>): AnalyticsReport[] {
  const all = [...store.state.values()].flatMap((entries) => [...entries.values()].map(({ value }) => value));
  return (all as unknown as AnalyticsReport[]).sort((a, b) => a.id < b.id ? -1 : 1);
}

Deno.test("a changed conversation works out its periods and its user again, and nothing else", () =>
  inFolder(async (folder) => {
    const analysis = kept(folder);
    for (let i = 0; i < 120; i++) analysis.all.set(`c${i}`, chat(`c${i}`, i, `u${i % 7}`));
    const first = await analysis.run();
    // 120 days from Monday 2026-03-02 on: 18 weeks, 4 months.
    assert.deepEqual([first.metrics["computed periods"], first.metrics["computed users"]], [120 + 18 + 4, 7]);
    assert.deepEqual((await analysis.run()).metrics, {});
    analysis.all.set("c50", chat("c50", 50, "u1", "dit is echt slecht"));
    const edited = await analysis.run();
    assert.deepEqual([edited.sinks.analytics.puts, edited.metrics["computed periods"]], [1, 3]);
    assert.equal(edited.metrics["computed users"], 1);
    // To another week of the same month, and to another user; its day is gone.
    analysis.all.set("c50", chat("c50", 43, "u2", "dit is echt slecht"));
    const moved = await analysis.run();
    assert.deepEqual([moved.metrics["computed periods"], moved.metrics["computed users"]], [1 + 2 + 1, 2]);
    assert.deepEqual(await analysis.reports(), await analysis.whole());
  }));

Deno.test("analyze() in a pipeline that keeps state works out what has changed, too", () =>
  inFolder(async (folder) => {
    const analysis = kept(folder);
    for (let i = 0; i < 40; i++) analysis.all.set(`c${i}`, chat(`c${i}`, i, `u${i % 7}`));
    assert.equal((await analysis.transform()).report.metrics["computed users"], 7);
    const same = await analysis.transform();
    assert.equal(same.report.metrics["computed periods"], undefined);
    assert.equal(same.reports.length, 40 + 6 + 2 + 7);
    analysis.all.set("c9", chat("c9", 9, "u2", "merci beaucoup"));
    analysis.all.delete("c12");
    const { report, reports } = await analysis.transform();
    assert.deepEqual([report.metrics["computed periods"], report.metrics["computed users"]], [1 + 1 + 1, 2]);
    assert.deepEqual(reports, await analysis.whole());
    const path = `${folder}/transform/analysis.db`;
    await forget(from(memorySource<Conversation>({ units: [] })).through(analyze({})).to(memoryStore()), ["c1"], {
      ...analysis.settings("transform"),
    });
    assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
  }));

type Edit = { id: number; day: number; user: number; text: string; undated: boolean; gone: boolean };

Deno.test("after any edits the kept reports are those of a whole analysis", async () => {
  const edit: fc.Arbitrary<Edit> = fc.record({
    id: fc.integer({ min: 0, max: 12 }),
    day: fc.integer({ min: 0, max: 40 }),
    user: fc.integer({ min: 0, max: 4 }),
    text: fc.constantFrom("waar is mijn pakketje", "merci", "this is terrible", "ok?"),
    undated: fc.boolean(),
    gone: fc.boolean(),
  });
  const runs = fc.array(fc.array(edit, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      runs,
      fc.constantFrom<AnalyzeOptions>({}, { timeZone: "Pacific/Apia", weekStart: "saturday" }, {
        periods: ["monthly"],
        users: false,
        listed: 2,
        minUsers: 2,
      }),
      (history, options) =>
        inFolder(async (folder) => {
          const analysis = kept(folder, options);
          for (const edits of history) {
            for (const { id, day, user, text, undated, gone } of edits) {
              const made = chat(`c${id}`, day, `u${user}`, text);
              if (undated) analysis.all.set(made.id, talk(made.id, [say("user", text)], { UserId: `u${user}` }));
              else if (gone) analysis.all.delete(made.id);
              else analysis.all.set(made.id, made);
            }
            await analysis.run();
            const whole = await analysis.whole();
            assert.deepEqual(await analysis.reports(), whole);
            assert.deepEqual((await analysis.transform()).reports, whole);
          }
        }),
    ),
    { numRuns: 8 },
  );
});

Deno.test("other options make the analysis anew, and conversations without a name of their own all count", () =>
  inFolder(async (folder) => {
    const one = kept(folder);
    one.all.set("a", chat("a", 0, "u"));
    await one.run();
    const other = kept(folder, { timeZone: "Pacific/Kiritimati" });
    other.all.set("a", chat("a", 0, "u"));
    assert.equal((await other.run()).sinks.analytics.puts, 1);
    assert.deepEqual((await other.reports()).map(({ id }) => id).sort(), [
      "daily:2026-03-03",
      "monthly:2026-03-01",
      "user:u",
      "weekly:2026-03-02",
    ]);
    const store = memoryStore<AnalyticsReport>();
    const twins = [chat("a", 0, "u"), chat("a", 0, "v"), chat("a", 0, "u")];
    const pipeline = () => from(twins).through(analyze({ users: false, periods: ["daily"] })).to(store);
    for (let i = 0; i < 2; i++) await run(pipeline(), one.settings("twins"));
    const [day] = valuesOf(store) as { conversations?: number; activeUsers?: number }[];
    assert.deepEqual([day.conversations, day.activeUsers], [3, 2]);
  }));

Deno.test("what was written and not yet counted is counted by the next run, and handed over by none before", () =>
  inFolder(async (folder) => {
    const analysis = kept(folder);
    analysis.all.set("a", chat("a", 0, "u"));
    await analysis.run();
    const database = new DatabaseSync(analysis.path);
    database.exec("insert into changed_days values (20514)");
    database.close();
    await assert.rejects(analysis.reports(), /conversations in it have changed and its reports have not, run the/);
    analysis.all.set("b", chat("b", 1, "u"));
    await analysis.run();
    assert.deepEqual(await analysis.reports(), await analysis.whole());
  }));

testStore("analyticsStore()", {
  make: (folder) => analyticsStore({ path: `${folder}/analytics.db` }),
  many: 200,
  tamper: (folder) => {
    const database = new DatabaseSync(`${folder}/analytics.db`);
    database.exec(
      "update summaries set summary = replace(summary, '\"messages\":', '\"messages\":1') where number = 1",
    );
    database.close();
  },
  module: {
    specifier: MODULE,
    factory: "analyticsStore",
    options: (folder) => ({ path: `${folder}/analytics.db` }),
  },
});

const write = (count: number, text?: string) => async (folder: string) => {
  const units = Array.from({ length: count }, (_, i) => chat(`c${i}`, i, "u", i === 1 ? text : undefined));
  await run(
    from(memorySource({ units: units.map((value) => ({ key: value.id, value })) }))
      .to(analyticsStore({ path: `${folder}/analytics.db`, periods: ["daily"], users: false })),
    { host: testHost(), ledger: memory(), name: "input" },
  );
};

testSource("analyticsSource()", {
  make: (folder) => analyticsSource({ path: `${folder}/analytics.db` }),
  input: write(150),
  changed: write(150, "dit is echt slecht"),
  module: {
    specifier: MODULE,
    factory: "analyticsSource",
    options: (folder) => ({ path: `${folder}/analytics.db` }),
  },
});
