/** NocoDB into SQLite into MongoDB on the real servers: through 429s and kills, again, edited, deleted. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { inFolder } from "../../support/plugin_context.ts";
import { serviceTest } from "../../support/services.ts";
import { contentsOf, inDatabase } from "../mongodb/support.ts";
import { seeded, startProxy } from "./proxy.ts";
import { type Base, inBase } from "./support.ts";
import type { Job, Told } from "./sync_child.ts";

const CHILD = fileURLToPath(new URL("sync_child.ts", import.meta.url));
const [CONVERSATIONS, MESSAGES] = [150, 2_000];

/** Syncs in a process of its own; undefined where it was killed. */
async function sync(job: Job): Promise<{ effects: number; collected: Told; stored: Told } | undefined> {
  const { signal, stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", "--no-check", CHILD, JSON.stringify(job)],
  }).output();
  if (signal === "SIGKILL") return undefined;
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Fills a base behind its server's back: no API sets times, and thousands of rows take their time. */
function fillMany({ conversations, messages }: Base): void {
  const count = (n: number) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${n})`;
  conversations.insert(`(created_at, ConversationId, AppId, UserId, Title, Status, Language) ${count(CONVERSATIONS)}
    SELECT datetime('2025-03-01', '+' || i || ' hours') || '+00:00', 'c' || i, 'app', 'u' || (i % 40), 'Talk ' || i,
    'open', 'nl' FROM n`);
  messages.insert(`(created_at, MessageId, ConversationId, Role, Content) ${count(MESSAGES)}
    SELECT datetime('2025-04-01', '+' || i || ' minutes') || '+00:00', 'm' || i, 'c' || (i % ${CONVERSATIONS} + 1),
    iif(i % 2, 'user', 'assistant'), 'Words of message ' || i FROM n`);
}

serviceTest("conversations come from NocoDB through SQLite to MongoDB, whatever happens on the way", [
  "nocodb",
  "mongodb",
], ([noco, mongo]) =>
  inBase(noco, (base) =>
    inFolder((folder) =>
      inDatabase(mongo, async (uri, database) => {
        fillMany(base);
        const { token, id } = base;
        const job = { baseUrl: base.url, token, base: id, uri, database, folder: `${folder}/one` };
        const first = (await sync(job))!;
        assert.deepEqual([first.collected.source.passed, first.stored.puts], [CONVERSATIONS, CONVERSATIONS + MESSAGES]);
        const expected = await contentsOf(uri, database);
        assert.equal(expected.conversation_messages.length, MESSAGES);

        await inDatabase(mongo, async (_, other) => {
          const random = seeded(4711);
          const body = `{"message":"ThrottlerException: Too Many Requests"}`;
          const headers = { "retry-after": "0" };
          await using proxy = startProxy(base.url, () =>
            random() < 0.2 ? { kind: "answer", status: 429, headers, body } : undefined);
          const disturbed = { ...job, baseUrl: proxy.url, database: other, folder: `${folder}/two` };
          for (const killAt of [15, 14]) {
            assert.equal(await sync({ ...disturbed, killAt }), undefined);
          }
          const resumed = (await sync(disturbed))!;
          const { read } = resumed.collected.source;
          assert.ok(read > 0 && read < CONVERSATIONS, `${read} conversations were left to read`);
          assert.ok(proxy.struck.get("429")! > 3);
          assert.deepEqual(await contentsOf(uri, other), expected);
        });

        const second = (await sync(job))!;
        assert.deepEqual([second.collected.source.read, second.collected.puts, second.stored.puts], [0, 0, 0]);
        assert.ok(second.collected.metrics.requests < 15, `${second.collected.metrics.requests} requests`);

        await base.messages.edit([{ Id: 7, Content: "edited" }]);
        await base.messages.remove([301]);
        const edited = (await sync(job))!;
        assert.deepEqual([edited.collected.source.read, edited.collected.puts, edited.stored.puts], [1, 1, 1]);
        const { conversation_messages } = await contentsOf(uri, database);
        assert.equal(
          conversation_messages.find(({ messageId }) =>
            messageId === "m7"
          )?.text,
          "edited",
        );
        assert.equal(conversation_messages.length, MESSAGES, "deletes are invisible to it");

        await base.conversations.remove([1]);
        const full = (await sync({ ...job, full: true, mirror: true }))!;
        assert.equal(full.collected.metrics.removed, 1);
        const after = await contentsOf(uri, database);
        const gone = expected.conversation_messages.filter(({ conversationId }) => conversationId === "c1").length;
        assert.equal(after.conversation_analytics.length, CONVERSATIONS - 1);
        assert.equal(after.conversation_messages.length, MESSAGES - gone - 1);
      })
    )));
