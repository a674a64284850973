import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { vectorsStore } from "../../../plugins/vectors/mod.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";
import { kernelModule } from "./build_kernel.ts";
import { anyVector, changesOf, openStore, searching, storeWith, talk, vectored } from "./support.ts";

Deno.test("the kernel that is shipped is what kernel.wat assembles to", async () => {
  const shipped = await Deno.readTextFile(new URL("../../../plugins/vectors/kernel_wasm.ts", import.meta.url));
  assert.equal(shipped, await kernelModule());
});

Deno.test("vectorsStore() hands derived values back with what they were derived of", () =>
  inFolder(async (folder) => {
    const chunks = [Float32Array.of(1, 0, 0), Float32Array.of(0, 1, 0)];
    const long = vectored("long", []);
    const value = { vector: Float32Array.of(0.5, 0.5, 0), model: "test", chunks };
    await storeWith(
      folder,
      talk("c", [vectored("m", [1, 2, 3]), { ...long, derived: { embedding: { of: "x", value } } }]),
    );
    const open = await openStore(folder);
    const scope = "c";
    const held = await open.derived!([
      { scope, key: "message:long" },
      { scope, key: "message:none" },
      { scope, key: "message:m" },
      { scope, key: "conversation" },
    ]);
    await open.close();
    const m = { embedding: { of: "stamp of m", value: { vector: Float32Array.of(1, 2, 3), model: "test" } } };
    assert.deepEqual(held, [{ embedding: { of: "x", value } }, undefined, m, undefined]);
  }));

Deno.test("vectorsStore() never mixes the vectors of two models, and begins anew once it is empty", () =>
  inFolder(async (folder) => {
    await storeWith(folder, talk("c", [vectored("m", [1, 2, 3])]));
    const open = await openStore(folder);
    const other = vectored("n", [1, 2, 3]);
    const value = { vector: Float32Array.of(1, 2), model: "other" };
    const change = changesOf(talk("d", [{ ...other, derived: { embedding: { of: "o", value } } }]));
    await assert.rejects(open.write(change), (error: Error) => {
      assert.match(
        error.message,
        /^Cannot store vectors of "other" \(2 dimensions\) in ".*": it holds those of "test" \(3\)/,
      );
      return true;
    });
    await open.write([{ unit: "c", puts: [], deletes: [{ scope: "c", key: "message:m" }] }]);
    await open.write(change);
    await open.finish?.();
    await open.close();
    await searching(folder, async (vectors) => {
      assert.deepEqual([vectors.model, vectors.dimensions], ["other", 2]);
      assert.deepEqual((await vectors.nearest(Float32Array.of(1, 2))).map(({ messageId }) => messageId), ["n"]);
    });
  }));

Deno.test("vectorsStore() refuses vectors that cannot be compared, each by itself", () =>
  inFolder(async (folder) => {
    const uneven = vectored("uneven", [1, 2]);
    const value = { vector: Float32Array.of(1, 2), model: "test", chunks: [Float32Array.of(1)] };
    const failures = await storeWith(
      folder,
      talk("c", [
        vectored("good", [1, 2]),
        vectored("nan", [1, NaN]),
        vectored("none", []),
        { ...uneven, derived: { embedding: { of: "u", value } } },
      ]),
    );
    assert.deepEqual(failures.map(({ key }) => key), ["message:nan", "message:none", "message:uneven"]);
    const near = await searching(folder, (vectors) => vectors.nearest(Float32Array.of(1, 2)));
    assert.deepEqual(near.map(({ messageId }) => messageId), ["good"]);
  }));

Deno.test("what was written is found although the run ended before it had built the index", () =>
  inFolder(async (folder) => {
    await storeWith(folder, talk("c", [vectored("old", [1, 0, 0]), vectored("gone", [1, 0.1, 0])]));
    const open = await openStore(folder);
    await open.write(changesOf(talk("d", [vectored("new", [0.9, 0.1, 0])])));
    await open.write([{ unit: "c", puts: [], deletes: [{ scope: "c", key: "message:gone" }] }]);
    await open.close();
    const find = () =>
      searching(
        folder,
        async (vectors) => (await vectors.nearest(Float32Array.of(1, 0, 0))).map(({ messageId }) => messageId),
      );
    assert.deepEqual(await find(), ["old", "new"]);
    const again = await openStore(folder);
    await again.finish?.();
    await again.close();
    assert.deepEqual(await find(), ["old", "new"]);
  }));

