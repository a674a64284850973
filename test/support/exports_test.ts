import assert from "node:assert/strict";
import type { JsonObject } from "../../core/conversation.ts";
import {
  expected,
  LAYOUTS,
  type NeutralConversation,
  oracle,
  packExport,
  packTaken,
  playHistory,
  randomOperations,
  renderExport,
  type TakenExport,
  thread,
} from "./exports/mod.ts";
import { unzip } from "./unzip.ts";

const bytes = Uint8Array.of(1, 2, 3);
const picture = {
  id: "file_" + "a".repeat(32),
  name: "fox.png",
  mediaType: "image/png",
  bytes,
  use: "generated" as const,
};
const scan = {
  id: "file-AbCdEfGhJkLmNpQrStUvWx",
  name: "my scan.pdf",
  mediaType: "application/pdf",
  bytes,
  use: "upload" as const,
};
const chats: NeutralConversation[] = [
  thread("c1", "Tea", ["Which?", "Green."]),
  thread("c2", null, ["Hi"]),
  thread("c3", "茶", ["a"]),
];
chats[0].messages[1].media = [picture, scan];

function json(data: Uint8Array | undefined): JsonObject[] {
  return JSON.parse(new TextDecoder().decode(data));
}

Deno.test("renderExport() renders every layout, and zips unpack to what was rendered", () => {
  for (const layout of LAYOUTS) {
    const files = renderExport(chats, layout);
    assert.ok(files.size > 0, layout);
    assert.deepEqual(unzip(packExport(files)), files, layout);
  }
});

Deno.test("renderExport() puts files where each layout has them", () => {
  const paths = (layout: typeof LAYOUTS[number]) => Array.from(renderExport(chats, layout).keys()).join("\n");
  assert.match(paths("A"), /^file-AbCdEfGhJkLmNpQrStUvWx-my scan\.pdf$/m);
  assert.match(paths("B"), /^user-\w+\/file_a{32}-[-0-9a-f]{36}\.png$/m);
  assert.match(paths("D"), /^file_a{32}\.dat$/m);
  assert.match(paths("portal-2025"), /^User Online Activity\/Dall-E__.*\.zip$/m);
  assert.match(paths("portal-2026"), /^Financial\/Charge History\.csv$/m);
});

Deno.test("renderExport() cuts pieces of the size asked for, declares missing ones, and merges nothing", () => {
  const files = renderExport(chats, "C", { shardSize: 2, missingShards: 1, undividedToo: true });
  assert.deepEqual(json(files.get("conversations-000.json")).map(({ id }) => id), ["c1", "c2"]);
  assert.deepEqual(json(files.get("conversations-001.json")).map(({ id }) => id), ["c3"]);
  assert.equal(json(files.get("conversations.json")).length, 3);
  assert.match(new TextDecoder().decode(files.get("export_manifest.json")), /"shard_count":3/);
});

Deno.test("renderExport() leaves out of the slim form what real slim exports lack", () => {
  const [chat] = json(renderExport(chats, "E").get("conversations-000.json"));
  const node = (chat.mapping as { [id: string]: JsonObject })["c1-m0"];
  assert.deepEqual(Object.keys(node).sort(), ["id", "message", "parent"]);
  assert.deepEqual(Object.keys(node.message as JsonObject).sort(), ["author", "content", "create_time", "id"]);
  assert.equal("gizmo_id" in chat || "owner" in chat, false);
});

Deno.test("renderExport() nests inner zips, duplicates them, and hides an older export in a .dat", () => {
  const embedded = { conversations: [thread("old", "Old", ["once"])], layout: "A" as const };
  const outer = renderExport(chats, "portal-2026", { innerZips: 2, duplicated: true, embedded });
  const inner = Array.from(outer).filter(([path]) => path.includes("Conversations__")).map(([, data]) => unzip(data));
  assert.deepEqual(inner.map((files) => json(files.get("conversations-000.json")).length), [3, 3]);
  const blob = Array.from(inner[0]).find(([, data]) => data[0] === 0x50 && data[1] === 0x4b);
  assert.match(blob![0], /\.dat$/);
  assert.equal(json(unzip(blob![1]).get("conversations.json"))[0].id, "old");
});

