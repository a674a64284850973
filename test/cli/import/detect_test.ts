import assert from "node:assert/strict";
import { detectSource } from "../../../cli/import/detect.ts";
import type { Load } from "../../../cli/modules.ts";
import { writeSampleExport } from "../../../examples/sample_export/mod.ts";
import { denoHost } from "../../../host/deno.ts";

const load: Load = (module) => import(new URL(module, new URL("../../../cli/", import.meta.url)).href);

Deno.test("detectSource() asks the sources: sure of an export, unsure of anything else, silent where nothing is", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await writeSampleExport(`${folder}/export.zip`, { edition: 1 });
    await Deno.writeTextFile(`${folder}/table.csv`, "a,b\n1,2\n");
    await Deno.mkdir(`${folder}/unpacked`);
    await Deno.writeTextFile(`${folder}/unpacked/conversations.json`, "[]");
    const detect = (name: string) => detectSource(load, denoHost(), `${folder}/${name}`);

    const zip = await detect("export.zip");
    assert.equal(zip?.plugin, "chatgpt");
    assert.equal(zip?.confidence, 1);
    assert.match(zip?.sentence ?? "", /^A ChatGPT export with its conversations in 2 files/);
    assert.ok((await detect("unpacked"))!.confidence > 0.5);
    assert.equal((await detect("table.csv"))?.confidence, 0);
    assert.equal(await detect("nothing"), undefined);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
