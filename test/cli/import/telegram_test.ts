/** Telegram exports from the command to the database and back. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { chat, full, message, put } from "../../plugins/telegram/support.ts";
import { threadloom } from "../support.ts";
import { inFolder, names, report, TEA, writeExport } from "./support.ts";

const BEA = [message(1, "Which harbour?"), message(2, "The old one.", { from: "Ada", from_id: "user1001" })];

function rows(cwd: string, sql: string): unknown[] {
  const database = new DatabaseSync(join(cwd, "threadloom", "threadloom.db"), { readOnly: true });
  try {
    return database.prepare(sql).all().map((row) => Object.values(row));
  } finally {
    database.close();
  }
}

Deno.test("import reads a Telegram export beside a ChatGPT one: database, search, Markdown, JSONL, verify", async () => {
  await inFolder(async (cwd) => {
    await put(join(cwd, "DataExport_2023-03-01/result.json"), full([chat(BEA)]));
    await writeExport(join(cwd, "chatgpt.zip"), [TEA], 1);
    await report(cwd, 0, "import", "chatgpt.zip", "--markdown", "--jsonl");
    const first = await report(cwd, 0, "import", "DataExport_2023-03-01");
    assert.deepEqual(first.source, { read: 1, unchanged: 0, passed: 1, dropped: 0, dead: 0 });
    assert.deepEqual(rows(cwd, "SELECT id, source FROM conversations ORDER BY id"), [
      ["c1", "chatgpt"],
      ["telegram:user:2002", "telegram"],
    ]);
    assert.deepEqual(
      rows(
        cwd,
        "SELECT id, position, role, author, text FROM messages WHERE conversation_id LIKE 'tele%' ORDER BY position",
      ),
      [["1", 0, "user", "Bea", "Which harbour?"], ["2", 1, "user", "Ada", "The old one."]],
    );
    const { out } = await threadloom(["search", "harbour", "--json"], cwd);
    assert.equal(JSON.parse(out).conversationId, "telegram:user:2002");
    const notes = (await names(join(cwd, "threadloom/markdown"))).filter((name) => name.endsWith(".md"));
    assert.ok(notes.some((name) => name.startsWith("2023-01-02_Bea_")), notes.join());
    assert.equal(
      (await Deno.readTextFile(join(cwd, "threadloom/conversations.jsonl"))).trimEnd().split("\n").length,
      2,
    );

    const second = await report(cwd, 0, "import", "DataExport_2023-03-01", "chatgpt.zip");
    assert.deepEqual(
      Object.values(second.sinks as Record<string, { puts: number }>).map(({ puts }) => puts),
      [0, 0, 0, 0],
    );
    await report(cwd, 0, "verify", "--source");
    const mirrored = await report(cwd, 0, "import", "chatgpt.zip", "--mirror");
    assert.equal((mirrored.metrics as { removed?: number }).removed, undefined);
    assert.equal(rows(cwd, "SELECT id FROM conversations").length, 2);
  });
});

Deno.test("import --time-zone gives the local times of old exports their zone, and the folder remembers it", async () => {
  await inFolder(async (cwd) => {
    const { date_unixtime: _, ...old } = message(1, "Which harbour?", { date: "2020-07-01T12:00:00" });
    await put(join(cwd, "result.json"), full([chat([old])]));
    const times = () => rows(cwd, "SELECT created_at FROM messages");
    await report(cwd, 0, "import", "result.json", "--no-archive");
    assert.deepEqual(times(), [[null]], "a time without a zone is none");
    await report(cwd, 0, "import", "result.json", "--time-zone", "Europe/Brussels");
    assert.deepEqual(times(), [[Date.parse("2020-07-01T10:00:00Z")]]);
    const third = await report(cwd, 0, "import", "result.json");
    assert.equal((third.sinks as { sqlite: { puts: number } }).sqlite.puts, 0);
    await report(cwd, 0, "verify", "--source");
    const { code, err } = await threadloom(["import", "result.json", "--time-zone", "Moon/Base"], cwd);
    assert.equal(code, 2);
    assert.match(err, /--time-zone.*Europe\/Brussels/);
  });
});

Deno.test("a folder with exports of both services is read by both", async () => {
  await inFolder(async (cwd) => {
    await put(join(cwd, "exports/ChatExport_2023-03-01/result.json"), chat(BEA));
    await writeExport(join(cwd, `exports/${"0".repeat(64)}-2026-02-01-00-00-00-abc.zip`), [TEA], 1);
    const done = await report(cwd, 0, "import", "exports");
    assert.deepEqual(done.source, { read: 2, unchanged: 0, passed: 2, dropped: 0, dead: 0 });
    assert.deepEqual(rows(cwd, "SELECT source FROM conversations ORDER BY source"), [["chatgpt"], ["telegram"]]);
  });
});

Deno.test("exports that are limited by date add up over imports, in any order", async () => {
  const texts: string[] = [];
  for (const order of [["early", "late"], ["late", "early"]]) {
    await inFolder(async (cwd) => {
      await put(join(cwd, "early.json"), chat(BEA));
      await put(join(cwd, "late.json"), chat([BEA[1], message(5, "See you there.")]));
      for (const name of order) await report(cwd, 0, "import", `${name}.json`, "--jsonl");
      assert.deepEqual(rows(cwd, "SELECT id FROM messages ORDER BY position"), [["1"], ["2"], ["5"]]);
      assert.deepEqual(rows(cwd, "SELECT message_count FROM conversations"), [[3]]);
      texts.push(await Deno.readTextFile(join(cwd, "threadloom/conversations.jsonl")));
    });
  }
  assert.equal(texts[0], texts[1]);
});

Deno.test("import says of what it cannot read what it is, and of a file that ends early what is missing", async () => {
  await inFolder(async (cwd) => {
    await put(join(cwd, "html/messages.html"), '<!DOCTYPE html><div class="page_wrap">');
    await put(join(cwd, "dump.json"), [{ id: 1, sender_id: 5, message: "x" }]);
    await put(join(cwd, "chat.txt"), "12/31/23, 9:05 PM - Bea: hello\n");
    for (
      const [name, said] of [["html", /Machine-readable JSON/], ["dump.json", /sender_id/], ["chat.txt", /WhatsApp/]]
    ) {
      for (const command of ["import", "inspect"]) {
        const { code, err } = await threadloom([command, name as string], cwd);
        assert.equal(code, 2);
        assert.match(err, said as RegExp);
      }
    }
    const text = JSON.stringify(chat(BEA), null, 1);
    await put(join(cwd, "cut.json"), text.slice(0, text.indexOf("The old one")));
    const cut = await report(cwd, 1, "import", "cut.json");
    assert.equal(cut.status, "partial");
    assert.deepEqual(rows(cwd, "SELECT id FROM messages"), [["1"]]);
    const letters = await threadloom(["dead-letters", "list"], cwd);
    assert.match(letters.out, /the file ends at message 2; what is whole is kept/);
  });
});

Deno.test("inspect describes a Telegram export: chats by type, owner, groups that hold one person only", async () => {
  await inFolder(async (cwd) => {
    const own = { from: "Ada", from_id: "user1001" };
    const group = chat([message(1, "a", own), message(2, "b", own)], {
      type: "private_supergroup",
      id: 9,
      name: "Club",
    });
    await put(join(cwd, "result.json"), full([chat(BEA), group]));
    const { code, out } = await threadloom(["inspect", "result.json"], cwd);
    assert.equal(code, 0);
    for (
      const said of [
        /a full Telegram export/,
        /owner +user1001/,
        /2, with 4 messages/,
        /1 personal_chat/,
        /1 group with/,
      ]
    ) {
      assert.match(out, said);
    }
    const machine = await report(cwd, 0, "inspect", "result.json");
    assert.deepEqual(
      [machine.format, machine.kind, machine.conversations, machine.messages, machine.owner, machine.oneSided],
      ["telegram", "full", 2, 4, "user1001", 1],
    );
  });
});
