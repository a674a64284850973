import assert from "node:assert/strict";
import { denoFiles } from "../../host/files.ts";
import { inFolder } from "../support/plugin_context.ts";

Deno.test("a file is in place at its commit, and tells the folder whose names are to be made durable", async () => {
  await inFolder(async (folder) => {
    const files = denoFiles();
    const folders = new Set<string>();
    for (const name of ["a", "b"]) {
      const writer = await files.create(`${folder}/${name}`);
      await writer.write(new Uint8Array([1]));
      await writer.commit(folders);
    }
    assert.deepEqual([...folders], [`${folder}/`]);
    assert.deepEqual((await files.list(folder)).map(({ name }) => name), ["a", "b"]);
    await files.sync!(folders);
    await assert.rejects(files.sync!([`${folder}/none`]), /Cannot write ".*none"/);
  });
});
