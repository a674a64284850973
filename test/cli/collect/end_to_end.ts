/**
 * A whole collection on real servers: through 429s, edits while pages are read, and kills; again; edited; and added up.
 */
import assert from "node:assert/strict";
import { contentsOf, inDatabase } from "../../plugins/mongodb/support.ts";
import { type Proxy, seeded, startProxy } from "../../plugins/nocodb/proxy.ts";
import { type Base, inBase } from "../../plugins/nocodb/support.ts";
import { changed, contents, query, treeOf } from "../../plugins/parquet/support.ts";
import { inFolder } from "../../support/plugin_context.ts";
import type { Running } from "../../support/services.ts";
import { type Amount, collected, endOf, seed, start, type Variables, variablesOf, writesOf } from "./support.ts";

/** Files that are no state of a run: the tree of tables and the pages. */
const LASTING = /^(?:conversations|user_analytics|analytics_reports|reports|_manifest)\//;

async function lasting(folder: string): Promise<Map<string, string>> {
  return new Map([...await treeOf(folder)].filter(([name]) => LASTING.test(name)));
}

/** Runs it. `say` hears how long each part took. */
export async function endToEnd(
  [noco, mongo]: readonly [Running, Running],
  amount: Amount,
  say: (what: string) => void = () => {},
): Promise<void> {
  await inBase(
    noco,
    (base) =>
      inFolder((folder) =>
        inDatabase(mongo, (uri, one) =>
          inDatabase(mongo, async (_, two) => {
            seed(base, amount);
            const [disturbed, calm] = [`${folder}/disturbed`, `${folder}/calm`];
            let began = performance.now();
            const took = (what: string) => {
              say(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
              began = performance.now();
            };
            await disturb(base, disturbed, variablesOf(base, uri, one));
            took("disturbed and resumed");
            const undisturbed = variablesOf(base, uri, two);
            const first = await collected(["--out", calm], undisturbed);
            took("undisturbed");
            assert.equal(first.source.passed, amount.conversations);
            assert.deepEqual(contents(await lasting(disturbed)), contents(await lasting(calm)));
            assert.deepEqual(await contentsOf(uri, one), await contentsOf(uri, two));
            took("compared");

            const before = await treeOf(calm);
            const second = await collected(["--out", calm], undisturbed);
            took("second run");
            assert.equal(writesOf(second), 0);
            const touched = changed(before, await treeOf(calm)).filter((name) => LASTING.test(name));
            assert.deepEqual(touched, []);
            await addUp(calm, amount);
            took("added up");
            await edit(base, calm, undisturbed, uri, two);
            took("edited");
          }))
      ),
  );
}

/** 429s and edits while it reads; killed while it reads, and while it writes; resumed each time. */
async function disturb(base: Base, folder: string, variables: Variables): Promise<void> {
  const random = seeded(4711);
  const body = `{"message":"ThrottlerException: Too Many Requests"}`;
  const headers = { "retry-after": "0" };
  let edits = 0;
  await using proxy = startProxy(base.url, async (n) => {
    if (n === 8 || n === 14) {
      await base.messages.edit([{ Id: ++edits, Content: `edited while pages are read (${edits})` }]);
      await base.conversations.edit([{ Id: 40 + edits, Title: `Renamed ${edits}` }]);
    }
    return random() < 0.2 ? { kind: "answer", status: 429, headers, body } : undefined;
  });
  const through = { ...variables, NOCODB_BASE_URL: proxy.url };
  const args = ["--out", folder, "--batch-size", "20"];
  await killed(args, through, () => proxy.asked.length >= 18);
  await killed([...args, "--resume"], through, () => there(`${folder}/conversations`));
  const { code, stderr } = await endOf(start([...args, "--resume"], through));
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Going on with the collection of/);
  assert.ok(edits === 2 && struck(proxy) > 3, `${edits} edits, ${struck(proxy)} refusals`);
  const state = JSON.parse(await Deno.readTextFile(`${folder}/processing_state.json`));
  assert.deepEqual([state.status, state.stage], ["ok", "reports"]);
  // What was edited behind the place that was being read is found by the next run.
  await collected(args, variables);
}

function struck({ struck }: Proxy): number {
  return struck.get("429") ?? 0;
}

