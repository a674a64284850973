import assert from "node:assert/strict";
import { sqliteSource } from "../../../plugins/sqlite/mod.ts";
import { bring, changeTo, context, conversation, inFolder, message, openStore, storeWith } from "./support.ts";

const some = Array.from(
  { length: 250 },
  (_, i) => conversation(`c${i}`, [message("m", `text ${i}`)], i % 5 === 0 ? {} : { createdAt: 1000 * (250 - i) }),
);

Deno.test("sqliteSource() reads whole, keyed and unique units, the oldest first, and claims to be complete", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    await storeWith(path, ...some);
    const now = context();
    const open = await sqliteSource({ path }).open({ ...now, clock: { ...now.clock, now: () => 77 } });
    assert.deepEqual([open.mode, open.keyed, open.unique], ["whole", true, true]);
    for (let time = 0; time < 2; time++) {
      const batches = await Array.fromAsync(open.read());
      assert.deepEqual(batches.map(({ units, claims }) => [units.length, claims]), [
        [100, undefined],
        [100, undefined],
        [50, [{ asOf: 77 }]],
      ]);
      const units = batches.flatMap(({ units }) => units);
      const undated = some.filter(({ createdAt }) => createdAt === undefined).map(({ id }) => id).sort();
      const dated = some.filter(({ createdAt }) => createdAt !== undefined).map(({ id }) => id).reverse();
      assert.deepEqual(units.map(({ key }) => key), [...undated, ...dated]);
      assert.deepEqual(await units.at(-1)?.parse(), [some[1]]);
      assert.ok(units.every(({ bytes }) => bytes > 0));
    }
    await open.close();
  }));

Deno.test("sqliteSource() changes a unit's fingerprint with its content and with nothing else", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    const before = conversation("c", [message("a", "1"), message("b", "2")]);
    const prints: string[] = [];
    const open = await openStore(path);
    for (const [version, text] of [[1, "1"], [2, "1"], [3, "changed"], [4, "1"]] as const) {
      const now = { ...before, messages: [message("a", text), before.messages[1]] };
      await open.write([await changeTo(open, now, { version, exportedAt: 10 * version })]);
      const source = await sqliteSource({ path }).open(context());
      for await (const { units: [unit] } of source.read()) {
        prints.push(unit.fingerprint);
        // A change without entries writes nothing, so version 2 is not known.
        assert.equal(unit.version, version === 2 ? 1 : version);
        assert.equal(unit.exportedAt, version === 2 ? 10 : 10 * version);
      }
      await source.close();
    }
    await open.close();
    assert.equal(prints[0], prints[1]);
    assert.notEqual(prints[0], prints[2]);
    assert.equal(prints[0], prints[3]);
  }));

Deno.test("sqliteSource() leaves out unwanted keys, and keeps to one moment while the store is written", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    await storeWith(path, ...some);
    const source = await sqliteSource({ path }).open(context());
    const wanted = await Array.fromAsync(source.read({ wanted: (key) => key === "c7" || key === "c9" }));
    assert.deepEqual(wanted.flatMap(({ units }) => units.map(({ key }) => key)), ["c9", "c7"]);

    const open = await openStore(path);
    const keys: (string | undefined)[] = [];
    for await (const { units } of source.read()) {
      if (keys.length === 0) await bring(open, conversation("new", [message("m", "n")], { createdAt: 10 ** 9 }));
      keys.push(...units.map(({ key }) => key));
    }
    assert.equal(keys.length, 250);
    for await (const _ of source.read()) break;
    await source.close();
    await open.close();
  }));
