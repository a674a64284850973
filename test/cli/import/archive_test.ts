import assert from "node:assert/strict";
import { join } from "node:path";
import type { Host } from "../../../core/host.ts";
import { denoHost } from "../../../host/deno.ts";
import { command } from "../../crash/command.ts";
import { threadloom } from "../support.ts";
import { BREAD, inFolder, names, report, SEA, TEA, writeExport } from "./support.ts";

/** The folders of conversations. */
async function folders(out: string): Promise<string[]> {
  return (await names(join(out, "archive"))).filter((name) => /_[0-9a-f]{10}$/.test(name));
}

Deno.test("import keeps an archive, follows the source with it, and leaves it out with --no-archive", () =>
  inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    await writeExport(join(cwd, "two.zip"), [TEA, SEA], 2);
    const out = join(cwd, "threadloom");
    const first = await threadloom(["import", "one.zip"], cwd);
    assert.match(first.out, /archive +2 written/);
    assert.match(first.out, /archive\/index\.html +the archive: open it in a browser/);
    const index = JSON.parse(await Deno.readTextFile(join(out, "archive/index.json")));
    assert.deepEqual(index.conversations.map(({ id }: { id: string }) => id).sort(), ["c1", "c2"]);
    assert.equal((await threadloom(["verify"], cwd)).code, 0);

    const gone = await threadloom(["import", "two.zip", "--no-archive"], cwd);
    assert.match(gone.err, /archive stays as it is and is no longer kept in step/);
    assert.equal((await folders(out)).length, 2);
    await report(cwd, 0, "import", "two.zip");
    assert.equal((await folders(out)).length, 2, "the folder remembers it");
    await report(cwd, 0, "import", "two.zip", "--archive", "--mirror");
    const titles = (await folders(out)).map((name) => name.slice("2026-01-01_".length, -11)).sort();
    assert.deepEqual(titles, ["Holiday plans", "Tea 2Jtime"]);
    assert.equal((await threadloom(["verify", "--source", "two.zip"], cwd)).code, 0);
  }));

Deno.test("a page that its owner edited stays, and import and verify say so", () =>
  inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    await report(cwd, 0, "import", "one.zip");
    const out = join(cwd, "threadloom");
    const page = join(
      out,
      "archive",
      (await folders(out)).find((name) => name.includes("Bread"))!,
      "conversation.html",
    );
    await Deno.writeTextFile(page, "mine");
    const verified = await threadloom(["verify"], cwd);
    assert.equal(verified.code, 1);
    assert.match(verified.out, /! .*c2.*edited by its owner/);
    const again = await threadloom(["import", "one.zip", "--full"], cwd);
    assert.equal(again.code, 1);
    assert.equal(await Deno.readTextFile(page), "mine");
    await report(cwd, 0, "import", "one.zip", "--full", "--overwrite-edited");
    assert.match(await Deno.readTextFile(page), /How to bake\?/);
  }));

Deno.test("forget leaves nothing of a conversation in the archive, also where it is no longer kept in step", () =>
  inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    await report(cwd, 0, "import", "one.zip");
    await report(cwd, 0, "import", "one.zip", "--no-archive");
    await report(cwd, 0, "forget", "c2");
    const out = join(cwd, "threadloom");
    assert.equal((await folders(out)).length, 1);
    const { stdout } = await new Deno.Command("grep", { args: ["-rl", "bake", join(out, "archive")] }).output();
    assert.equal(new TextDecoder().decode(stdout), "");
  }));

Deno.test("import compares the exports with the free space before it writes anything", () =>
  inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    const inner = denoHost();
    const host: Host = { ...inner, files: { ...inner.files, free: () => Promise.resolve(10) } };
    const out = join(cwd, "out");
    const refused = await command(["import", join(cwd, "one.zip"), "--out", out], host);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /10 bytes are free, and the exports with their media take about .*--no-media/);
    assert.deepEqual(await names(cwd), ["one.zip"]);
  }));
