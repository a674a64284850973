import assert from "node:assert/strict";
import { archiveStore, EditedByOwnerError, ForeignFileError } from "../../../plugins/archive/mod.ts";
import { listedBy } from "../../support/follow.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";
import { asset, bytes, chat, contents, conversation, folderOf, follow, message, png } from "./support.ts";

const INDEX = ".threadloom-archive.json";

function errorsOf(failures: { error: unknown }[]): unknown[] {
  return failures.map(({ error }) => (error as object).constructor);
}

function json(path: string): unknown {
  return JSON.parse(Deno.readTextFileSync(path));
}

Deno.test("archiveStore() makes nothing when it may not create, and keeps its identity", () =>
  inFolder(async (folder) => {
    const path = `${folder}/archive`;
    const open = (create: boolean) => archiveStore({ path }).open(pluginContext(), { create });
    assert.equal(await open(false), undefined);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    const first = (await open(true))!;
    await first.close();
    const second = (await open(true))!;
    await second.close();
    assert.deepEqual([first.created, second.created, second.identity], [true, false, first.identity]);
    assert.equal((await Deno.stat(`${path}/${INDEX}`)).mode! & 0o777, 0o600);
  }));

Deno.test("archiveStore() touches nothing the second time, and only the folder that changed the third time", () =>
  inFolder(async (path) => {
    const reads = { count: 0 };
    const a = { ...chat("a", "A", "one"), assets: [asset("x", png("x"), {}, reads)] };
    await follow({ path }, [a, chat("b", "B", "one")]);
    const age = () => {
      for (const name of Object.keys(contents(path))) Deno.utimeSync(`${path}/${name}`, 1000, 1000);
    };
    const touched = () =>
      Object.keys(contents(path)).filter((name) => Deno.statSync(`${path}/${name}`).mtime!.getTime() !== 1_000_000);
    age();
    assert.deepEqual(await follow({ path }, [a, chat("b", "B", "one")]), { created: false, puts: 0, failures: [] });
    assert.deepEqual(touched(), []);
    const a2 = { ...a, messages: [message("user", ["two"], { id: "m" })], updatedAt: 2 };
    await follow({ path }, [a2, chat("b", "B", "one")]);
    const name = folderOf(path, "A");
    assert.deepEqual(
      touched().filter((one) => one !== INDEX),
      [`${name}/conversation.html`, `${name}/conversation.json`, "index.json", "search/2026-05-1.js"].sort(),
    );
    assert.equal(reads.count, 1, "a file that is there is not read again");
  }));

Deno.test("archiveStore() renames the folder when the title changes, with what its owner laid there", () =>
  inFolder(async (path) => {
    await follow({ path }, [chat("a", "Old", "one", 1, png())]);
    const old = folderOf(path, "Old");
    await Deno.writeTextFile(`${path}/${old}/notes.txt`, "mine");
    await follow({ path }, [chat("a", "New", "one", 2, png())]);
    const now = folderOf(path, "New");
    assert.equal(old.slice(-10), now.slice(-10), "its short id stays");
    assert.deepEqual(Object.keys(contents(path)).filter((name) => name.startsWith(old)), []);
    assert.equal(await Deno.readTextFile(`${path}/${now}/notes.txt`), "mine");
    assert.equal(Object.keys(contents(path, now)).length, 5);
  }));

