import assert from "node:assert/strict";
import { denoHost } from "../../host/deno.ts";

const host = denoHost();
const { files } = host;

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-test-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const mode = (path: string): number => (Deno.statSync(path).mode ?? 0) & 0o777;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

Deno.test("create() shows nothing under the name before commit, then everything", () =>
  inFolder(async (folder) => {
    const path = `${folder}/out.jsonl`;
    await files.write(path, "old");
    const writer = await files.create(path);
    await writer.write(bytes("new "));
    await writer.write(bytes("text"));
    assert.equal(Deno.readTextFileSync(path), "old");
    assert.deepEqual((await files.list(folder)).map((f) => f.name), ["out.jsonl", "out.jsonl.threadloom.tmp-1"]);
    await writer.commit();
    assert.equal(Deno.readTextFileSync(path), "new text");
    assert.deepEqual((await files.list(folder)).map((f) => f.name), ["out.jsonl"]);
    await assert.rejects(writer.write(bytes("x")), /Cannot write ".*out\.jsonl": it was already committed/);
    await writer.abort();
    assert.equal(Deno.readTextFileSync(path), "new text");
  }));

Deno.test("abort() keeps what was there and leaves nothing behind", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a`;
    await files.write(path, "old");
    const writer = await files.create(path);
    await writer.write(bytes("half"));
    await writer.abort();
    await writer.abort();
    assert.equal(Deno.readTextFileSync(path), "old");
    assert.equal((await files.list(folder)).length, 1);
  }));

Deno.test("commit() that cannot rename removes its temporary file and says why", () =>
  inFolder(async (folder) => {
    await files.makeFolder(`${folder}/taken/inside`);
    const writer = await files.create(`${folder}/taken`);
    await writer.write(bytes("x"));
    await assert.rejects(writer.commit(), (error: Error) => {
      assert.match(error.message, /^Cannot write ".*\/taken": /);
      assert.ok(error.cause instanceof Error);
      return true;
    });
    assert.deepEqual((await files.list(folder)).map((f) => f.name), ["taken"]);
  }));

Deno.test("create() takes names of 255 bytes, and says what no name is", () =>
  inFolder(async (folder) => {
    const long = "ü".repeat(127);
    await files.write(`${folder}/${long}`, "x");
    assert.deepEqual((await files.list(folder)).map((f) => f.name), [long]);
    await assert.rejects(files.create(`${folder}/`), /it names a folder, a file name was expected/);
    await assert.rejects(files.create(`${folder}/none/x`), /Cannot create ".*none\/x": /);
  }));

Deno.test({
  name: "create() removes what a killed process left, and takes another number where somebody writes or a link stands",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const names = async (): Promise<string[]> => (await files.list(folder)).map((f) => f.name);
      Deno.writeTextFileSync(`${folder}/n.threadloom.tmp-1`, "left over");
      const first = await files.create(`${folder}/n`);
      const second = await files.create(`${folder}/n`);
      assert.deepEqual(await names(), ["n.threadloom.tmp-1", "n.threadloom.tmp-2"]);
      await first.write(bytes("first"));
      await second.write(bytes("second"));
      await first.commit();
      assert.equal(Deno.readTextFileSync(`${folder}/n`), "first");
      await second.commit();
      assert.equal(Deno.readTextFileSync(`${folder}/n`), "second");
      assert.deepEqual(await names(), ["n"]);

      Deno.writeTextFileSync(`${folder}/kept`, "kept");
      Deno.symlinkSync(`${folder}/kept`, `${folder}/n.threadloom.tmp-1`);
      await files.write(`${folder}/n`, "third");
      assert.equal(Deno.readTextFileSync(`${folder}/kept`), "kept");
      assert.deepEqual(await names(), ["kept", "n", "n.threadloom.tmp-1"]);
    }),
});

Deno.test({
  name: "secret files are 0600 and secret folders 0700, parents too",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      await files.makeFolder(`${folder}/state/inner`, true);
      await files.makeFolder(`${folder}/state/inner`, true);
      await files.write(`${folder}/state/inner/f`, "x", true);
      assert.deepEqual([mode(`${folder}/state`), mode(`${folder}/state/inner`)], [0o700, 0o700]);
      assert.equal(mode(`${folder}/state/inner/f`), 0o600);
    }),
});

Deno.test("stat(), lstat(), list(), read() and remove() say what is there and nothing of what is not", () =>
  inFolder(async (folder) => {
    for (const name of ["b", "a", "B", "é"]) await files.write(`${folder}/${name}`, name);
    Deno.symlinkSync(`${folder}/a`, `${folder}/link`);
    await files.makeFolder(`${folder}/dir`);
    assert.deepEqual(await files.list(folder), [
      { name: "B", kind: "file" },
      { name: "a", kind: "file" },
      { name: "b", kind: "file" },
      { name: "dir", kind: "folder" },
      { name: "link", kind: "link" },
      { name: "é", kind: "file" },
    ]);
    assert.equal((await files.stat(`${folder}/link`))?.kind, "file");
    assert.equal((await files.lstat(`${folder}/link`))?.kind, "link");
    assert.equal((await files.stat(`${folder}/é`))?.size, 2);
    assert.equal(typeof (await files.stat(folder))?.modifiedAt, "number");
    for (const absent of [`${folder}/none`, `${folder}/a/below`]) {
      assert.equal(await files.stat(absent), undefined);
      assert.equal(await files.lstat(absent), undefined);
      assert.equal(await files.read(absent), undefined);
      assert.equal(await files.remove(absent), false);
      assert.deepEqual(await files.list(absent), []);
    }
    assert.equal(await files.remove(`${folder}/link`), true);
    assert.equal(await files.remove(`${folder}/dir`), true);
    await assert.rejects(files.read(folder), /^Error: Cannot read "/);
    await assert.rejects(files.remove(folder), /^Error: Cannot remove "/);
  }));

Deno.test("open() fills overlapping reads and stops at the end of the file", () =>
  inFolder(async (folder) => {
    const data = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
    await files.write(`${folder}/f`, data);
    const file = await files.open(`${folder}/f`);
    assert.equal(file.size, data.length);
    const reads = Array.from({ length: 50 }, (_, i) => ({ at: (i * 37_717) % 99_000, into: new Uint8Array(1000) }));
    assert.deepEqual(await Promise.all(reads.map((r) => file.read(r.into, r.at))), reads.map(() => 1000));
    for (const { at, into } of reads) assert.deepEqual(into, data.subarray(at, at + 1000));
    assert.equal(file.readSync(new Uint8Array(10), 99_995), 5);
    assert.equal(await file.read(new Uint8Array(10), 200_000), 0);
    file.close();
    await assert.rejects(files.open(folder), /Cannot open ".*": it is a folder, a plain file was expected/);
    await assert.rejects(files.open(`${folder}/none`), /Cannot open ".*none": /);
  }));

Deno.test("scratch() has no name on disk, appends, and reads back", () =>
  inFolder(async (folder) => {
    const scratch = await denoHost({ scratchFolder: folder }).files.scratch();
    if (Deno.build.os !== "windows") assert.deepEqual(await files.list(folder), []);
    await scratch.append(bytes("hello "));
    const into = new Uint8Array(5);
    await scratch.read(into, 1);
    await scratch.append(bytes("world"));
    assert.equal(scratch.size, 11);
    await scratch.read(into, 6);
    assert.equal(new TextDecoder().decode(into), "world");
    scratch.close();
    assert.deepEqual(await files.list(folder), []);
  }));

Deno.test("take() names the holder, and gives the lock on after release", () =>
  inFolder(async (folder) => {
    const path = `${folder}/lock`;
    const first = await host.locks.take(path, "run 1");
    assert.ok("release" in first);
    assert.deepEqual(await host.locks.take(path, "run 2"), { heldBy: "run 1" });
    await first.release();
    await first.release();
    const second = await host.locks.take(path, "run 2");
    assert.ok("release" in second);
    assert.deepEqual(await host.locks.take(path, "run 3"), { heldBy: "run 2" });
    await second.release();
  }));

Deno.test("sleep() ends at once, with the signal's reason, when aborted before or during", async () => {
  const { clock } = host;
  const stop = new AbortController();
  const long = clock.sleep(3e9, stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(long, /enough/);
  await assert.rejects(clock.sleep(1, stop.signal), /enough/);
  const before = clock.now();
  await clock.sleep(5, new AbortController().signal);
  assert.ok(clock.now() - before >= 4);
});

Deno.test("id() is unique, sorts by time and fits into a file name", () => {
  const ids = Array.from({ length: 100 }, () => host.random.id());
  assert.equal(new Set(ids).size, 100);
  for (const id of ids) assert.match(id, /^\d{8}-\d{6}-\d{3}-[0-9a-f]{8}$/);
  const times = ids.map((id) => id.slice(0, 19));
  assert.deepEqual(times, times.toSorted());
});
