import assert from "node:assert/strict";
import { CannotRunError, from, plan, run, status, verify } from "../../mod.ts";
import { memory, sqliteLedger } from "../../plugins/ledger/mod.ts";
import { memorySink, memorySource, memoryStore } from "../../plugins/memory/mod.ts";
import { type Note, note, testHost } from "../support/engine.ts";
import { inFolder } from "../support/plugin_context.ts";

async function names(folder: string): Promise<string[]> {
  const all: string[] = [];
  for await (const { name } of Deno.readDir(folder)) all.push(name);
  return all.sort();
}

Deno.test("rule 13: state lies in .threadloom/<name>/ beside the main module; the name is the one given, else the module's", async () => {
  await inFolder(async (folder) => {
    const host = testHost({ home: () => folder, program: () => "chats" });
    const pipeline = from(memorySource({ units: [note("a", "1")] })).to(memoryStore<Note>());
    await run(pipeline, { host, ledger: sqliteLedger() });
    await run(pipeline, { host, ledger: sqliteLedger(), name: "other" });
    assert.deepEqual(await names(`${folder}/.threadloom`), ["chats", "other"]);
    assert.equal((await status({ host, ledger: sqliteLedger() })).reports.length, 1);
  });
});

Deno.test("rule 13: the folder is made only when there is something to keep", async () => {
  await inFolder(async (folder) => {
    const host = testHost({ home: () => folder });
    const pipeline = from(memorySource({ units: [note("a", "1")] })).to(memoryStore<Note>());
    await plan(pipeline, { host, ledger: sqliteLedger() });
    await verify(pipeline, { host, ledger: sqliteLedger() });
    await status({ host, ledger: sqliteLedger() });
    assert.deepEqual(await names(folder), []);
  });
});

Deno.test("rule 13: ledger: memory() turns it off: nothing is written to disk", async () => {
  await inFolder(async (folder) => {
    const host = testHost({ home: () => folder });
    await run(from(memorySource({ units: [note("a", "1")] })).to(memorySink<Note>()), { host, ledger: memory() });
    assert.deepEqual(await names(folder), []);
  });
});

Deno.test("rule 13: a second unnamed pipeline over one ledger is an error; the same one, built again, is not", async () => {
  const ledger = memory();
  const options = { host: testHost(), ledger };
  const build = (name: string) => from(memorySource({ units: [note("a", "1")] })).to(memoryStore<Note>({ name }));
  await run(build("one"), options);
  await run(build("one"), options);
  await assert.rejects(
    run(build("two"), options),
    (error) => error instanceof CannotRunError && /second pipeline without a name.*option "name"/.test(error.message),
  );
  await run(build("two"), { ...options, name: "second" });
  await run(build("two"), { ...options, ledger: memory() });
});

Deno.test("rule 13: a second run at the same time is refused, naming the first", async () => {
  await inFolder(async (folder) => {
    const host = testHost({ home: () => folder });
    for (const ledger of [memory(), sqliteLedger()]) {
      const started = Promise.withResolvers<string>();
      const go = Promise.withResolvers<void>();
      const wait = async (n: Note) => (await go.promise, n);
      const source = memorySource({ units: [note("a", "1")] });
      const options = { host, ledger, name: "p" };
      const first = run(from(source).through(wait).to(memoryStore<Note>()), {
        ...options,
        onEvent: (event) => event.type === "start" && started.resolve(event.run),
      });
      const id = await started.promise;
      await assert.rejects(
        run(from(source).to(memoryStore<Note>()), options),
        (error) => error instanceof CannotRunError && error.message.includes(id),
      );
      go.resolve();
      assert.equal((await first).status, "ok");
      assert.equal((await run(from(source).to(memoryStore<Note>()), options)).status, "ok");
    }
  });
});

Deno.test("rule 13: run() resolves for ok and partial, and throws when it could not run", async () => {
  const options = { host: testHost(), ledger: memory() };
  const store = memoryStore<Note>();
  const missing = memorySource<Note>({ units: () => Promise.reject(new Error('Cannot open "x": not there')) });
  await assert.rejects(
    run(from(missing).to(store), options),
    (error) => error instanceof CannotRunError && error.message === 'Cannot open "x": not there',
  );
  await assert.rejects(run(from(missing).to(store), { ...options, name: "../up" }), CannotRunError);
  await assert.rejects(run(from(missing).to(store), { ...options, limit: -1 }), CannotRunError);
  assert.equal(store.identity, undefined);
});