Deno.test("codes that are damaged, missing or of another time are made anew from the vectors", () =>
  inFolder(async (folder) => {
    await storeWith(folder, talk("c", [vectored("a", [1, 0]), vectored("b", [0, 1])]));
    const file = `${folder}/codes/00000.codes`;
    const find = () => searching(folder, (vectors) => vectors.nearest(Float32Array.of(0, 1)));
    const sound = await find();
    const bytes = await Deno.readFile(file);
    for (const damage of [bytes.subarray(0, 40), bytes.subarray(0, bytes.length - 64), bytes.with(20, 0x21)]) {
      await Deno.writeFile(file, damage);
      assert.deepEqual(await find(), sound);
    }
    await Deno.remove(file);
    assert.deepEqual(await find(), sound);
  }));

Deno.test("vectorsStore().purge() leaves nothing of a deleted vector or title in the files", () =>
  inFolder(async (folder) => {
    const secret = anyVector(7, 64);
    const many = Array.from({ length: 50 }, (_, i) => vectored(`m${i}`, anyVector(100 + i, 64)));
    await storeWith(folder, talk("keep", many), talk("c", [vectored("m", secret)], { title: "Zanzibarbarian" }));
    const holds = async (what: Uint8Array): Promise<boolean> => {
      const needle = String.fromCharCode(...what);
      for (const name of ["vectors.db", "codes/00000.codes"]) {
        const bytes = await Deno.readFile(`${folder}/${name}`);
        if (new TextDecoder("latin1").decode(bytes).includes(new TextDecoder("latin1").decode(what))) return true;
      }
      return needle.length === 0;
    };
    const front = new Uint8Array(secret.buffer, 0, 32);
    const word = new TextEncoder().encode("zanzibarbarian");
    assert.equal(await holds(front), true);
    assert.equal(await holds(word), true);
    const open = await openStore(folder);
    const deletes = ["message:m", "conversation"].map((key) => ({ scope: "c", key }));
    await open.write([{ unit: "c", puts: [], deletes }]);
    await open.finish?.();
    await open.purge?.();
    await open.close();
    assert.equal(await holds(front), false);
    assert.equal(await holds(word), false);
  }));

Deno.test("vectorsStore().check() sees a vector that was changed behind its back", () =>
  inFolder(async (folder) => {
    await storeWith(folder, talk("c", [vectored("a", [1, 0]), vectored("b", [0, 1])]));
    const database = new DatabaseSync(`${folder}/vectors.db`);
    database.prepare("UPDATE vector_data SET vector = ? WHERE number = 0").run(new Uint8Array(8));
    database.close();
    const open = await openStore(folder);
    const marks = new Map<string, string | undefined>();
    for await (const { key, fingerprint } of open.check!()) marks.set(key, fingerprint);
    await open.close();
    assert.equal(marks.get("message:a"), "damaged");
    assert.notEqual(marks.get("message:b"), "damaged");
  }));

Deno.test("vectorsStore() opens nothing that is not its own", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "mine");
    await Deno.mkdir(`${folder}/text`);
    await Deno.writeTextFile(`${folder}/text/vectors.db`, "not a database, but longer than a hundred bytes ".repeat(4));
    const open = (path: string) => vectorsStore({ path }).open(pluginContext(), { create: true });
    await assert.rejects(open(`${folder}/file`), /Cannot open ".*file": it is a file, a folder was expected/);
    await assert.rejects(open(`${folder}/text`), /it is not an SQLite database/);
    assert.equal(await vectorsStore({ path: `${folder}/none` }).open(pluginContext(), { create: false }), undefined);
    await assert.rejects(searching(`${folder}/none`, () => Promise.resolve()), /no file is there/);
  }));
