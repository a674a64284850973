import assert from "node:assert/strict";
import { definePlugin, from, isPlugin, type OptionsSchema, PLUGIN, run, type Source } from "../../mod.ts";
import { z } from "../../deps/zod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySink, memorySource } from "../../plugins/memory/mod.ts";
import { testHost } from "../support/engine.ts";

const basis = { name: "thing", kind: "source" as const, summary: "A thing.", permissions: () => ({}) };

Deno.test("definePlugin() fills in defaults, stamps what it makes, and carries the declaration", () => {
  const thing = definePlugin<{ size?: number }, { size: number }, { size: number }>({
    ...basis,
    options: z.strictObject({ size: z.number().default(3) }),
    create: ({ size }) => ({ size }),
  });
  const made = thing({});
  assert.deepEqual([thing.name, thing.declaration.name, made.size], ["thing", "thing", 3]);
  assert.ok(isPlugin(made));
  assert.deepEqual(made[PLUGIN].options, { size: 3 });
  assert.ok(!("create" in thing.declaration));
});

Deno.test("definePlugin() names all mistakes at once, each with its path, before anything is made", () => {
  let made = 0;
  const thing = definePlugin<{ size: number; place: { x: number } }, { size: number }, object>({
    ...basis,
    options: z.strictObject({ size: z.number(), place: z.strictObject({ x: z.number() }) }),
    create: () => (made++, {}),
  });
  assert.throws(() => thing({ size: "big", place: { x: "here" }, colour: 1 } as never), (error) => {
    assert.ok(error instanceof TypeError);
    for (const part of ["Cannot create thing: ", "size: ", "place.x: ", "colour"]) {
      assert.ok(error.message.includes(part), part);
    }
    return true;
  });
  assert.equal(made, 0);
});

Deno.test("definePlugin() takes any Standard Schema, and refuses one that answers later", () => {
  const schema = (validate: OptionsSchema<{ n: number }>["~standard"]["validate"]): OptionsSchema<{ n: number }> => ({
    "~standard": { version: 1, vendor: "by hand", validate },
  });
  const create = ({ n }: { n: number }) => ({ n });
  const now = definePlugin({ ...basis, options: schema(() => ({ value: { n: 7 } })), create });
  assert.equal(now({}).n, 7);
  const paths = definePlugin({
    ...basis,
    options: schema(() => ({ issues: [{ message: "no", path: [{ key: "a" }, 0] }] })),
    create,
  });
  assert.throws(() => paths({}), /Cannot create thing: a\.0: no/);
  const later = definePlugin({ ...basis, options: schema(() => Promise.resolve({ value: { n: 1 } })), create });
  assert.throws(() => later({}), /asynchronous/);
});

Deno.test("isPlugin() recognises plugins by a registered symbol, whichever copy of the module made them", () => {
  assert.equal(PLUGIN, Symbol.for("threadloom.plugin"));
  assert.ok(isPlugin({ [Symbol.for("threadloom.plugin")]: {} }));
  for (const other of [null, undefined, 1, "x", {}, () => 1]) assert.ok(!isPlugin(other));
});

Deno.test("kinds: what one plugin emits and the next does not accept is refused before anything is read", async () => {
  const rows = definePlugin<Record<never, never>, Record<never, never>, Omit<Source<unknown>, typeof PLUGIN>>({
    ...basis,
    name: "rows",
    emits: "table row",
    options: z.strictObject({}),
    create: () => ({ kind: "source", open: () => Promise.reject(new Error("was opened")) }),
  });
  const chatsOnly = { ...memorySink(), name: "chats" };
  const { declaration } = chatsOnly[PLUGIN];
  const stamped = {
    ...chatsOnly,
    [PLUGIN]: { declaration: { ...declaration, accepts: ["conversation" as const] }, options: {} },
  };
  await assert.rejects(
    run(from(rows({})).to(stamped), { host: testHost(), ledger: memory() }),
    /Cannot put "memoryFile" behind "rows": it accepts conversation, and is given table row/,
  );
  const any = from(memorySource<unknown>({ units: [] })).to(stamped);
  assert.equal((await run(any, { host: testHost(), ledger: memory() })).status, "ok");
});
