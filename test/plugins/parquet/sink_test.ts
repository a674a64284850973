/** What the files hold, read by DuckDB. */
import assert from "node:assert/strict";
import type { Conversation } from "../../../core/conversation.ts";
import { from, run } from "../../../mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { parquetReports, parquetSink } from "../../../plugins/parquet/mod.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { AT, changed, contents, DAY, query, talk, treeOf } from "./support.ts";

const units = (talks: Conversation[]) => talks.map((value) => ({ key: value.id, value }));

function write(path: string, talks: Conversation[], options = {}) {
  return run(from(memorySource({ units: units(talks) })).to(parquetSink({ path, ...options })), {
    name: "parquet",
    ledger: memory(),
  });
}

const tables = (path: string, file: string) =>
  `read_parquet('${path}/conversations/*/*/*/${file}', hive_partitioning = true)`;

Deno.test("ids, roles, exact text and times are columns, and what is not known is null", () =>
  inFolder(async (path) => {
    const odd = 'Lines\r\nand "quotes", \0 é😀\ud800';
    const one = talk("a/1", 0, { updatedAt: AT + 1 });
    one.messages[0].parts = [{ type: "text", text: odd }];
    one.messages[1].derived = { language: { of: "x", value: { language: "nl", confidence: 1 } } };
    const branch = { ...one.messages[1], id: "b", createdAt: undefined, role: "tool" as const };
    await write(path, [{ ...one, branches: [branch] }, talk("2", 0)]);
    assert.deepEqual(
      await query(`SELECT conversation_id, created_at, updated_at, epoch_us(updated_at)::VARCHAR us, message_count,
        branch_message_count, participants, app_id, status, year, month, day
        FROM ${tables(path, "conversations.parquet")} ORDER BY 1`),
      [
        {
          conversation_id: "2",
          created_at: "2025-03-01 12:00:00+00",
          updated_at: null,
          us: null,
          message_count: "2",
          branch_message_count: "0",
          participants: ["u1"],
          app_id: "app",
          status: "open",
          year: "2025",
          month: "03",
          day: "01",
        },
        {
          conversation_id: "a/1",
          created_at: "2025-03-01 12:00:00+00",
          updated_at: "2025-03-01 12:00:00.001+00",
          us: String((AT + 1) * 1000),
          message_count: "2",
          branch_message_count: "1",
          participants: ["u1"],
          app_id: "app",
          status: "open",
          year: "2025",
          month: "03",
          day: "01",
        },
      ],
    );
    const rows = await query(
      `SELECT message_id, role, text, position, branch, created_at, language, parent_id
      FROM ${tables(path, "messages/messages.parquet")} WHERE conversation_id = 'a/1'`,
    );
    assert.deepEqual(rows.map(({ message_id, role }) => [message_id, role]), [
      ["a/1-0", "user"],
      ["a/1-1", "assistant"],
      ["b", "tool"],
    ]);
    assert.equal(rows[0].text, odd.toWellFormed());
    assert.deepEqual([rows[1].language, rows[1].parent_id, rows[1].position], ["nl", "a/1-0", "1"]);
    assert.deepEqual([rows[2].branch, rows[2].position, rows[2].created_at], [true, null, null]);
    const described = await query(`DESCRIBE SELECT * FROM ${tables(path, "conversations.parquet")}`);
    const types = new Map(described.map(({ column_name, column_type }) => [column_name, column_type]));
    assert.equal(types.get("updated_at"), "TIMESTAMP WITH TIME ZONE");
    assert.equal(types.get("topics"), "VARCHAR[]");
  }));

