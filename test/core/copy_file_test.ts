import assert from "node:assert/strict";
import { copyFile } from "../../core/copy_file.ts";
import type { Files } from "../../core/host.ts";
import { denoHost } from "../../host/deno.ts";

const { files } = denoHost();

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-copy-" });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a file is copied byte by byte, also an empty one and one of several pieces", async () => {
  await inFolder(async (folder) => {
    for (const size of [0, 1, 1 << 20, 2_500_000]) {
      const bytes = new Uint8Array(size).map((_, i) => i * 7);
      await Deno.writeFile(`${folder}/from`, bytes);
      await copyFile(files, `${folder}/from`, `${folder}/to`, true);
      assert.deepEqual(await Deno.readFile(`${folder}/to`), bytes);
      if (Deno.build.os !== "windows") assert.equal((await Deno.stat(`${folder}/to`)).mode! & 0o777, 0o600);
    }
  });
});

Deno.test("a file that becomes shorter while it is copied is an error, and leaves nothing", async () => {
  await inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/from`, new Uint8Array(3 << 20));
    const cutting: Files = {
      ...files,
      async open(path) {
        const file = await files.open(path);
        await Deno.truncate(path, 1 << 20);
        return file;
      },
    };
    await assert.rejects(copyFile(cutting, `${folder}/from`, `${folder}/to`), /it became shorter meanwhile/);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["from"]);
  });
});
