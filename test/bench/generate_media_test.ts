/**
 * A portal export of the shape of a large real one, beyond 4 GiB with wrapped offsets: every file is found by its owner,
 * none by anybody else. `THREADLOOM_MEDIA_SCALE=1` makes it as large as the real one was.
 *
 * @module
 */
import assert from "node:assert/strict";
import process from "node:process";
import { type GeneratedMedia, generateMedia } from "../../bench/generate_media.ts";
import type { Conversation } from "../../core/conversation.ts";
import { from, type Report, run } from "../../mod.ts";
import { buildMediaIndex, chatgptSource, mediaIndexFile, openInputs } from "../../plugins/chatgpt/mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memoryStore } from "../../plugins/memory/mod.ts";
import { context, inFolder } from "../plugins/chatgpt/input/workbench.ts";
import { balances } from "../plugins/chatgpt/reading.ts";

const SCALE = Number(process.env.THREADLOOM_MEDIA_SCALE ?? 0.1);

/** Runs the export; for each conversation pointers and what their bytes say. */
async function reading(path: string): Promise<{ found: Map<string, Map<string, string>>; report: Report }> {
  const found = new Map<string, Map<string, string>>();
  const look = async (conversation: Conversation) => {
    const held = new Map<string, string>();
    for (const { pointer, open, missing } of conversation.assets) {
      const holds = open === undefined ? "missing" : await new Response(await open()).text();
      assert.equal(open === undefined, missing !== undefined);
      held.set(pointer, holds);
    }
    if (held.size > 0) found.set(conversation.id, held);
    return conversation;
  };
  const store = memoryStore<Conversation>({ name: crypto.randomUUID() });
  const settings = { name: "portal", stateFolder: "/nonexistent/threadloom", ledger: memory() };
  const report = await run(from(chatgptSource({ path })).through(look).to(store), settings);
  balances(report);
  return { found, report };
}

function compare(truth: GeneratedMedia["truth"], found: Map<string, Map<string, string>>): void {
  const wrong: string[] = [];
  for (const [id, wanted] of truth) {
    const held = found.get(id) ?? new Map();
    for (const { pointer, holds } of wanted) {
      if (held.get(pointer) !== holds) wrong.push(`${id} ${pointer}: ${held.get(pointer)}, expected ${holds}`);
    }
    if (held.size !== wanted.length) wrong.push(`${id}: ${held.size} assets, expected ${wanted.length}`);
  }
  for (const id of found.keys()) if (!truth.has(id)) wrong.push(`${id}: assets, expected none`);
  assert.deepEqual(wrong, []);
}

Deno.test("every media file of a portal export beyond 4 GiB is found by its owner, and by nobody else", async () => {
  await inFolder({}, async (folder) => {
    const path = `${folder}/portal.zip`;
    const made = await generateMedia({ path, scale: SCALE });
    assert.ok(made.bytes > 2 ** 32);
    const { blocks } = await Deno.stat(path);
    assert.ok(blocks === null || blocks * 512 < 64e6, "the disk keeps holes");
    const { found, report } = await reading(path);
    compare(made.truth, found);
    assert.equal(report.source.read, made.conversations.unique);
    assert.equal(report.metrics.merged, made.conversations.all - made.conversations.unique);
    assert.equal(report.source.dead, 0);
    const withFolders = Array.from(found.values()).filter((held) => held.size > 0).length;
    assert.ok(withFolders >= made.conversations.withFolders);
  });
});

Deno.test("the media index of a portal export is made of its listings alone, in seconds", async () => {
  await inFolder({}, async (folder) => {
    const path = `${folder}/portal.zip`;
    const made = await generateMedia({ path, scale: SCALE, seed: 2 });
    const started = performance.now();
    const inputs = await openInputs([path], context());
    try {
      const index = await buildMediaIndex(inputs.exports, context());
      assert.ok(performance.now() - started < 5_000);
      const { summary, conversation_to_media } = mediaIndexFile(index);
      assert.equal(summary.total_media_files, made.media.all);
      assert.equal(summary.unique_media_files, made.media.unique);
      assert.equal(summary.conversations_with_media, made.conversations.withFolders);
      assert.equal(Object.keys(conversation_to_media).length, made.conversations.withFolders);
    } finally {
      inputs.close();
    }
  });
});

Deno.test("generateMedia() gives the same bytes for the same seed, and others for another", async () => {
  await inFolder({}, async (folder) => {
    const make = async (seed: number) => {
      await generateMedia({ path: `${folder}/p.zip`, scale: 0.01, seed, large: false });
      return await Deno.readFile(`${folder}/p.zip`);
    };
    assert.deepEqual(await make(1), await make(1));
    assert.notDeepEqual(await make(1), await make(2));
  });
});