Deno.test("a message lies under its conversation's day, and what nothing dates under no day", () =>
  inFolder(async (path) => {
    const late = talk("late", 0);
    late.messages[1].createdAt = AT + 3 * DAY;
    const undated = talk("undated", 0, { createdAt: undefined });
    for (const message of undated.messages) delete message.createdAt;
    const byMessage = talk("by message", 4, { createdAt: undefined });
    await write(path, [late, undated, byMessage, talk("before midnight", 0, { createdAt: AT + DAY / 2 - 1 })]);
    assert.deepEqual(
      await query(`SELECT conversation_id id, year::VARCHAR y, month::VARCHAR m, day::VARCHAR d, count(*)::INT n
        FROM ${tables(path, "messages/messages.parquet")} GROUP BY ALL ORDER BY 1`),
      [
        { id: "before midnight", y: "2025", m: "03", d: "01", n: 2 },
        { id: "by message", y: "2025", m: "03", d: "05", n: 2 },
        { id: "late", y: "2025", m: "03", d: "01", n: 2 },
        { id: "undated", y: null, m: null, d: null, n: 2 },
      ],
    );
    assert.deepEqual([...(await treeOf(path)).keys()].filter((name) => name.includes("day=05")), [
      "conversations/year=2025/month=03/day=05/categories/categories.parquet",
      "conversations/year=2025/month=03/day=05/conversations.parquet",
      "conversations/year=2025/month=03/day=05/messages/messages.parquet",
    ]);
  }));

Deno.test("categories are rows of messages and of the whole conversation", () =>
  inFolder(async (path) => {
    const value = { topic: "billing", intent: "asking", sentiment: -0.5, confidence: 1, engine: "rules" };
    const one = talk("a", 0, { derived: { categories: { of: "s1", value } } });
    one.messages[0].derived = { categories: { of: "s2", value: { ...value, sentiment: null } } };
    await write(path, [one]);
    assert.deepEqual(
      await query(`SELECT message_id, topic, sentiment, derived_of, model
        FROM ${tables(path, "categories/categories.parquet")} ORDER BY message_id`),
      [
        { message_id: "a-0", topic: "billing", sentiment: null, derived_of: "s2", model: null },
        { message_id: null, topic: "billing", sentiment: -0.5, derived_of: "s1", model: null },
      ],
    );
    assert.deepEqual(await query(`SELECT topics FROM ${tables(path, "conversations.parquet")}`), [{
      topics: ["billing"],
    }]);
  }));

Deno.test("the same conversations give the same bytes, in whatever order they come", () =>
  inFolder(async (path) => {
    const talks = Array.from({ length: 40 }, (_, i) => talk(`c${i}`, i % 4));
    await write(`${path}/one`, talks);
    await write(`${path}/two`, [...talks].reverse());
    const one = await treeOf(`${path}/one`);
    assert.equal(one.size, 13);
    assert.deepEqual(contents(one), contents(await treeOf(`${path}/two`)));
  }));

Deno.test("every compression is read back, in row groups of any size", () =>
  inFolder(async (path) => {
    const talks = Array.from({ length: 25 }, (_, i) => talk(`c${i}`, 0));
    for (const compression of ["zstd", "snappy", "gzip", "none"] as const) {
      await write(`${path}/${compression}`, talks, { compression, rowGroupRows: 7 });
      const files = tables(`${path}/${compression}`, "messages/messages.parquet");
      assert.deepEqual(await query(`SELECT count(*)::INT n, count(DISTINCT text)::INT t FROM ${files}`), [
        { n: 50, t: 50 },
      ]);
      const codec = { zstd: "ZSTD", snappy: "SNAPPY", gzip: "GZIP", none: "UNCOMPRESSED" }[compression];
      assert.deepEqual(
        await query(`SELECT DISTINCT compression c, (SELECT count(DISTINCT row_group_id)::INT FROM
          parquet_metadata('${path}/${compression}/conversations/*/*/*/messages/*.parquet')) n
          FROM parquet_metadata('${path}/${compression}/conversations/*/*/*/messages/*.parquet')`),
        [{ c: codec, n: 8 }],
      );
    }
  }));

