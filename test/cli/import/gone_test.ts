/** What the archive makes of all conversations together, where somebody removed or changed a file of it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { threadloom } from "../support.ts";
import { BREAD, inFolder, names, report, TEA, writeExport } from "./support.ts";

Deno.test("a page or index of the archive that is gone is told as missing, and a full run makes it again", () =>
  inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    await report(cwd, 0, "import", "one.zip");
    const archive = join(cwd, "threadloom/archive");
    const [chunk] = await names(join(archive, "search"));
    const files = ["index.html", "index.json", "media_index.json", "assets/archive.css", `search/${chunk}`];
    const before = await Promise.all(files.map((name) => Deno.readTextFile(join(archive, name))));
    for (const name of files) await Deno.remove(join(archive, name));
    const { code, out } = await threadloom(["verify"], cwd);
    assert.equal(code, 1);
    for (const name of files) assert.ok(out.includes(`- archive ${name}\n`), out);
    assert.ok(!out.includes("edited by its owner"), out);

    const { sinks } = await report(cwd, 0, "import", "one.zip", "--full") as { sinks: { archive: { puts: number } } };
    assert.equal(sinks.archive.puts, 0);
    assert.deepEqual(await Promise.all(files.map((name) => Deno.readTextFile(join(archive, name)))), before);
    assert.equal((await threadloom(["verify"], cwd)).code, 0);
  }));

Deno.test("a page of all conversations that its owner edited is written anew where that is forced, and only there", () =>
  inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    await report(cwd, 0, "import", "one.zip");
    const page = join(cwd, "threadloom/archive/index.html");
    await Deno.writeTextFile(page, "my own words");
    assert.match((await threadloom(["verify"], cwd)).out, /! archive index\.html: edited by its owner/);
    await report(cwd, 0, "import", "one.zip", "--full");
    assert.equal(await Deno.readTextFile(page), "my own words");
    await report(cwd, 0, "import", "one.zip", "--full", "--overwrite-edited");
    assert.match(await Deno.readTextFile(page), /^<!doctype html>/i);
    assert.equal((await threadloom(["verify"], cwd)).code, 0);
  }));
