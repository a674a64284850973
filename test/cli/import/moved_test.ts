import assert from "node:assert/strict";
import { join } from "node:path";
import { importFolder } from "../../../cli/import/folder.ts";
import { newMemory, readMemory, writeMemory } from "../../../cli/import/memory.ts";
import { denoHost } from "../../../host/deno.ts";
import { packExport, renderExport, thread } from "../../support/exports/mod.ts";
import { lastJson, threadloom } from "../support.ts";
import { inFolder } from "../../support/in_folder.ts";

const { files } = denoHost();

Deno.test("an import's folder may be moved: verify finds all, and the next import writes nothing", () =>
  inFolder(async (cwd) => {
    const tea = thread("moved-tea", "Tea", ["Which tea?", "Green."]);
    await Deno.writeFile(join(cwd, "one.zip"), packExport(renderExport([tea], "D"), { exportedAt: Date.UTC(2026, 1) }));
    const first = await threadloom(["import", "one.zip", "--out", "here", "--markdown", "--jsonl"], cwd);
    assert.equal(first.code, 0, first.err);
    await Deno.rename(join(cwd, "here"), join(cwd, "there"));
    const verified = await threadloom(["verify", "--out", "there"], cwd);
    assert.equal(verified.code, 0, verified.out);
    const jsonl = join(cwd, "there", "conversations.jsonl");
    const before = (await Deno.stat(jsonl)).mtime;
    const second = await threadloom(["import", "one.zip", "--out", "there", "--json"], cwd);
    assert.deepEqual(
      Object.values(lastJson(second.out).sinks as Record<string, { puts: number }>).map(({ puts }) => puts),
      [0, 0, 0, 0],
    );
    assert.deepEqual((await Deno.stat(jsonl)).mtime, before);
  }));

Deno.test("writeMemory() keeps exports inside the folder relative to it, and others as they are", () =>
  inFolder(async (cwd) => {
    const here = importFolder(join(cwd, "here"));
    const inside = join(here.root, "exports", "one.zip");
    const beside = join(cwd, "here.zip");
    await writeMemory(files, here, { ...newMemory(), inputs: [inside, beside] });
    assert.deepEqual((await readMemory(files, here))?.inputs, [inside, beside]);
    await Deno.rename(here.root, join(cwd, "there"));
    const there = importFolder(join(cwd, "there"));
    assert.deepEqual((await readMemory(files, there))?.inputs, [join(there.root, "exports", "one.zip"), beside]);
  }));
