import assert from "node:assert/strict";
import type { Conversation } from "../../../core/conversation.ts";
import { denoHost } from "../../../host/deno.ts";
import { EditedByOwnerError, ForeignFileError, markdownStore } from "../../../plugins/markdown/mod.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";
import { contents, follow, listed } from "./follow.ts";
import { conversation, message } from "./support.ts";

const INDEX = ".threadloom-markdown.json";

function chat(id: string, title: string, text = "Hi", updatedAt = 1): Conversation {
  return conversation([message("user", [text], { id: "m" })], { id, title, updatedAt });
}

/** The one file of a title. */
function nameOf(path: string, title: string): string {
  const [name, ...more] = Object.keys(contents(path)).filter((name) => name.includes(`_${title}_`));
  assert.deepEqual([typeof name, more], ["string", []], title);
  return name;
}

function errorsOf(failures: { error: unknown }[]): unknown[] {
  return failures.map(({ error }) => (error as object).constructor);
}

Deno.test("markdownStore() makes a folder, lists what it wrote, and then has nothing to do", () =>
  inFolder(async (folder) => {
    const path = `${folder}/vault/chats`;
    const records = [chat("a", "A"), chat("b", "B", "Hi", 7)];
    const first = await follow({ path }, records);
    assert.deepEqual(first, { created: true, puts: 2, failures: [] });
    assert.deepEqual(Object.keys(contents(path)).length, 3);
    assert.equal((await Deno.stat(`${path}/${INDEX}`)).mode! & 0o777, 0o600);
    const entry = markdownStore({ path }).entries(records[1])[0];
    assert.deepEqual((await listed({ path })).get("b"), {
      scope: "b",
      key: "b",
      fingerprint: entry.fingerprint,
      version: 7,
      exportedAt: undefined,
    });
    assert.deepEqual(await follow({ path }, records), { created: false, puts: 0, failures: [] });
  }));

