/**
 * Several copies of a conversation, in one export or in several: one wins, whole, and the others are counted.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  exportFileName,
  type Layout,
  type NeutralConversation,
  oracle,
  packExport,
  renderExport,
  type RenderOptions,
  thread,
} from "../../support/exports/mod.ts";
import { chats } from "./chats.ts";
import { inFolder, put, readExports, shown } from "./reading.ts";

const AT = Date.UTC(2026, 5, 1, 10, 20, 30);

Deno.test("chatgptSource() merges duplicates of shards, of single file and shards, and of inner zips, and counts them", async () => {
  const all = chats();
  const cases: [Layout, RenderOptions, number][] = [
    ["C", { shardSize: 3, undividedToo: true }, all.length],
    ["portal-2025", { innerZips: 3, duplicated: true }, 2 * all.length],
    ["portal-2026", { innerZips: 2, duplicated: true }, all.length],
    ["D", { shardSize: 2 }, 0],
  ];
  for (const [layout, options, merged] of cases) {
    const name = exportFileName(layout, AT);
    await inFolder({ [name]: packExport(renderExport(all, layout, options)) }, async (folder) => {
      const { report, conversations } = await readExports(`${folder}/${name}`);
      assert.deepEqual([report.source.read, report.source.passed], [all.length, all.length], layout);
      assert.equal(report.metrics.merged ?? 0, merged, layout);
      assert.equal(conversations.length, all.length);
    });
  }
});

Deno.test("chatgptSource() reads an older export embedded as a .dat, and lets it win nothing of the same update time", async () => {
  const now = [thread("a", "New name", ["Q"], { updateTime: 1_760_000_000 }), thread("b", "B", ["Q"])];
  const before = [
    thread("a", "Old name, and more of it", ["Q", "deleted since"], { updateTime: 1_760_000_000 }),
    thread("gone", "Deleted since", ["Q", "A"]),
  ];
  const then = AT - 90 * 864e5;
  const files = renderExport(now, "portal-2026", {
    exportedAt: AT,
    embedded: { conversations: before, layout: "A", exportedAt: then },
  });
  await inFolder({ "portal.zip": packExport(files, { exportedAt: AT }) }, async (folder) => {
    const { report, conversations } = await readExports(`${folder}/portal.zip`);
    assert.equal(report.metrics.merged, 1);
    const taken = (exportedAt: number, layout: Layout, conversations: NeutralConversation[]) => ({
      exportedAt,
      layout,
      conversations,
    });
    assert.deepEqual(shown(conversations), oracle([taken(AT, "portal-2026", now), taken(then, "A", before)]));
    const [origin] = conversations.filter(({ id }) => id === "gone").map((chat) => chat.origin);
    assert.match(origin!.entry!, /Conversations__[^!]*\.zip!\/file_\w+\.dat!\/conversations\.json$/);
  });
});

Deno.test("chatgptSource() reads several exports at once: the newest copy of each conversation, whatever their order", async () => {
  const copy = (title: string, updateTime: number, lines = ["Q"]) => thread("x", title, lines, { updateTime });
  const taken = [
    { layout: "A" as const, exportedAt: AT, conversations: [copy("newest", 50), thread("only-old", "Old", ["Q"])] },
    { layout: "E" as const, exportedAt: AT + 864e5, conversations: [copy("stale in a later export", 40, ["Q", "A"])] },
    {
      layout: "C" as const,
      exportedAt: AT + 2 * 864e5,
      conversations: [copy("later export", 50), thread("y", "Y", ["Q"])],
    },
    { layout: "D" as const, exportedAt: AT + 864e5, conversations: [copy("earlier export", 50, ["Q", "A", "B"])] },
  ];
  await inFolder({}, async (folder) => {
    const paths: string[] = [];
    for (const { layout, exportedAt, conversations } of taken) {
      paths.push(`${folder}/${layout}-${exportFileName(layout, exportedAt)}`);
      await put(paths.at(-1)!, packExport(renderExport(conversations, layout), { exportedAt }));
    }
    for (const order of [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]]) {
      const { report, conversations } = await readExports(order.map((i) => paths[i]));
      assert.deepEqual(shown(conversations), oracle(taken));
      assert.equal(shown(conversations).get("x")?.title, "later export");
      assert.deepEqual([report.source.read, report.metrics.merged], [3, 3]);
    }
    const { conversations } = await readExports(`${folder}/*.zip`);
    assert.deepEqual(shown(conversations), oracle(taken));
    assert.equal((await readExports([...paths, ...paths])).report.source.read, 3);
  });
});

Deno.test("chatgptSource() settles equal dates by more nodes, then by the richer form, then by anything that is stable", async () => {
  const copy = (title: string, lines: string[]) => thread("x", title, lines, { updateTime: 1_735_800_000 });
  const win = async (files: { [name: string]: [Layout, NeutralConversation] }) => {
    const entries = Object.entries(files).map(([name, [layout, chat]]): [string, Uint8Array] => [
      `${name}/conversations.json`,
      renderExport([chat], layout, { shardSize: 9 }).get(
        layout === "E" ? "conversations-000.json" : "conversations.json",
      )!,
    ]);
    const titles = new Set<string | undefined>();
    for (const order of [entries, entries.toReversed()]) {
      await inFolder(Object.fromEntries(order), async (folder) => {
        const paths = order.map(([name]) => `${folder}/${name}`);
        const { conversations } = await readExports(paths);
        titles.add(conversations[0].title);
        assert.equal(conversations.length, 1);
      });
    }
    assert.equal(titles.size, 1);
    return [...titles][0];
  };
  assert.equal(await win({ a: ["E", copy("more", ["Q", "A"])], b: ["A", copy("fewer", ["Q"])] }), "more");
  assert.equal(await win({ a: ["E", copy("slim", ["Q"])], b: ["A", copy("rich", ["Q"])] }), "rich");
  await win({ a: ["A", copy("one", ["Q"])], b: ["A", copy("two", ["Q"])] });
});
