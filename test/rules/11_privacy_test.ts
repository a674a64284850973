import assert from "node:assert/strict";
import { type Conversation, deadLetters, forget, from, run, verify } from "../../mod.ts";
import { memory, sqliteLedger } from "../../plugins/ledger/mod.ts";
import { memorySink, memorySource, memoryStore, type MemoryUnit } from "../../plugins/memory/mod.ts";
import { sqliteStore } from "../../plugins/sqlite/mod.ts";
import { contents, type Note, note, notes, testHost } from "../support/engine.ts";
import { inFolder } from "../support/plugin_context.ts";

const host = testHost();

Deno.test("rule 11: forget removes a unit from every sink and dead letter, later imports honour it, undo brings it back", async () => {
  const one = memoryStore<Note>({ name: "one" });
  const two = memoryStore<Note>({ name: "two" });
  const file = memorySink<Note>({ name: "file" });
  const options = { host, ledger: memory() };
  const source = memorySource({ units: [notes("a", { x: "1", y: "2" }), note("b", "3")] });
  const pipeline = from(source).to(one, two, file);
  await run(pipeline, options);
  assert.deepEqual(await forget(pipeline, ["a"], options), { units: 1, entries: 4 });
  for (const store of [one, two]) assert.deepEqual(contents(store), ["b/b: 3"]);
  for (let i = 0; i < 2; i++) {
    const report = await run(pipeline, options);
    assert.equal(report.drops.forgotten, 1);
    assert.deepEqual([report.source.read, report.source.dropped], [2, 1]);
    assert.deepEqual(file.records.map((n) => n.id), ["b"]);
    assert.deepEqual(contents(one), ["b/b: 3"]);
  }
  assert.equal((await verify(pipeline, options)).status, "ok");
  assert.deepEqual(await forget(pipeline, ["a", "b"], { ...options, undo: true }), { units: 1, entries: 0 });
  await run(pipeline, options);
  assert.deepEqual(contents(two), ["a/x: 1", "a/y: 2", "b/b: 3"]);
  assert.deepEqual(file.records.map((n) => n.id), ["x", "y", "b"]);
});

Deno.test("rule 11: forget takes the dead letters of a unit, leaves strangers' entries, and works for what never came", async () => {
  const store = memoryStore<Note>();
  const options = { host, ledger: memory() };
  const units: MemoryUnit<Note>[] = [{ key: "a", fingerprint: "f", records: () => Promise.reject(new Error("bad")) }];
  const pipeline = from(memorySource({ units: () => units })).to(store);
  store.put("a", "theirs", { id: "theirs", text: "" });
  await run(pipeline, options);
  assert.equal((await deadLetters(options)).length, 1);
  assert.deepEqual(await forget(pipeline, ["a", "later"], options), { units: 1, entries: 0 });
  assert.deepEqual(await deadLetters(options), []);
  assert.equal(store.state.get("a")?.size, 1);
  units.push(note("later", "1"));
  const report = await run(pipeline, options);
  assert.equal(report.drops.forgotten, 2);
});

Deno.test("rule 11: the tombstone is a hash of the key", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const pipeline = from(memorySource({ units: [note("my-secret-id", "1")] })).to(store);
  await run(pipeline, { host, ledger });
  await forget(pipeline, ["my-secret-id"], { host, ledger });
  const opened = await ledger.open(host, { pipeline: "test", folder: "", run: "", readOnly: true });
  const [hash] = [...await opened!.tombstones()];
  assert.match(hash, /^[0-9a-f]{32}$/);
});

Deno.test("rule 11: reports hold no chat text; a dead letter caps its raw text", async () => {
  const text = "private words ".repeat(1000);
  const units: MemoryUnit<Note>[] = [note("a", text), {
    key: "b",
    value: { id: "b", text },
  }];
  const store = memoryStore<Note>();
  const options = { host, ledger: memory() };
  const source = memorySource({ units });
  const open = source.open.bind(source);
  const failing = Object.create(source, {
    open: {
      value: async (...args: Parameters<typeof open>) => {
        const opened = await open(...args);
        const { read } = opened;
        opened.read = async function* (options) {
          for await (const batch of read(options)) {
            yield {
              ...batch,
              units: batch.units.map((unit) => ({
                key: unit.key,
                fingerprint: unit.fingerprint,
                bytes: 1,
                position: unit.position,
                raw: () => text,
                parse: () => unit.key === "b" ? Promise.reject(new SyntaxError("no JSON")) : unit.parse(),
              })),
            };
          }
        };
        return opened;
      },
    },
  });
  const report = await run(from<Note>(failing).to(store), options);
  assert.ok(!JSON.stringify(report).includes("private"));
  const [letter] = await deadLetters(options);
  assert.equal(letter.raw?.length, 2000);
});

Deno.test("rule 11: the state folder is 0700, its files 0600", { ignore: Deno.build.os === "windows" }, async () => {
  await inFolder(async (folder) => {
    const stateFolder = `${folder}/state`;
    await run(from(memorySource({ units: [note("a", "1")] })).to(memoryStore<Note>()), {
      host,
      ledger: sqliteLedger(),
      stateFolder,
    });
    assert.equal((await Deno.stat(stateFolder)).mode! & 0o777, 0o700);
    let files = 0;
    for await (const { name } of Deno.readDir(stateFolder)) {
      files++;
      assert.equal((await Deno.stat(`${stateFolder}/${name}`)).mode! & 0o777, 0o600, name);
    }
    assert.ok(files > 0);
  });
});

Deno.test("rule 11: after forget no file of the store or of the state holds a word of it, not even in free pages", async () => {
  await inFolder(async (folder) => {
    const chat = (id: string, words: string): Conversation => ({
      id,
      source: "test",
      title: `About ${words}`,
      participants: [],
      messages: [{ id: "m", role: "user", parts: [{ type: "text", text: `${words} `.repeat(2000) }], metadata: {} }],
      branches: [],
      assets: [],
      metadata: {},
    });
    const units: MemoryUnit<Conversation>[] = [
      { key: "a", value: chat("a", "quokkaone") },
      { key: "b", value: chat("b", "staying") },
    ];
    const options = { host, ledger: sqliteLedger(), stateFolder: `${folder}/state` };
    const pipeline = from(memorySource({ units: () => units })).to(sqliteStore({ path: `${folder}/chats.db` }));
    await run(pipeline, options);
    units[0] = { key: "a", records: () => Promise.reject(new SyntaxError("quokkatwo is no JSON")) };
    await run(pipeline, options);
    assert.deepEqual(await holding(folder, "quokka"), ["chats.db", "ledger.db"]);
    await forget(pipeline, ["a"], options);
    assert.deepEqual(await holding(folder, "quokka"), []);
    assert.deepEqual(await holding(folder, "staying"), ["chats.db"]);
  });
});

/** Names of the files below a folder that hold a word anywhere in their bytes. */
async function holding(folder: string, word: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await holding(path, word));
    else if (new TextDecoder("latin1").decode(await Deno.readFile(path)).includes(word)) found.push(name);
  }
  return found.sort();
}
