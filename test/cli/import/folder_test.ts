import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { importFolder, outFlag } from "../../../cli/import/folder.ts";
import {
  type Memory,
  newMemory,
  presentInputs,
  readMemory,
  withInputs,
  writeMemory,
} from "../../../cli/import/memory.ts";
import { asImportPlan, type ImportPlan } from "../../../cli/import/plan_file.ts";
import { readPlanFile, writePlanFile } from "../../../cli/plan_file.ts";
import { openImport } from "../../../cli/import/opened.ts";
import { denoHost } from "../../../host/deno.ts";
import { inFolder } from "../../support/in_folder.ts";

const { files } = denoHost();

Deno.test("importFolder() puts everything where the surface says", () => {
  const folder = importFolder();
  assert.equal(folder.root, resolve("threadloom"));
  assert.equal(folder.database, resolve("threadloom/threadloom.db"));
  assert.equal(folder.markdown, resolve("threadloom/markdown"));
  assert.equal(folder.jsonl, resolve("threadloom/conversations.jsonl"));
  assert.equal(folder.state, resolve("threadloom/.threadloom"));
});

Deno.test("outFlag() is empty for the default folder and quotes what a shell would split", () => {
  assert.equal(outFlag(importFolder()), "");
  assert.equal(outFlag(importFolder("./threadloom/")), "");
  assert.equal(outFlag(importFolder("my/chats")), " --out my/chats");
  assert.equal(outFlag(importFolder("my chats; 'x'")), ` --out 'my chats; '\\''x'\\'''`);
});

Deno.test("writeMemory() and readMemory() keep outputs and inputs, for the owner alone", async () => {
  await inFolder(async (path) => {
    const folder = importFolder(join(path, "out"));
    assert.equal(await readMemory(files, folder), undefined);
    const memory: Memory = { ...newMemory(), markdown: true, inputs: ["/a.zip"] };
    await writeMemory(files, folder, memory);
    assert.deepEqual(await readMemory(files, folder), memory);
    if (Deno.build.os === "windows") return;
    assert.equal((await Deno.stat(folder.state)).mode! & 0o777, 0o700);
    assert.equal((await Deno.stat(folder.memory)).mode! & 0o777, 0o600);
  });
});

Deno.test("readMemory() refuses what is not its own, and a newer format, saying what to do", async () => {
  await inFolder(async (path) => {
    const folder = importFolder(path);
    await Deno.mkdir(folder.state);
    for (
      const [text, message] of [["{", /no JSON; remove the file/], ["[]", /not what threadloom writes/], [
        '{"format":2}',
        /newer/,
      ]]
    ) {
      await Deno.writeTextFile(folder.memory, text as string);
      await assert.rejects(readMemory(files, folder), { name: "CannotRunError", message });
    }
  });
});

Deno.test("withInputs() keeps each export once, the latest last", () => {
  const memory = withInputs(withInputs(newMemory(), ["/a", "/b"]), ["/a", "/c"]);
  assert.deepEqual(memory.inputs, ["/b", "/a", "/c"]);
});

Deno.test("presentInputs() tells exports that are gone", async () => {
  await inFolder(async (path) => {
    const memory = withInputs(newMemory(), [path, join(path, "gone.zip")]);
    assert.deepEqual(await presentInputs(files, memory), { present: [path], gone: [join(path, "gone.zip")] });
  });
});

Deno.test("openImport() names the folder in which nothing was imported", async () => {
  await inFolder(async (path) => {
    await assert.rejects(openImport(files, "verify", path), {
      name: "CannotRunError",
      message: new RegExp(`^Cannot verify "${path}": nothing was imported there`),
    });
  });
});

/** A plan of a script. */
const OTHER = '{"format":1,"pipeline":"a","sinks":{},"script":{"options":{}}}';

Deno.test("a plan of an import is read as it was written, and everything else is refused", async () => {
  await inFolder(async (path) => {
    const file = join(path, "plan.json");
    const plan: ImportPlan = {
      format: 1,
      pipeline: "import",
      mirror: true,
      sinks: {},
      source: { read: 1, unchanged: 0, passed: 1, dropped: 0, dead: 0 },
      estimate: { calls: 0, tokens: 0, dollars: 0 },
      notes: [],
      import: { out: path, inputs: ["/a.zip"], memory: newMemory(), maxDelete: "30%" },
    };
    const read = async () => asImportPlan(await readPlanFile(files, file), file);
    await assert.rejects(read, { message: /there is no such file/ });
    await writePlanFile(files, file, plan);
    assert.deepEqual(await read(), plan);
    for (
      const [text, message] of [["x", /no JSON/], ["null", /no plan/], ['{"format":9}', /newer/], [
        OTHER,
        /no plan of an import/,
      ]]
    ) {
      await Deno.writeTextFile(file, text as string);
      await assert.rejects(read, { name: "CannotRunError", message });
    }
  });
});