Deno.test("a day without conversations leaves no file and no folder, and what others put there stays", () =>
  inFolder(async (path) => {
    await write(path, [talk("a", 0), talk("b", 1)]);
    await Deno.writeTextFile(`${path}/conversations/year=2025/month=03/notes.txt`, "mine");
    const before = await treeOf(path);
    await write(path, [talk("a", 0)]);
    assert.deepEqual(changed(before, await treeOf(path)), [
      "_manifest/conversations.json",
      "conversations/year=2025/month=03/day=02/categories/categories.parquet",
      "conversations/year=2025/month=03/day=02/conversations.parquet",
      "conversations/year=2025/month=03/day=02/messages/messages.parquet",
    ]);
    const left = `${path}/conversations/year=2025/month=04/day=01/messages/messages.parquet.threadloom.tmp-1`;
    await Deno.mkdir(left.slice(0, left.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(left, "half");
    await write(path, [talk("a", 0)]);
    assert.ok(![...(await treeOf(path)).keys()].some((name) => name.includes("month=04")), "what a kill left is gone");
    await write(path, []);
    assert.deepEqual([...(await treeOf(path)).keys()], [
      "_manifest/conversations.json",
      "conversations/year=2025/month=03/notes.txt",
    ]);
  }));

Deno.test("a manifest names every file with its rows, and one that lies is not believed", () =>
  inFolder(async (path) => {
    await write(path, [talk("a", 0)]);
    const manifest = `${path}/_manifest/conversations.json`;
    const { files } = JSON.parse(await Deno.readTextFile(manifest));
    assert.deepEqual(files.map(({ path, rows }: { path: string; rows: number }) => [path.split("/").at(-1), rows]), [
      ["categories.parquet", 0],
      ["conversations.parquet", 1],
      ["messages.parquet", 2],
    ]);
    await Deno.writeTextFile(`${path}/kept.parquet`, "mine");
    await Deno.writeTextFile(manifest, JSON.stringify({ format: 1, files: [{ ...files[0], path: "kept.parquet" }] }));
    await write(path, [talk("a", 1)]);
    assert.equal(await Deno.readTextFile(`${path}/kept.parquet`), "mine");
  }));

Deno.test("reports lie under their periods, their numbers in columns and all of them as JSON", () =>
  inFolder(async (path) => {
    const spread = { count: 2, mean: 1.5, median: 1, p90: 2 };
    const topics = [{ label: "billing", conversations: 1, messages: 3, users: 2 }];
    const period = { conversations: 3, messages: 9, firstResponseSeconds: spread, topics, sentiment: null };
    const reports = [
      { id: "daily:2025-03-01", kind: "daily", start: "2025-03-01", end: "2025-03-01", startAt: AT, ...period },
      { id: "weekly:2025-02-24", kind: "weekly", start: "2025-02-24", end: "2025-03-02", startAt: AT, ...period },
      { id: "monthly:2025-03-01", kind: "monthly", start: "2025-03-01", end: "2025-03-31", startAt: AT, ...period },
      { id: "user:7", kind: "user", user: "7", conversations: 3, firstAt: AT, topics: [{ label: "x", messages: 2 }] },
    ];
    const source = memorySource({ units: reports.map((value) => ({ key: value.id, value })) });
    await run(from(source).to(parquetReports({ path })), { name: "reports", ledger: memory() });
    assert.deepEqual([...(await treeOf(path)).keys()], [
      "_manifest/reports.json",
      "analytics_reports/daily/year=2025/month=03/day=01/daily.parquet",
      "analytics_reports/monthly/year=2025/month=03/monthly.parquet",
      "analytics_reports/weekly/year=2025/month=02/day=24/weekly.parquet",
      "user_analytics/user_analytics.parquet",
    ]);
    const [daily] = await query(
      `SELECT * FROM read_parquet('${path}/analytics_reports/daily/**/*.parquet', hive_partitioning = true)`,
    );
    assert.deepEqual(
      [daily.id, daily.conversations, daily.first_response_seconds_mean, daily.topics, daily.topic_messages],
      ["daily:2025-03-01", "3", 1.5, ["billing"], ["3"]],
    );
    assert.deepEqual([daily.start_date, daily.start_at], ["2025-03-01", "2025-03-01 12:00:00+00"]);
    assert.deepEqual(JSON.parse(String(daily.report)), reports[0]);
    const [user] = await query(`SELECT * FROM '${path}/user_analytics/user_analytics.parquet'`);
    assert.deepEqual([user.user_id, user.topics, user.topic_messages], ["7", ["x"], ["2"]]);
  }));

Deno.test("what is no report is refused, and says why", () =>
  inFolder(async (path) => {
    const source = memorySource({ units: [{ key: "x", value: { id: "x", kind: "hourly" } }] });
    const report = await run(from(source).to(parquetReports({ path })), { name: "reports", ledger: memory() });
    assert.match(report.notes.join(), /its kind "hourly".*expected a text, daily, weekly, monthly or user/);
  }));
