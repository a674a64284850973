/**
 * Memory follows the largest conversation, not the export: 60 MB are imported with a heap of 96 MB, and reading
 * leaves no garbage lying about.
 *
 * @module
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type Generated, generateExport } from "../bench/generate_export.ts";
import { inFolder } from "./plugins/chatgpt/reading.ts";

const child = fileURLToPath(new URL("./support/import_child.ts", import.meta.url));
const visitChild = fileURLToPath(new URL("./support/visit_child.ts", import.meta.url));

/** Writes an export; gives what is in it. */
async function writeExport(path: string, size: number): Promise<Generated> {
  const file = await Deno.open(path, { write: true, create: true });
  return await generateExport({ size }, {
    async write(bytes) {
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    },
    end: () => file.close(),
  });
}

Deno.test("an export of 60 MB is imported into SQLite by a process with a heap of 96 MB", async () => {
  await inFolder({}, async (folder) => {
    const facts = await writeExport(`${folder}/conversations.json`, 60_000_000);
    const args = [
      "run",
      "-q",
      "-A",
      "--v8-flags=--max-old-space-size=96",
      child,
      `${folder}/conversations.json`,
      folder,
    ];
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    const { read, passed, highest } = JSON.parse(new TextDecoder().decode(stdout));
    assert.deepEqual([read, passed], [facts.conversations, facts.conversations]);
    assert.ok(highest < 450e6, `${Math.round(highest / 1e6)} MB at most`);
  });
});

Deno.test("reading an export of 90 MB takes at most 150 MB", async () => {
  await inFolder({}, async (folder) => {
    const path = `${folder}/conversations.json`;
    const facts = await writeExport(path, 90_000_000);
    const args = ["run", "-q", "-A", visitChild, path, "1"];
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    const { read, highest } = JSON.parse(new TextDecoder().decode(stdout));
    assert.equal(read, facts.conversations);
    // It was 165 as long as nothing made V8 collect what parsing leaves behind.
    assert.ok(highest < 150e6, `${Math.round(highest / 1e6)} MB at most`);
  });
});
