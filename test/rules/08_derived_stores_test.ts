/** A store behind a derivation is in step with what was committed, and a full run writes nothing that is there. */
import assert from "node:assert/strict";
import { from, run, verify } from "../../mod.ts";
import { archiveStore } from "../../plugins/archive/mod.ts";
import { embed } from "../../plugins/embed/mod.ts";
import { markdownStore } from "../../plugins/markdown/mod.ts";
import { memorySource } from "../../plugins/memory/mod.ts";
import { sqliteStore } from "../../plugins/sqlite/mod.ts";
import { vectorsStore } from "../../plugins/vectors/mod.ts";
import { chat } from "../plugins/archive/support.ts";
import { inFolder } from "../support/plugin_context.ts";

const STORES = { archive: archiveStore, markdown: markdownStore, sqlite: sqliteStore, vectors: vectorsStore };

for (const [name, store] of Object.entries(STORES)) {
  Deno.test(`rule 8: verify finds a ${name} store behind a derivation as it was committed, and a full run leaves it`, () =>
    inFolder(async (folder) => {
      const units = ["a", "b"].map((key) => ({ key, value: chat(key, key.toUpperCase(), `what ${key} says`) }));
      const pipeline = () =>
        from(memorySource({ units })).through(embed({ engine: "hashed" })).to(store({ path: `${folder}/${name}` }));
      const options = { name: "derived", stateFolder: `${folder}/state` };
      const first = await run(pipeline(), options);
      assert.ok(first.sinks[name].puts >= 2);
      const { status, differences } = await verify(pipeline(), options);
      assert.deepEqual([status, differences], ["ok", []]);
      const full = await run(pipeline(), { ...options, full: true });
      assert.deepEqual(full.sinks[name], { puts: 0, deletes: 0, unchanged: first.sinks[name].puts, failed: 0 });
    }));
}

Deno.test("rule 8: a Markdown file behind a derivation is rewritten where its conversation changed, and edits are seen", () =>
  inFolder(async (folder) => {
    const units = [{ key: "a", value: chat("a", "A", "one") }];
    const pipeline = () =>
      from(memorySource({ units })).through(embed({ engine: "hashed" })).to(markdownStore({ path: `${folder}/notes` }));
    const options = { name: "derived", stateFolder: `${folder}/state` };
    await run(pipeline(), options);
    units[0].value = chat("a", "A", "two", 2);
    assert.equal((await run(pipeline(), options)).sinks.markdown.puts, 1);
    assert.equal((await verify(pipeline(), options)).status, "ok");
    const [file] = [...Deno.readDirSync(`${folder}/notes`)].filter(({ name }) => name.endsWith(".md"));
    await Deno.writeTextFile(`${folder}/notes/${file.name}`, "mine", { append: true });
    const { sinks } = await verify(pipeline(), options);
    assert.deepEqual([sinks.markdown.same, sinks.markdown.foreign], [0, 1]);
  }));
