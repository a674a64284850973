/**
 * An export, and a later one of the same account, into a real database: what changed moves, and nothing else.
 *
 * @module
 */
import assert from "node:assert/strict";
import { sampleExport, sampleExportZip } from "../examples/sample_export/mod.ts";
import { inFolder, put } from "./plugins/chatgpt/reading.ts";
import { dump, query, sync, touched, watch } from "./support/database.ts";
import {
  exportFileName,
  type Layout,
  type NeutralConversation,
  packExport,
  renderExport,
  thread,
} from "./support/exports/mod.ts";

const FIRST = Date.UTC(2026, 0, 10, 12);
const LATER = Date.UTC(2026, 1, 10, 12);

/** Before: six chats. */
function before(): NeutralConversation[] {
  return ["same", "edited", "continued", "renamed", "gone", "cut"].map((id) =>
    thread(id, `Title of ${id}`, ["one", "two", "three", "four"])
  );
}

/** After: one edited, continued, renamed, shortened; one deleted; one new. */
function after(): NeutralConversation[] {
  const [same, edited, continued, renamed, , cut] = before();
  edited.messages[1].text = "two, edited";
  edited.messages.pop();
  edited.current = "edited-m2";
  continued.messages.push({ ...continued.messages[3], id: "continued-m4", parent: "continued-m3", text: "five" });
  renamed.title = "Another title";
  cut.messages.splice(1, 1);
  cut.messages[1].parent = "cut-m0";
  for (const chat of [edited, continued, renamed, cut]) chat.updateTime += 1000;
  return [thread("new", "New", ["hello", "hi"]), continued, same, edited, renamed, cut];
}

async function write(folder: string, chats: NeutralConversation[], layout: Layout, at: number): Promise<string> {
  const path = `${folder}/${exportFileName(layout, at)}`;
  await put(path, packExport(renderExport(chats, layout, { shardSize: 4, exportedAt: at }), { exportedAt: at }));
  return path;
}

Deno.test("a second export changes what was edited, deletes what was deleted and touches no other row; a third run writes nothing", async () => {
  await inFolder({}, async (folder) => {
    const first = await sync(folder, await write(folder, before(), "C", FIRST));
    assert.deepEqual(first.sinks.sqlite, { puts: 6 + 24, deletes: 0, unchanged: 0, failed: 0 });
    watch(folder);
    const later = await write(folder, after(), "C", LATER);
    const second = await sync(folder, later);
    assert.deepEqual(
      touched(folder),
      [
        "DELETE message: cut-m1",
        "DELETE message: edited-m3",
        "INSERT conversation: new",
        "INSERT message: continued-m4",
        "INSERT message: new-m0",
        "INSERT message: new-m1",
        "UPDATE conversation: continued",
        "UPDATE conversation: cut",
        "UPDATE conversation: edited",
        "UPDATE conversation: new",
        "UPDATE conversation: renamed",
        "UPDATE message: cut-m2",
        // It moved up: its place is another.
        "UPDATE message: cut-m3",
        "UPDATE message: edited-m1",
      ],
    );
    // Four conversations with a new update time, the new one, two of its messages, one added, one edited, one moved up.
    assert.deepEqual(second.sinks.sqlite, {
      puts: 4 + 1 + 2 + 1 + 1 + 1,
      deletes: 2,
      unchanged: 5 + 2 + 4 + 4 + 2,
      failed: 0,
    });
    assert.deepEqual(second.source, { read: 6, unchanged: 1, passed: 5, dropped: 0, dead: 0 });
    assert.equal(second.metrics.gone, 1);
    const third = await sync(folder, later);
    assert.deepEqual(touched(folder), []);
    assert.deepEqual(third.source, { read: 6, unchanged: 6, passed: 0, dropped: 0, dead: 0 });
    assert.deepEqual([third.sinks.sqlite.puts, third.sinks.sqlite.deletes], [0, 0]);
    const titles = query(folder, "SELECT title FROM conversations WHERE id IN ('renamed', 'gone') ORDER BY id");
    assert.deepEqual(titles.map(({ title }) => title), ["Title of gone", "Another title"]);
  });
});

Deno.test("two exports in two runs leave the database of one run over both, and the later one alone under mirror", async () => {
  for (const [layout, laterLayout] of [["A", "A"], ["A", "C"], ["D", "E"], ["portal-2025", "portal-2026"]] as const) {
    await inFolder({}, async (folder) => {
      const first = await write(folder, before(), layout, FIRST);
      const later = await write(folder, after(), laterLayout, LATER);
      for (const into of ["two", "both", "mirror", "alone"]) await Deno.mkdir(`${folder}/${into}`);
      await sync(`${folder}/two`, first);
      await sync(`${folder}/two`, later);
      await sync(`${folder}/both`, [later, first]);
      assert.deepEqual(dump(`${folder}/two`), dump(`${folder}/both`), layout);
      await sync(`${folder}/mirror`, first);
      const mirrored = await sync(`${folder}/mirror`, later, { mirror: true });
      assert.equal(mirrored.metrics.removed, 1);
      await sync(`${folder}/alone`, later);
      assert.deepEqual(dump(`${folder}/mirror`), dump(`${folder}/alone`), layout);
      assert.equal(query(`${folder}/mirror`, "SELECT count(*) AS n FROM conversation_data WHERE id = 'gone'")[0].n, 0);
    });
  }
});

Deno.test("an older export read after a later one takes nothing back, and brings what only it has", async () => {
  await inFolder({}, async (folder) => {
    const first = await write(folder, before(), "C", FIRST);
    const later = await write(folder, after(), "C", LATER);
    await Deno.mkdir(`${folder}/both`);
    await sync(`${folder}/both`, [first, later]);
    await sync(folder, later);
    watch(folder);
    const report = await sync(folder, first, { mirror: true });
    assert.equal(report.metrics.superseded, 4);
    assert.equal(report.sinks.sqlite.deletes, 0);
    assert.ok(touched(folder).every((line) => /(conversation: gone|message: gone-m\d)$/.test(line)));
    assert.deepEqual(dump(folder), dump(`${folder}/both`));
    assert.ok(report.notes.some((note) => /older export/.test(note)), report.notes.join("\n"));
  });
});

Deno.test("both editions of the sample export: the second moves only what changed, and comes out as if it were alone", async () => {
  const files = Object.fromEntries([1, 2].map((edition) => [
    sampleExport({ edition: edition as 1 | 2 }).name,
    sampleExportZip({ edition: edition as 1 | 2 }),
  ]));
  await inFolder(files, async (folder) => {
    const [one, two] = Object.keys(files).map((name) => `${folder}/${name}`);
    await Deno.mkdir(`${folder}/alone`);
    const first = await sync(folder, one);
    assert.equal(first.status, "ok");
    assert.equal(first.source.read, first.source.passed + first.source.dropped);
    watch(folder);
    const second = await sync(folder, two, { mirror: true });
    assert.equal(second.status, "ok", second.notes.join("\n"));
    assert.ok(second.source.unchanged > second.source.passed && second.source.passed > 0);
    const messages = touched(folder).filter((line) => /^(INSERT|UPDATE) message/.test(line));
    assert.ok(messages.length <= second.sinks.sqlite.puts, `${messages.length} of ${second.sinks.sqlite.puts}`);
    const third = await sync(folder, two, { mirror: true });
    assert.deepEqual(touched(folder), []);
    assert.equal(third.source.unchanged + third.source.dropped, third.source.read);
    await sync(`${folder}/alone`, two);
    assert.deepEqual(dump(folder), dump(`${folder}/alone`));
  });
});
