/** `threadloom chat-csv`, and what other commands say of a table of chats. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { inFolder } from "../import/support.ts";
import { lastJson, threadloom } from "../support.ts";

const SAMPLE = new URL("../../../examples/sample_chats/source_chat_data.csv", import.meta.url).pathname;

Deno.test("chat-csv writes the tables, reports the input's hash, and refused rows are no failure", async () => {
  await inFolder(async (cwd) => {
    const done = await threadloom(["chat-csv", SAMPLE, "--out", "tables", "--excel-safe", "--parquet", "--json"], cwd);
    assert.equal(done.code, 0, done.err);
    const report = lastJson(done.out) as {
      status: string;
      source: { read: number; passed: number };
      inputs: { sha256: string }[];
      rows: object;
      messages: object;
    };
    assert.equal(report.status, "ok");
    assert.deepEqual(report.source.read, 6);
    assert.equal(report.inputs[0].sha256, createHash("sha256").update(await Deno.readFile(SAMPLE)).digest("hex"));
    assert.deepEqual(report.rows, { read: 6, chats: 4, rejects: 2 });
    assert.deepEqual(report.messages, { inLogs: 6, written: 6, dropped: 0 });
    const names: string[] = [];
    for await (const { name } of Deno.readDir(`${cwd}/tables`)) names.push(name);
    assert.deepEqual(names.sort(), [
      "chat_metrics.csv",
      "chat_metrics.parquet",
      "chats.csv",
      "chats.excel-safe.csv",
      "chats.parquet",
      "data_quality.json",
      "message_metrics.csv",
      "message_metrics.parquet",
      "messages.csv",
      "messages.excel-safe.csv",
      "messages.parquet",
      "rejects.jsonl",
      "unknown_fields.jsonl",
    ]);
  });
});

Deno.test("chat-csv says to people what was refused and flagged, and where the tables are", async () => {
  await inFolder(async (cwd) => {
    const { code, out } = await threadloom(["chat-csv", SAMPLE], cwd);
    assert.equal(code, 0);
    assert.match(out, /^Done: 6 rows read, 4 chats with 6 messages/);
    assert.match(out, /1 {2}no chat id\n/);
    assert.match(out, /1 {2}the email is a placeholder/);
    assert.match(out, /chat-tables\/messages\.csv\n/);
    assert.match(out, /2 cells begin like a formula|1 cell begins like/);
  });
});

Deno.test("chat-csv could not run: no such file, no columns of chats, a quote never closed, a wrong mapping", async () => {
  await inFolder(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/other.csv`, "a,b\n1,2\n");
    await Deno.writeTextFile(`${cwd}/open.csv`, 'chat_id,conversation_log\n1,"[]\n');
    await Deno.writeTextFile(`${cwd}/mapping.json`, '{"columns":{"chatid":"x"}}');
    const cases: [string[], RegExp][] = [
      [["missing.csv"], /missing\.csv": there is no such file/],
      [["other.csv"], /no column "chat_id", its columns are "a", "b"/],
      [["open.csv"], /quote opened in line 2 is never closed/],
      [
        [SAMPLE, "--mapping", "mapping.json"],
        /mapping\.columns: it has "chatid", did you mean "chat_id"\? expected chat_id, slug/,
      ],
      [[SAMPLE, "--delimiter", "||"], /delimiter: expected one character/],
    ];
    for (const [args, said] of cases) {
      const { code, err } = await threadloom(["chat-csv", ...args, "--out", "t"], cwd);
      assert.match(err, said);
      assert.equal(code, 2, err);
    }
    await assert.rejects(Deno.stat(`${cwd}/t`), Deno.errors.NotFound);
  });
});

Deno.test("inspect says what a table of chats is, and import what to run", async () => {
  await inFolder(async (cwd) => {
    const looked = await threadloom(["inspect", SAMPLE], cwd);
    assert.equal(looked.code, 0, looked.err);
    assert.match(
      looked.out,
      /chats of a platform as a table \(CSV\)[\s\S]*rows {11}6, with 13 columns[\s\S]*Next: threadloom chat-csv/,
    );
    const imported = await threadloom(["import", SAMPLE], cwd);
    assert.equal(imported.code, 2);
    assert.match(imported.err, /Run: threadloom chat-csv .*source_chat_data\.csv/);
  });
});

Deno.test("chat-csv into what is a file could not run, and leaves the file alone", async () => {
  await inFolder(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/tables`, "mine");
    const done = await threadloom(["chat-csv", SAMPLE, "--out", "tables"], cwd);
    assert.equal(done.code, 2);
    assert.match(done.err, /Cannot write into "tables": it is a file, expected a folder, or a new name/);
    assert.equal(await Deno.readTextFile(`${cwd}/tables`), "mine");
  });
});
