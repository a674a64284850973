import assert from "node:assert/strict";
import type { Context } from "../../../core/context.ts";
import { cutSource, visitShard } from "../../../core/engine/side_by_side.ts";
import type { Helper, ShardModule } from "../../../core/source.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { chatgptSource } from "../../../plugins/chatgpt/mod.ts";
import { pluginContext } from "../../support/plugin_context.ts";
import { largeConversation, largeConversations } from "../../support/large_export.ts";
import listVisitor from "../../support/list_visitor.ts";
import { zip } from "../../support/zip_writer.ts";
import { inFolder } from "./reading.ts";

/** A helper of this thread. */
const willing: Helper = {
  async help({ module, part }) {
    const loaded: ShardModule<Conversation> = await import(module);
    return structuredClone(await loaded.help!(structuredClone(part), pluginContext()));
  },
};

interface Seen {
  lines: string[];
  merged: number;
  dropped: number;
  losses: string[];
  metrics: { [name: string]: number };
  /** Bytes read by the thread that asks for help, for its scan. */
  scanned: number;
}

/** Everything that comes of an export, with these helpers. */
async function see(path: string, helpers: Helper[]): Promise<Seen> {
  const metrics: { [name: string]: number } = {};
  let scanned = 0;
  const { files, ...rest } = pluginContext();
  const context: Context = {
    ...rest,
    files: {
      ...files,
      async open(path) {
        const file = await files.open(path);
        return { ...file, read: (into, at) => (scanned += into.length, file.read(into, at)) };
      },
    },
    count: (name, n = 1) => void (metrics[name] = (metrics[name] ?? 0) + n),
  };
  const { shards, merged, losses } = await cutSource(chatgptSource({ path }), helpers, context);
  const seen: Seen = { lines: [], merged, dropped: 0, losses: [], metrics, scanned };
  for (const { position, error } of losses) seen.losses.push(`${JSON.stringify(position)} ${error}`);
  for (const shard of shards) {
    const loaded: ShardModule<Conversation> = await import(shard.module);
    const { result, dropped } = await visitShard(shard, loaded, listVisitor(), pluginContext());
    seen.lines.push(...result);
    seen.dropped += dropped;
  }
  return seen;
}

/** Checks that helpers change nothing; gives the share of the bytes that was scanned alone. */
async function sameWithHelpers(path: string, count = 1): Promise<number> {
  const alone = await see(path, []);
  const helped = await see(path, Array.from({ length: count }, () => willing));
  assert.deepEqual({ ...helped, scanned: 0 }, { ...alone, scanned: 0 });
  return helped.scanned / alone.scanned;
}

/** A file of 27 MB. */
const plain = largeConversations(0, 270);

Deno.test("a large file is scanned half by a helper, and gives what it gives without one", async () => {
  await inFolder({ "conversations.json": `[${plain.join(", ")}]\n` }, async (folder) => {
    const share = await sameWithHelpers(`${folder}/conversations.json`);
    assert.ok(share > 0.4 && share < 0.65, `${share} of it was scanned alone`);
    const third = await sameWithHelpers(`${folder}/conversations.json`, 2);
    assert.ok(third > 0.25 && third < 0.5, `${third} of it was scanned alone`);
  });
});

Deno.test("copies in both halves are merged, and folder items counted, with a helper as without", async () => {
  const item = '{"title":"a folder","create_time":2,"id":"f","mapping":null}';
  const copies = ["c3", "c200"].map((id, i) => largeConversation(id, 9000 + i, 1000));
  const all = [copies[1], ...plain.slice(0, 200), item, ...plain.slice(200), copies[0], item.replace('"id":"f",', "")];
  await inFolder({ "conversations.json": `\ufeff[\n${all.join(",\n")}\n]` }, async (folder) => {
    assert.ok(await sameWithHelpers(`${folder}/conversations.json`) < 0.65);
  });
});