Deno.test("renderExport() writes ISO times in the backend form and escapes in the ascii style", () => {
  const text = new TextDecoder().decode(renderExport(chats, "backend-api", { style: "ascii" }).get("c3.json"));
  assert.match(text, /"title":"\\u8336"/);
  assert.match(text, /"create_time":"2025-01-02T03:04:06\.000Z"/);
});

Deno.test("playHistory() is the same for a seed, and every kind of change happens", () => {
  const operations = randomOperations(7, 300);
  assert.deepEqual(playHistory(operations), playHistory(operations));
  assert.equal(new Set(operations.map(({ kind }) => kind)).size, 9);
  const exports = playHistory(operations);
  assert.ok(exports.length > 10);
  const last = exports[exports.length - 1].conversations;
  assert.ok(last.some((chat) => expected(chat).branches.length > 0));
  for (const { id, messages, current } of exports.flatMap(({ conversations }) => conversations)) {
    assert.ok(messages.some((message) => message.id === current), id);
    assert.ok(!messages.some((message) => message.parent === current), `${id} shows a leaf`);
    for (const { parent } of messages) assert.ok(parent === null || messages.some((message) => message.id === parent));
  }
  const packed = packTaken(exports[0]);
  assert.ok(unzip(packed.data).size > 0);
});

Deno.test("playHistory() leaves update times alone where an operation says so", () => {
  const create = { kind: "create", conversation: 0, message: 0, bump: true, layout: 0 } as const;
  const rename = { ...create, kind: "rename", bump: false } as const;
  const [{ conversations: [kept] }] = playHistory([create, rename], { alwaysBump: false });
  const [{ conversations: [moved] }] = playHistory([create, rename]);
  assert.equal(kept.updateTime, kept.createTime + 0.5);
  assert.equal(moved.updateTime, kept.updateTime + 60);
  assert.equal(kept.title, moved.title);
});

Deno.test("oracle() takes the newest copy, then the later export, then more nodes, then the richer form; and keeps what is gone", () => {
  const copy = (title: string, lines: string[], updateTime: number) => thread("x", title, lines, { updateTime });
  const taken = (exportedAt: number, layout: "A" | "E", ...conversations: NeutralConversation[]): TakenExport => ({
    layout,
    exportedAt,
    conversations,
  });
  const title = (...exports: TakenExport[]) => {
    const forwards = oracle(exports).get("x")?.title;
    assert.equal(oracle(exports.reverse()).get("x")?.title, forwards);
    return forwards;
  };
  assert.equal(title(taken(2, "A", copy("old", ["a", "b"], 5)), taken(1, "E", copy("new", ["a"], 6))), "new");
  assert.equal(title(taken(1, "A", copy("early", ["a", "b"], 5)), taken(2, "E", copy("late", ["a"], 5))), "late");
  assert.equal(title(taken(1, "A", copy("few", ["a"], 5)), taken(1, "E", copy("many", ["a", "b"], 5))), "many");
  assert.equal(title(taken(1, "E", copy("slim", ["a"], 5)), taken(1, "A", copy("rich", ["a"], 5))), "rich");
  assert.deepEqual([...oracle([taken(1, "A", chats[0]), taken(2, "A", chats[1])]).keys()], ["c1", "c2"]);
  assert.deepEqual(expected({ ...thread("y", "y", ["a", "b", "c"]), current: "y-m1" }), {
    title: "y",
    messages: [{ id: "y-m0", role: "user", text: "a" }, { id: "y-m1", role: "assistant", text: "b" }],
    branches: [{ id: "y-m2", role: "user", text: "c" }],
  });
});
