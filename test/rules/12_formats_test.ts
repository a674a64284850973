import assert from "node:assert/strict";
import { CannotRunError, from, run } from "../../mod.ts";
import { jsonLedger } from "../../plugins/ledger/mod.ts";
import { memorySource, memoryStore } from "../../plugins/memory/mod.ts";
import { type Note, note, testHost } from "../support/engine.ts";
import { inFolder } from "../support/plugin_context.ts";

Deno.test("rule 12: a ledger of a newer format is refused, naming what wrote it, and nothing is written", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/ledger.json`;
    const store = memoryStore<Note>();
    const options = { host: testHost(), ledger: jsonLedger({ path }) };
    const pipeline = from(memorySource({ units: [note("a", "1")] })).to(store);
    await run(pipeline, options);
    const written = JSON.parse(await Deno.readTextFile(path));
    const newer = JSON.stringify({ ...written, format: 999, writer: "threadloom 99.0.0" });
    await Deno.writeTextFile(path, newer);
    store.remove();
    await assert.rejects(
      run(pipeline, options),
      (error) => error instanceof CannotRunError && /999/.test(error.message),
    );
    assert.equal(await Deno.readTextFile(path), newer);
    assert.equal(store.identity, undefined);
  });
});
