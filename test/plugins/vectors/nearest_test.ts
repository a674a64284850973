import assert from "node:assert/strict";
import type { Message } from "../../../core/conversation.ts";
import { parseQuery } from "../../../core/search/query.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { anyVector, changesOf, openStore, searching, storeWith, talk, vectored } from "./support.ts";

const day = (text: string): number => Date.parse(`${text}Z`);

/** The ids of the ten nearest, found by comparing with every vector. */
function nearestOf(query: Float32Array, vectors: Map<string, Float32Array>, count = 10): string[] {
  const scores = [...vectors].map(([id, vector]) => {
    let [product, squares] = [0, 0];
    for (let i = 0; i < query.length; i++) {
      product += query[i] * vector[i];
      squares += vector[i] * vector[i];
    }
    return [id, product / Math.sqrt(squares)] as const;
  });
  return scores.sort((a, b) => b[1] - a[1]).slice(0, count).map(([id]) => id);
}

for (const dimensions of [1, 3, 64, 100, 384]) {
  Deno.test(`nearest() finds who is nearest in ${dimensions} dimensions`, () =>
    inFolder(async (folder) => {
      const vectors = new Map(Array.from({ length: 600 }, (_, i) => [`m${i}`, anyVector(i, dimensions)]));
      await storeWith(folder, talk("c", [...vectors].map(([id, vector]) => vectored(id, vector))));
      await searching(folder, async (store) => {
        for (let i = 0; i < 10; i++) {
          const query = anyVector(10_000 + i, dimensions);
          const near = await store.nearest(query, { limit: 10 });
          assert.equal(near.length, 10);
          assert.ok(near.every(({ score }, i) => i === 0 || score <= near[i - 1].score));
          // On a line there are two directions, and all in one of them are equally near.
          if (dimensions > 1) assert.deepEqual(near.map(({ messageId }) => messageId), nearestOf(query, vectors));
        }
      });
    }));
}

Deno.test("nearest() finds nearly all of who is nearest among many more than it compares, in several segments", () =>
  inFolder(async (folder) => {
    const dimensions = 48;
    const vectors = new Map<string, Float32Array>();
    const open = await openStore(folder);
    for (let c = 0; c < 50; c++) {
      const messages: Message[] = [];
      for (let i = 0; i < 500; i++) {
        const id = `${c}-${i}`;
        // Clusters: near to one of fifty directions.
        const middle = anyVector(c, dimensions);
        const vector = anyVector(1000 + c * 500 + i, dimensions).map((value, at) => value * 0.5 + middle[at]);
        vectors.set(id, vector);
        messages.push(vectored(id, vector));
      }
      await open.write(changesOf(talk(`c${c}`, messages)));
    }
    await open.finish?.();
    await open.close();
    await searching(folder, async (store) => {
      let found = 0;
      for (let q = 0; q < 20; q++) {
        const middle = anyVector(q, dimensions);
        const query = anyVector(90_000 + q, dimensions).map((value, at) => value * 0.5 + middle[at]);
        const near = new Set((await store.nearest(query, { limit: 10 })).map(({ messageId }) => messageId));
        found += nearestOf(query, vectors).filter((id) => near.has(id)).length;
      }
      assert.ok(found >= 190, `${found} of 200`);
    });
  }));

