/** Looking after a folder that was collected into: status, verify, dead letters, forget; and translations. */
import assert from "node:assert/strict";
import { chatServer } from "../../support/chat_server.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { serviceTest } from "../../support/services.ts";
import { contentsOf, inDatabase } from "../../plugins/mongodb/support.ts";
import { inBase } from "../../plugins/nocodb/support.ts";
import { query, treeOf } from "../../plugins/parquet/support.ts";
import { collected, endOf, seed, start, type Variables, variablesOf, writesOf } from "./support.ts";

/** Puts every text into capitals. */
function translator() {
  return chatServer({
    fault: () => "whole",
    apiKey: "key-secret",
    say(messages) {
      const { text } = JSON.parse(messages[1].content);
      return JSON.stringify({ language: "xx", translation: text.toUpperCase() });
    },
  });
}

serviceTest("what a collection keeps can be verified, replayed and forgotten, and is translated where that is asked", [
  "nocodb",
  "mongodb",
], ([noco, mongo]) =>
  inBase(noco, (base) =>
    inDatabase(mongo, (uri, database) =>
      inFolder(async (folder) => {
        await using server = translator();
        seed(base, { conversations: 9, messages: 27, days: 3 });
        const variables: Variables = {
          ...variablesOf(base, uri, database),
          OPENAI_BASE_URL: server.baseUrl,
          OPENAI_API_KEY: "key-secret",
        };
        const state = `${folder}/elsewhere.json`;
        const place = ["--out", `${folder}/out`, "--state-file", state];
        const does = (command: string, ...args: string[]) =>
          endOf(start([...args, ...place], variables, folder, command));
        const first = await collected([...place, "--translate-to", "nl", "--translate-model", "tiny"], variables);
        assert.equal(first.source.passed, 9);
        const { conversation_translations } = await contentsOf(uri, database);
        // 27 messages, of which some are in the language already.
        assert.ok(conversation_translations.length > 9, `${conversation_translations.length} translations`);
        assert.match(JSON.stringify(conversation_translations), /MERCI BEAUCOUP/);
        assert.equal(server.bodies[0].model, "tiny");
        const kept = [...(await treeOf(folder)).values()].join("");
        assert.ok(!kept.includes("key-secret") && !JSON.stringify(first).includes("key-secret"));

        const status = await does("status");
        assert.match(status.stdout, /collection +ok, /, status.stderr);
        const verified = await does("verify", "--json");
        assert.equal(verified.code, 0, verified.stdout + verified.stderr);
        const { sinks } = JSON.parse(verified.stdout);
        assert.deepEqual(Object.keys(sinks).sort(), [
          "analytics",
          "mongodb",
          "mongodb_reports",
          "parquet",
          "parquet_reports",
          "reports",
          "sqlite",
        ]);
        assert.deepEqual([sinks.analytics.same, sinks.sqlite.missing, sinks.mongodb.different], [9, 0, 0]);
        assert.match((await does("dead-letters", "list")).stdout, /There are no dead letters/);

        const forgotten = await does("forget", "c3");
        assert.equal(forgotten.code, 0, forgotten.stderr);
        assert.match(forgotten.stdout, /Forgotten: 1 conversation, /);
        const after = await contentsOf(uri, database);
        for (const name of ["conversation_analytics", "conversation_messages", "conversation_translations"]) {
          assert.ok(after[name].every((one) => one.conversationId !== "c3"), name);
        }
        const [{ n }] = await query(`SELECT count(*)::INT n FROM
          read_parquet('${folder}/out/conversations/*/*/*/conversations.parquet')`);
        assert.equal(n, 8);
        const [{ m }] = await query(`SELECT sum(conversations)::INT m FROM
          read_parquet('${folder}/out/analytics_reports/daily/**/*.parquet')`);
        assert.equal(m, 8);
        // Turned off again, what was translated is not asked for, and what was forgotten does not come back.
        const asked = server.bodies.length;
        const again = await collected([...place, "--translate-to", "nl", "--translate-model", "tiny"], variables);
        assert.deepEqual([writesOf(again), server.bodies.length], [0, asked]);

        await Deno.remove(`${folder}/out/reports/index.html`);
        const different = await does("verify");
        assert.equal(different.code, 1, different.stdout + different.stderr);
        assert.match(different.stdout, /- reports reports .*index\.html/);
        assert.match(different.stdout, /threadloom collect --full --out/);
        const { MONGODB_URI: _, ...less } = variables;
        const refused = await endOf(start([...place], less, folder, "verify"));
        assert.equal(refused.code, 2);
        assert.match(refused.stderr, /Cannot verify ".*": MONGODB_URI is not set/);
      }))));