Deno.test("archiveStore() leaves what its owner edited alone, says so, and overwrites it when told to", () =>
  inFolder(async (path) => {
    await follow({ path }, [chat("a", "A", "one"), chat("b", "B", "one")]);
    const page = `${path}/${folderOf(path, "A")}/conversation.html`;
    await Deno.writeTextFile(page, "my own words");
    assert.equal((await listedBy(archiveStore({ path }))).get("a")?.edited, true);
    const both = [chat("a", "A", "two", 2), chat("b", "B", "two", 2)];
    const { failures } = await follow({ path }, both);
    assert.deepEqual(errorsOf(failures), [EditedByOwnerError]);
    assert.match(String(failures[0].error), /conversation\.html": its owner edited it/);
    assert.equal(await Deno.readTextFile(page), "my own words");
    assert.match(await Deno.readTextFile(`${path}/${folderOf(path, "B")}/conversation.html`), /two/);
    assert.deepEqual(errorsOf((await follow({ path }, [], { gone: ["a"] })).failures), [EditedByOwnerError]);
    await follow({ path, overwriteEdited: true }, both);
    assert.match(await Deno.readTextFile(page), /two/);
  }));

Deno.test("archiveStore() removes a conversation, and not what lies beside its files", () =>
  inFolder(async (path) => {
    await follow({ path }, [chat("a", "A", "one", 1, png()), chat("b", "B", "one", 1, png())]);
    const [a, b] = [folderOf(path, "A"), folderOf(path, "B")];
    await Deno.writeTextFile(`${path}/${b}/notes.txt`, "mine");
    assert.deepEqual((await follow({ path }, [], { gone: ["a", "b"] })).failures, []);
    assert.deepEqual(Object.keys(contents(path, b)), [`${b}/notes.txt`]);
    assert.throws(() => Deno.statSync(`${path}/${a}`), Deno.errors.NotFound);
    assert.deepEqual(json(`${path}/index.json`), { conversations: [] });
    assert.deepEqual([...Deno.readDirSync(`${path}/search`)], [], "no text of it is searched");
  }));

Deno.test("archiveStore() touches no folder that it did not make, and none that is a link", () =>
  inFolder(async (folder) => {
    const path = `${folder}/archive`;
    await follow({ path }, [chat("a", "A", "one")]);
    const name = folderOf(path, "A").replace("_A_", "_Z_");
    await Deno.mkdir(`${path}/${name}`);
    await Deno.writeTextFile(`${path}/${name}/conversation.html`, "somebody's");
    assert.deepEqual(errorsOf((await follow({ path }, [chat("a", "Z", "one", 2)])).failures), [ForeignFileError]);
    assert.equal(await Deno.readTextFile(`${path}/${name}/conversation.html`), "somebody's");
    const real = `${path}/${folderOf(path, "A")}`;
    await Deno.rename(real, `${folder}/elsewhere`);
    await Deno.symlink(`${folder}/elsewhere`, real);
    assert.deepEqual(errorsOf((await follow({ path }, [chat("a", "A", "two", 3)])).failures), [ForeignFileError]);
    assert.match(await Deno.readTextFile(`${folder}/elsewhere/conversation.html`), /one/);
  }));

Deno.test("archiveStore() takes its folders over when its memory of them was lost", () =>
  inFolder(async (path) => {
    const records = [chat("a", "A", "one", 1, png()), chat("b", "B", "one")];
    await follow({ path }, records);
    const before = contents(path);
    await Deno.remove(`${path}/${INDEX}`);
    await Deno.writeTextFile(`${path}/${folderOf(path, "B")}/conversation.html`, "my own words");
    const { failures, created } = await follow({ path }, records);
    assert.deepEqual([created, errorsOf(failures)], [true, [EditedByOwnerError]]);
    const name = folderOf(path, "A");
    assert.deepEqual(
      contents(path, name),
      Object.fromEntries(Object.entries(before).filter(([one]) => one.startsWith(name))),
    );
  }));

Deno.test("archiveStore() finds every file that is not as it was written", () =>
  inFolder(async (path) => {
    await follow({ path, markdown: true }, [chat("a", "A", "one", 1, png("some bytes"))]);
    const names = Object.keys(contents(path)).filter((name) => name !== INDEX);
    assert.equal(names.length, 5 + 7);
    for (const name of names) {
      const file = `${path}/${name}`;
      const was = await Deno.readFile(file);
      await Deno.writeFile(file, was.with(was.length >> 1, was[was.length >> 1] ^ 1));
      const found = await listedBy(archiveStore({ path, markdown: true }), undefined, true);
      assert.ok(found.get(name.includes("/") && !/^(assets|search)/.test(name) ? "a" : name)?.edited, name);
      await Deno.writeFile(file, was);
    }
    const found = await listedBy(archiveStore({ path, markdown: true }), undefined, true);
    assert.deepEqual([...found].map(([scope, { edited }]) => [scope, edited]), [["a", undefined]]);
    await Deno.remove(`${path}/${names.find((name) => name.includes("media/"))}`);
    const [entry] = archiveStore({ path, markdown: true }).entries(chat("a", "A", "one", 1, png("some bytes")));
    const shown = (await listedBy(archiveStore({ path, markdown: true }))).get("a");
    assert.deepEqual([shown?.edited, shown?.fingerprint === entry.fingerprint], [undefined, false]);
  }));

Deno.test("archiveStore() keeps a style that its owner wrote, and says so", () =>
  inFolder(async (path) => {
    await follow({ path }, [chat("a", "A", "one")]);
    await Deno.writeTextFile(`${path}/assets/archive.css`, "body { color: teal; }");
    const warnings: string[] = [];
    const log = { debug: () => {}, info: () => {}, warn: (message: string) => void warnings.push(message) };
    await follow({ path }, [chat("a", "A", "two", 2)], { context: pluginContext({ log }) });
    assert.equal(await Deno.readTextFile(`${path}/assets/archive.css`), "body { color: teal; }");
    assert.match(warnings.join(), /archive\.css": it is not what threadloom wrote there; it stays/);
  }));

Deno.test("archiveStore() writes nothing where it would not fit", () =>
  inFolder(async (path) => {
    const { files } = pluginContext();
    const context = pluginContext({ files: { ...files, free: () => Promise.resolve(40_000_000) } });
    const record = conversation([message("user", ["Hi"])], {
      assets: [asset("big", bytes("x"), { size: 50_000_000 })],
    });
    await assert.rejects(
      follow({ path }, [record], { context }),
      /need 51 MB, and 40 MB are free, of which 32 MB are left to the system; make room/,
    );
    assert.deepEqual(Object.keys(contents(path)), [INDEX]);
    assert.deepEqual((await follow({ path, media: false }, [record], { context: pluginContext() })).failures, []);
  }));