async function there(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** Starts a collection, and kills it as soon as something is true. */
async function killed(
  args: string[],
  variables: Variables,
  when: () => boolean | Promise<boolean>,
): Promise<void> {
  const child = start(args, variables);
  let ended = false;
  const end = endOf(child).finally(() => ended = true);
  while (!ended && !await when()) await new Promise((resolve) => setTimeout(resolve, 2));
  assert.ok(!ended, `it ended before it could be killed: ${ended && JSON.stringify(await end)}`);
  child.kill("SIGKILL");
  await end;
}

/** Totals of the tables, by SQL, against those of the reports. */
async function addUp(folder: string, amount: Amount): Promise<void> {
  const tables = (file: string) =>
    `read_parquet('${folder}/conversations/*/*/*/${file}', hive_partitioning = true, hive_types_autocast = false)`;
  const reports = (kind: string) => `read_parquet('${folder}/analytics_reports/${kind}/**/*.parquet')`;
  const [{ conversations, messages }] = await query(`SELECT
    (SELECT count(*) FROM ${tables("conversations.parquet")})::INT conversations,
    (SELECT count(*) FROM ${tables("messages/messages.parquet")})::INT messages`);
  assert.deepEqual({ conversations, messages }, { conversations: amount.conversations, messages: amount.messages });
  const days = await query(`WITH c AS (
      SELECT year || '-' || month || '-' || day AS start_date, count(*) n, sum(message_count) m,
      count(DISTINCT user_id) u, count(*) FILTER (status = 'resolved') r
      FROM ${tables("conversations.parquet")} GROUP BY ALL
    ), m AS (
      SELECT year || '-' || month || '-' || day AS start_date, count(*) m, count(*) FILTER (role = 'user') q
      FROM ${tables("messages/messages.parquet")} GROUP BY ALL
    ) SELECT start_date, n::INT n, c.m::INT m, m.m::INT mm, q::INT q, u::INT u, r::INT r FROM c JOIN m USING (start_date)
    ORDER BY 1`);
  const daily = await query(`SELECT start_date, conversations::INT n, messages::INT m, messages::INT mm,
    user_messages::INT q, active_users::INT u, resolved::INT r FROM ${reports("daily")} ORDER BY 1`);
  assert.equal(days.length, amount.days);
  assert.deepEqual(days, daily);
  for (const kind of ["daily", "weekly", "monthly"]) {
    const [sums] = await query(`SELECT sum(conversations)::INT conversations, sum(messages)::INT messages
      FROM ${reports(kind)}`);
    assert.deepEqual(sums, { conversations: amount.conversations, messages: amount.messages }, kind);
  }
  const bySql = await query(`SELECT topic, count(*)::INT n FROM ${tables("categories/categories.parquet")}
    WHERE message_id IS NOT NULL AND topic IS NOT NULL GROUP BY 1 ORDER BY 1`);
  const byReport = await query(`SELECT topic, sum(n)::INT n FROM (
    SELECT unnest(topics) topic, unnest(topic_messages) n FROM ${reports("monthly")}) GROUP BY 1 ORDER BY 1`);
  assert.ok(bySql.length > 2);
  assert.deepEqual(bySql, byReport);
  const users = await query(`SELECT u.user_id FROM '${folder}/user_analytics/user_analytics.parquet' u
    JOIN (SELECT user_id, count(*) n, sum(message_count) m FROM ${tables("conversations.parquet")} GROUP BY 1) c
    ON c.user_id = u.user_id AND c.n = u.conversations AND c.m = u.messages`);
  const [{ all }] = await query(`SELECT count(DISTINCT user_id)::INT "all" FROM ${tables("conversations.parquet")}`);
  assert.equal(users.length, all);
  const [{ empty }] = await query(`SELECT count(*) FILTER (updated_at IS NULL)::INT empty
    FROM ${tables("conversations.parquet")}`);
  assert.equal(empty, amount.conversations - 2, "what was never edited has no time of change");
}

/** One message is edited: its day, its periods and its user are written, nothing else. */
async function edit(base: Base, folder: string, variables: Variables, uri: string, database: string): Promise<void> {
  const before = await lasting(folder);
  await base.messages.edit([{ Id: 7, Content: "This is terrible, I want a refund of my invoice" }]);
  const report = await collected(["--out", folder], variables);
  assert.deepEqual(report.source.passed, 1);
  const [{ year, month, day }] = await query(`SELECT year, month, day FROM
    read_parquet('${folder}/conversations/*/*/*/messages/messages.parquet', hive_partitioning = true,
    hive_types_autocast = false) WHERE message_id = 'm7'`);
  const data = changed(before, await lasting(folder)).filter((name) => name.endsWith(".parquet"));
  const week = /^analytics_reports\/weekly\/year=\d{4}\/month=\d\d\/day=\d\d\/weekly\.parquet$/;
  const next = /^analytics_reports\/(?:daily|weekly|monthly)\//;
  const place = `year=${year}/month=${month}/day=${day}`;
  const days = data.filter((name) => name.startsWith("conversations/"));
  assert.deepEqual(days.filter((name) => !name.startsWith(`conversations/${place}/`)), []);
  assert.ok(data.includes(`conversations/${place}/messages/messages.parquet`));
  assert.ok(data.includes(`analytics_reports/daily/${place}/daily.parquet`));
  assert.equal(data.filter((name) => week.test(name)).length <= 2, true);
  // The period behind it compares itself with the one that changed.
  assert.ok(data.filter((name) => next.test(name)).length <= 6, data.join("\n"));
  const { conversation_messages } = await contentsOf(uri, database);
  assert.equal(
    conversation_messages.find(({ messageId }) => messageId === "m7")?.text,
    "This is terrible, I want a refund of my invoice",
  );
}