Deno.test("a place in the middle that only looks like a conversation is not taken for one", async () => {
  const inner = Array.from(
    { length: 20_000 },
    (_, i) => ({ title: `inner ${i}`, create_time: i, id: `i${i}`, mapping: {} }),
  );
  const all = plain.toSpliced(125, 20, largeConversation("middle", 5, 1000, { inner }));
  await inFolder({ "conversations.json": `[${all.join(",")}]` }, async (folder) => {
    assert.ok(await sameWithHelpers(`${folder}/conversations.json`) > 0.9);
  });
});

Deno.test("damage, before and behind the place where the file is cut, costs what it costs without a helper", async () => {
  const broken: { [name: string]: string } = {
    "a bracket too few in the first half": `[${plain.with(20, plain[20].slice(0, -1)).join(",")}]`,
    "a bracket too few in the second half": `[${plain.with(220, plain[220].slice(0, -1)).join(",")}]`,
    "a quote too many": `[${plain.with(200, plain[200].replace("root", 'ro"ot')).join(",")}]`,
    "cut off": `[${plain.join(",")}`.slice(0, -5000),
    "no id": `[${plain.with(210, '{"title":"x","create_time":1,"mapping":{"a":{}}}').with(260, "7").join(",")}]`,
    "more behind the end": `[${plain.join(",")}],{"title":1,"create_time":2,"id":"late","mapping":null}]`,
    "a comma too many": `[${plain.with(240, plain[240] + ",").join(",")}]`,
  };
  for (const [name, text] of Object.entries(broken)) {
    await inFolder({ "conversations.json": text }, async (folder) => {
      await sameWithHelpers(`${folder}/conversations.json`);
    }).catch((cause) => assert.fail(new Error(name, { cause })));
  }
});

Deno.test("other forms of an export are the same with a helper: in an object, in UTF-16, in shards, in an archive", async () => {
  const wide = new Uint8Array(
    Uint16Array.from(`\ufeff[${plain.slice(0, 140).join(",")}]`, (c) => c.charCodeAt(0)).buffer,
  );
  const half = (from: number, to: number) => new TextEncoder().encode(`[${plain.slice(from, to).join(",")}]`);
  const shards = {
    "conversations-000.json": half(0, 90),
    "conversations-001.json": half(90, 180),
    "conversations-002.json": half(180, 270),
  };
  const archive = zip(
    Object.entries(shards).map(([name, data], i) => ({
      name,
      data,
      method: i === 1 ? "store" as const : "deflate" as const,
    })),
  );
  await inFolder({ "conversations.json": `{"conversations":[${plain.join(",")}],"n":1}` }, async (folder) => {
    await sameWithHelpers(`${folder}/conversations.json`);
  });
  await inFolder(
    { "conversations.json": wide },
    async (folder) => void await sameWithHelpers(`${folder}/conversations.json`),
  );
  const files = Object.fromEntries(Object.entries(shards).map(([name, data]) => [`export/${name}`, data]));
  await inFolder({ ...files, "export.zip": archive }, async (folder) => {
    assert.ok(await sameWithHelpers(`${folder}/export`) < 0.65);
    const share = await sameWithHelpers(`${folder}/export.zip`, 2);
    assert.ok(share < 0.65, `${share} of it was scanned alone`);
  });
});

Deno.test("a helper that fails, or has nothing to say, costs nothing but time", async () => {
  await inFolder({ "conversations.json": `[${plain.join(",")}]` }, async (folder) => {
    const path = `${folder}/conversations.json`;
    const alone = await see(path, []);
    const failing: Helper = { help: () => Promise.reject(new Error("out of memory")) };
    const silent: Helper = {
      help: ({ part }) => Promise.resolve((part as { tasks: unknown[] }).tasks.map(() => undefined)),
    };
    for (const helper of [failing, silent]) {
      const { scanned: _, ...seen } = await see(path, [helper]);
      assert.deepEqual({ ...seen, scanned: 0 }, { ...alone, scanned: 0 });
    }
  });
});
