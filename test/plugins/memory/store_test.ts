import assert from "node:assert/strict";
import type { Change, OpenStore } from "../../../core/sink.ts";
import { memoryStore } from "../../../plugins/memory/mod.ts";
import { collect, testContext } from "../../support/context.ts";

const put = (scope: string, key: string, value: unknown) => ({ scope, key, value, fingerprint: `f of ${value}` });
const change = (
  unit: string,
  values: Record<string, unknown>,
  deletes: string[] = [],
  more: Partial<Change> = {},
): Change => ({
  unit,
  puts: Object.entries(values).map(([key, value]) => put(unit, key, value)),
  deletes: deletes.map((key) => ({ scope: unit, key })),
  ...more,
});

async function opened(store: ReturnType<typeof memoryStore>): Promise<OpenStore> {
  const open = await store.open(testContext(), { create: true });
  assert.ok(open);
  return open;
}

Deno.test("memoryStore() is made by the first run that may, and is another one after remove()", async () => {
  const store = memoryStore();
  assert.equal(await store.open(testContext(), { create: false }), undefined);
  assert.equal(store.identity, undefined);
  const first = await opened(store);
  const again = await opened(store);
  assert.deepEqual([first.created, again.created, again.identity], [true, false, first.identity]);
  assert.equal(store.identity, first.identity);
  store.remove();
  await assert.rejects(again.write([change("a", { k: 1 })]), /Cannot write "memory": it was removed during the run/);
  const other = await opened(store);
  assert.equal(other.created, true);
  assert.notEqual(other.identity, first.identity);
});

Deno.test("memoryStore() puts, then deletes, and lists what there is", async () => {
  const store = memoryStore();
  const open = await opened(store);
  await open.write([change("a", { 1: "x", 2: "y" }, [], { version: 1, exportedAt: 9 }), change("b", { 1: "z" })]);
  await open.write([change("a", { 2: "Y" }, ["1", "none"], { version: 2 }), change("b", {}, ["1"])]);
  assert.equal(store.get("a", "2"), "Y");
  assert.deepEqual([...store.state.keys()], ["a"]);
  assert.deepEqual(store.writes.map(({ kind, scope, key }) => `${kind} ${scope}/${key}`), [
    "put a/1",
    "put a/2",
    "put b/1",
    "put a/2",
    "delete a/1",
    "delete b/1",
  ]);
  store.put("stranger", "k", "s");
  const mine = { scope: "a", key: "2", fingerprint: "f of Y", version: 2 };
  assert.deepEqual(await collect(open.list(["a", "none"])), [mine]);
  assert.deepEqual(await collect(open.listAll()), [mine, { scope: "stranger", key: "k" }]);
  await open.finish?.();
  assert.equal(store.finished, 1);
});

Deno.test("memoryStore() gives the version of the last change to the whole scope", async () => {
  const open = await opened(memoryStore());
  await open.write([change("a", { 1: "x", 2: "y" }, [], { version: 1 })]);
  await open.write([change("a", { 2: "Y" }, [], { version: 2 })]);
  assert.deepEqual((await collect(open.list(["a"]))).map((l) => l.version), [2, 2]);
});

Deno.test("memoryStore() finds by check() what somebody changed behind its back", async () => {
  const store = memoryStore();
  const open = await opened(store);
  await open.write([change("a", { 1: "x", 2: { text: "y" } })]);
  assert.deepEqual(await collect(open.check!()), await collect(open.listAll()));
  (store.get("a", "2") as { text: string }).text = "meddled";
  assert.deepEqual((await collect(open.check!())).map((l) => l.fingerprint), [
    "f of x",
    "changed from f of [object Object]",
  ]);
});

Deno.test("memoryStore() keeps copies of values", async () => {
  const store = memoryStore();
  const open = await opened(store);
  const value = { text: "x" };
  await open.write([{ unit: "a", puts: [put("a", "1", value)], deletes: [] }]);
  value.text = "changed";
  assert.deepEqual(store.get("a", "1"), { text: "x" });
});

Deno.test("memoryStore() holds the caller to the contract", async () => {
  const open = await opened(memoryStore());
  const twice = { unit: "a", puts: [put("a", "1", "x")], deletes: [{ scope: "a", key: "1" }] };
  await assert.rejects(open.write([twice]), /key "1" of scope "a" comes twice in one write/);
  const flying = open.write([change("a", { 1: "x" })]);
  await assert.rejects(open.write([change("a", { 2: "y" })]), /scope "a" is being written to already/);
  await flying;
  await open.write([change("a", { 2: "y" })]);
  await open.close();
  await assert.rejects(open.close(), /closed already/);
  await assert.rejects(open.write([change("a", { 3: "z" })]), /Cannot write "memory": it was closed already/);
});

Deno.test("memoryStore() makes an entry of each message, or of the record", () => {
  const store = memoryStore();
  const conversation = {
    id: "c",
    messages: [{ id: "m1", text: "a" }, { id: "m2", text: "b" }],
    branches: [{ id: "m3" }],
  };
  const entries = store.entries(conversation);
  assert.deepEqual(entries.map((e) => [e.key, e.value]), [
    ["m1", { id: "m1", text: "a" }],
    ["m2", { id: "m2", text: "b" }],
    ["m3", { id: "m3" }],
  ]);
  assert.notEqual(entries[0].fingerprint, entries[1].fingerprint);
  assert.deepEqual(store.entries({ id: 7 }).map((e) => e.key), ["7"]);
  assert.equal(store.entries({ text: "no id" })[0].key, store.entries({ text: "no id" })[0].key);
  const own = memoryStore<string>({
    name: "words",
    entries: (text) => [{ key: text, fingerprint: text, value: 1, scope: "all" }],
  });
  assert.deepEqual(own.entries("x"), [{ key: "x", fingerprint: "x", value: 1, scope: "all" }]);
  assert.throws(
    () => memoryStore({ name: "", entries: 1 as never }),
    /Cannot create memory: name: .*; entries: expected a function/,
  );
});
