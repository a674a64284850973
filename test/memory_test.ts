/**
 * Memory follows the largest conversation, not the export: 60 MB are imported with a heap of 96 MB.
 *
 * @module
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { generateExport } from "../bench/generate_export.ts";
import { inFolder } from "./plugins/chatgpt/reading.ts";

const child = fileURLToPath(new URL("./support/import_child.ts", import.meta.url));

Deno.test("an export of 60 MB is imported into SQLite by a process with a heap of 96 MB", async () => {
  await inFolder({}, async (folder) => {
    const file = await Deno.open(`${folder}/conversations.json`, { write: true, create: true });
    const facts = await generateExport({ size: 60_000_000 }, {
      async write(bytes) {
        for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      },
      end: () => file.close(),
    });
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