Deno.test("nearest() looks for a filter's messages inside the search: the limit is full where enough fit", () =>
  inFolder(async (folder) => {
    const near = (id: string, angle: number, more: Partial<Message>) =>
      vectored(id, [Math.cos(angle), Math.sin(angle)], more);
    // Those that do not fit are all nearer than those that do.
    const crowd = Array.from({ length: 500 }, (_, i) => near(`x${i}`, i / 10_000, { createdAt: day("2024-01-01") }));
    await storeWith(
      folder,
      talk("crowd", crowd, { title: "Crowd" }),
      talk("trip", [
        near("tool", 1, { role: "tool", createdAt: day("2024-05-05T10:00") }),
        near("gpt", 1.1, { role: "assistant", model: "GPT-4o", createdAt: day("2023-05-05") }),
        near("hidden", 1.2, { role: "system", hidden: "system message" }),
        near("odd", 1.3, { role: "critic" as Message["role"] }),
      ], { title: "Night train, Zürich 東京都", branches: [near("branch", 1.4, { parentId: "gpt" })] }),
    );
    await searching(folder, async (store) => {
      const ids = async (query: string, limit = 5) => {
        const found = await store.nearest(Float32Array.of(1, 0), { limit, filters: parseQuery(query, "UTC") });
        return found.map(({ messageId }) => messageId);
      };
      assert.deepEqual(await ids("role:tool"), ["tool"]);
      assert.deepEqual(await ids("role:tool role:assistant"), ["tool", "gpt"]);
      assert.deepEqual(await ids("-role:user"), ["tool", "gpt", "odd"]);
      assert.deepEqual(await ids("model:gpt-4*"), ["gpt"]);
      assert.deepEqual(await ids("title:train -model:gpt*"), ["tool", "odd", "branch"]);
      assert.deepEqual(await ids('title:"night train" title:zurich'), ["tool", "gpt", "odd", "branch"]);
      assert.deepEqual(await ids("title:東京"), ["tool", "gpt", "odd", "branch"]);
      assert.deepEqual(await ids("-title:crowd"), ["tool", "gpt", "odd", "branch"]);
      assert.deepEqual(await ids("after:2024-05"), ["tool"]);
      assert.deepEqual(await ids("before:2024"), ["gpt"]);
      assert.deepEqual(await ids("hidden:only"), ["hidden"]);
      assert.deepEqual(await ids("title:train hidden:yes"), ["tool", "gpt", "hidden", "odd", "branch"]);
      assert.deepEqual(await ids("role:system"), []);
      assert.deepEqual(await ids("", 2), ["x0", "x1"]);
    });
  }));

Deno.test("nearest() gives a message of several chunks once, with its best", () =>
  inFolder(async (folder) => {
    const long = vectored("long", []);
    const chunks = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    const value = { vector: Float32Array.of(0.7, 0.7), model: "test", chunks };
    await storeWith(
      folder,
      talk("c", [{ ...long, derived: { embedding: { of: "x", value } } }, vectored("m", [1, 1])]),
    );
    const near = await searching(folder, (store) => store.nearest(Float32Array.of(0, 2)));
    assert.deepEqual(near.map(({ messageId, score }) => [messageId, Math.round(score * 100)]), [["long", 100], [
      "m",
      71,
    ]]);
  }));

Deno.test("nearest() sees what was written since the store was opened", () =>
  inFolder(async (folder) => {
    await storeWith(folder, talk("c", [vectored("a", [1, 0])]));
    await searching(folder, async (store) => {
      const ids = async () => (await store.nearest(Float32Array.of(1, 0))).map(({ messageId }) => messageId);
      assert.deepEqual(await ids(), ["a"]);
      await storeWith(folder, talk("d", [vectored("b", [1, 0.1])]));
      assert.deepEqual(await ids(), ["a", "b"]);
      assert.deepEqual(store.vectorOf("d", "b"), Float32Array.of(1, 0.1));
      assert.equal(store.vectorOf("d", "a"), undefined);
    });
  }));

Deno.test("nearest() says what is wrong with a query, and finds nothing for one without a direction", () =>
  inFolder(async (folder) => {
    await storeWith(folder, talk("c", [vectored("a", [1, 0]), vectored("zero", [0, 0])]));
    await searching(folder, async (store) => {
      await assert.rejects(store.nearest(Float32Array.of(1)), /has 1 dimensions, those of "test" have 2/);
      await assert.rejects(store.nearest(Float32Array.of(1, 0), { limit: 0 }), RangeError);
      assert.deepEqual(await store.nearest(Float32Array.of(0, 0)), []);
      assert.deepEqual((await store.nearest(Float32Array.of(0, 1))).map(({ messageId }) => messageId), ["a"]);
    });
  }));