Deno.test("markdownStore() makes nothing when it may not create", () =>
  inFolder(async (folder) => {
    const path = `${folder}/chats`;
    assert.equal(await markdownStore({ path }).open(pluginContext(), { create: false }), undefined);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("markdownStore() keeps its identity, and another folder has another one", () =>
  inFolder(async (folder) => {
    const open = async (name: string) => {
      const store = (await markdownStore({ path: `${folder}/${name}` }).open(pluginContext(), { create: true }))!;
      await store.close();
      return store.identity;
    };
    const identity = await open("x");
    assert.equal(await open("x"), identity);
    assert.notEqual(await open("y"), identity);
  }));

Deno.test("markdownStore() touches only files whose content changed", () =>
  inFolder(async (path) => {
    await follow({ path }, [chat("a", "A"), chat("b", "B")]);
    const names = [nameOf(path, "A"), nameOf(path, "B")];
    for (const name of names) await Deno.utime(`${path}/${name}`, 1000, 1000);
    assert.equal((await follow({ path }, [chat("a", "A", "Hi", 2), chat("b", "B", "Ho")])).puts, 2);
    const times = names.map((name) => Deno.statSync(`${path}/${name}`).mtime!.getTime());
    // The front matter of the first says its new update time, so that both changed; a third run changes neither.
    for (const time of times) assert.notEqual(time, 1_000_000);
    for (const name of names) await Deno.utime(`${path}/${name}`, 1000, 1000);
    const store = markdownStore({ path });
    const open = (await store.open(pluginContext(), { create: true }))!;
    const puts = [{ ...store.entries(chat("b", "B", "Ho"))[0], scope: "b" }];
    assert.deepEqual(await open.write([{ unit: "b", version: 9, puts, deletes: [] }]), []);
    await open.close();
    assert.equal(Deno.statSync(`${path}/${names[1]}`).mtime!.getTime(), 1_000_000);
    assert.equal((await listed({ path })).get("b")?.version, 9);
  }));

Deno.test("markdownStore() renames with the title and removes on delete", () =>
  inFolder(async (path) => {
    await follow({ path }, [chat("a", "Old"), chat("b", "B")]);
    const id = nameOf(path, "Old").slice(-13);
    assert.deepEqual((await follow({ path }, [chat("a", "New")], { gone: ["b"] })).failures, []);
    assert.equal(nameOf(path, "New").slice(-13), id);
    assert.deepEqual(Object.keys(contents(path)).length, 2);
    assert.deepEqual([...(await listed({ path })).keys()], ["a"]);
  }));

Deno.test("markdownStore() writes a missing file again", () =>
  inFolder(async (path) => {
    await follow({ path }, [chat("a", "A"), chat("b", "B")]);
    const name = nameOf(path, "A");
    const text = contents(path)[name];
    await Deno.remove(`${path}/${name}`);
    assert.deepEqual([...(await listed({ path })).keys()], ["b"]);
    assert.equal((await follow({ path }, [chat("a", "A"), chat("b", "B")])).puts, 1);
    assert.equal(contents(path)[name], text);
  }));

Deno.test("markdownStore() leaves an edited file alone, on change, new title and delete, until forced", () =>
  inFolder(async (path) => {
    await follow({ path }, [chat("a", "A"), chat("b", "B"), chat("c", "C")]);
    const names = ["A", "B", "C"].map((title) => nameOf(path, title));
    for (const name of names) await Deno.writeTextFile(`${path}/${name}`, "mine");
    const lists = await listed({ path });
    assert.equal(lists.get("a")?.fingerprint, lists.get("b")?.fingerprint);
    const { failures } = await follow({ path }, [chat("a", "A", "new"), chat("b", "B2")], { gone: ["c"] });
    assert.deepEqual(errorsOf(failures), [EditedByOwnerError, EditedByOwnerError, EditedByOwnerError]);
    const first = failures.find(({ unit }) => unit === "a");
    assert.match(String(first?.error), /Cannot write ".*A_.*": its owner edited it .*--overwrite-edited/);
    assert.deepEqual(names.map((name) => contents(path)[name]), ["mine", "mine", "mine"]);
    const forced = await follow({ path, overwriteEdited: true }, [chat("a", "A", "new"), chat("b", "B2")], {
      gone: ["c"],
    });
    assert.deepEqual(forced.failures, []);
    assert.match(contents(path)[names[0]], /\nnew\n$/);
    nameOf(path, "B2");
    assert.equal(Object.keys(contents(path)).length, 3);
  }));

Deno.test("markdownStore() takes bytes that it would write now for its own", () =>
  inFolder(async (folder) => {
    await follow({ path: `${folder}/x` }, [chat("a", "A", "new", 2)]);
    const path = `${folder}/y`;
    await follow({ path }, [chat("a", "A")]);
    const name = nameOf(path, "A");
    await Deno.copyFile(`${folder}/x/${name}`, `${path}/${name}`);
    assert.deepEqual((await follow({ path }, [chat("a", "A", "new", 2)])).failures, []);
    assert.deepEqual((await follow({ path }, [chat("a", "A", "newer", 3)])).failures, []);
  }));

Deno.test("markdownStore() takes its files over when the index is lost, edited ones only when forced", () =>
  inFolder(async (path) => {
    const records = [chat("a", "A"), chat("b", "B")];
    await follow({ path }, records);
    await Deno.remove(`${path}/${INDEX}`);
    await Deno.writeTextFile(`${path}/${nameOf(path, "B")}`, "\nmine", { append: true });
    const again = await follow({ path }, records);
    assert.deepEqual([again.created, errorsOf(again.failures)], [true, [EditedByOwnerError]]);
    assert.deepEqual([...(await listed({ path })).keys()], ["a"]);
    assert.deepEqual((await follow({ path, overwriteEdited: true }, records)).failures, []);
  }));

Deno.test("markdownStore() never touches files, links and folders it did not make, forced or not", () =>
  inFolder(async (folder) => {
    await follow({ path: `${folder}/x` }, [chat("a", "A"), chat("b", "B"), chat("c", "C")]);
    const path = `${folder}/y`;
    await Deno.mkdir(path);
    const [a, b, c] = ["A", "B", "C"].map((title) => nameOf(`${folder}/x`, title));
    await Deno.writeTextFile(`${path}/${a}`, "---\ntitle: mine\n---\n");
    await Deno.writeTextFile(`${folder}/outside`, "outside");
    await Deno.symlink(`${folder}/outside`, `${path}/${b}`);
    await Deno.mkdir(`${path}/${c}`);
    for (const overwriteEdited of [false, true]) {
      const { failures } = await follow({ path, overwriteEdited }, [chat("a", "A"), chat("b", "B"), chat("c", "C")]);
      assert.deepEqual(errorsOf(failures), [ForeignFileError, ForeignFileError, ForeignFileError]);
    }
    assert.equal(await Deno.readTextFile(`${path}/${a}`), "---\ntitle: mine\n---\n");
    assert.equal(await Deno.readTextFile(`${folder}/outside`), "outside");
    assert.equal((await listed({ path })).size, 0);
  }));

Deno.test("markdownStore() does not write through a link put in the place of its file", () =>
  inFolder(async (folder) => {
    const path = `${folder}/chats`;
    await follow({ path }, [chat("a", "A")]);
    const name = nameOf(path, "A");
    await Deno.rename(`${path}/${name}`, `${folder}/moved`);
    await Deno.symlink(`${folder}/moved`, `${path}/${name}`);
    const { failures } = await follow({ path }, [chat("a", "A", "new", 2)]);
    assert.equal(failures.length, 1);
    assert.match(await Deno.readTextFile(`${folder}/moved`), /\nHi\n$/);
    assert.equal((await follow({ path }, [], { gone: ["a"] })).failures.length, 1);
  }));

Deno.test("markdownStore() hands a file over when a conversation moves to another unit", () =>
  inFolder(async (path) => {
    await follow({ path }, [chat("a", "A")]);
    const store = markdownStore({ path });
    const open = (await store.open(pluginContext(), { create: true }))!;
    const puts = [{ ...store.entries(chat("a", "A"))[0], scope: "other" }];
    const failures = await open.write([{ unit: "other", puts, deletes: [{ scope: "a", key: "a" }] }]);
    assert.deepEqual(failures, []);
    await open.close();
    assert.deepEqual([...(await listed({ path })).keys()], ["other"]);
    nameOf(path, "A");
  }));

Deno.test("markdownStore() refuses an index of a newer format, a broken one, and one that points elsewhere", () =>
  inFolder(async (path) => {
    const open = async (text: string) => {
      await Deno.writeTextFile(`${path}/${INDEX}`, text);
      await markdownStore({ path }).open(pluginContext(), { create: true });
    };
    const row = (name: string) =>
      JSON.stringify({ format: 1, identity: "i", files: [["a", "a", name, "0".repeat(64), null, null]] });
    await open(row("fine.md"));
    await assert.rejects(open('{"format":2}'), /Cannot read ".*": its format is 2, expected 1: a newer version/);
    await assert.rejects(open("{"), /it is not what threadloom wrote there; restore it, or remove it/);
    for (const name of ["../x.md", "a/b.md", "a\\b.md", "C:x.md", ".hidden.md", "x.txt", ""]) {
      await assert.rejects(open(row(name)), SyntaxError, name);
    }
  }));

Deno.test("markdownStore() reads no file that looks unchanged, and finds every edit when it checks", () =>
  inFolder(async (folder) => {
    const path = `${folder}/chats`;
    const reads: string[] = [];
    const { files } = denoHost();
    const read = (name: string) => (reads.push(name.slice(name.lastIndexOf("/") + 1)), files.read(name));
    const context = pluginContext({
      stateFolder: `${folder}/state`,
      files: { ...files, read },
      clock: { ...denoHost().clock, now: () => Date.now() + 60_000 },
    });
    const records = [chat("a", "A"), chat("b", "B")];
    await follow({ path }, records, { context });
    const [a, b] = [nameOf(path, "A"), nameOf(path, "B")];
    reads.length = 0;
    assert.equal((await follow({ path }, records, { context })).puts, 0);
    assert.ok(!reads.some((name) => name.endsWith(".md")), reads.join());

    const { mtime } = await Deno.stat(`${path}/${a}`);
    await Deno.writeTextFile(`${path}/${a}`, (await Deno.readTextFile(`${path}/${a}`)).replace("Hi", "Ho"));
    await Deno.utime(`${path}/${a}`, mtime!, mtime!);
    await Deno.writeTextFile(`${path}/${b}`, "longer than before ".repeat(50));
    const open = (await markdownStore({ path }).open(context, { create: false }))!;
    const wrong = new Set<string>();
    for await (const { scope, fingerprint } of open.check!()) {
      const record = records.find(({ id }) => id === scope)!;
      if (fingerprint !== markdownStore({ path }).entries(record)[0].fingerprint) wrong.add(scope);
    }
    await open.close();
    assert.deepEqual(wrong, new Set(["a", "b"]));
    // Looking alone missed the first, whose size and time are as before; writing looks closer.
    const { failures } = await follow({ path }, [chat("a", "A", "new", 2), records[1]], { context });
    assert.equal(failures.length, 2);
  }));
