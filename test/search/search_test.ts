import assert from "node:assert/strict";
import type { SearchRequest } from "../../core/search.ts";
import { embed } from "../../plugins/embed/mod.ts";
import { openSearch, search } from "../../search/mod.ts";
import { day, message, openFolder, searching, talk, TALKS, write } from "./support.ts";
import { inFolder } from "../support/plugin_context.ts";

const both = (run: (mode: "semantic" | "hybrid") => Promise<void>) => run("semantic").then(() => run("hybrid"));

Deno.test("search() finds in all three modes, each in its way", () =>
  searching(TALKS, async (store) => {
    const ids = async (query: string, request: SearchRequest) =>
      (await search(store, query, request)).map(({ messageId }) => messageId);
    assert.deepEqual((await ids("sleeper train", { mode: "text" })).sort(), ["r2", "r3"]);
    // Another ending, and a typing error: words do not find them, pieces of words do.
    assert.deepEqual(await ids("fermenting", { mode: "text" }), []);
    assert.equal((await ids("fermenting", { mode: "semantic" }))[0], "b2");
    assert.equal((await ids("sourdouhg", { mode: "semantic" }))[0], "b1");
    assert.deepEqual((await ids("sleeper train", { mode: "hybrid", limit: 2 })).sort(), ["r2", "r3"]);
    // Not all of the words, and yet found.
    assert.equal((await ids("flat bread yesterday", { mode: "hybrid" }))[0], "b1");
    assert.deepEqual(store.modes, ["text", "semantic", "hybrid"]);
  }));

Deno.test("search() shows of a message what the command's JSON promises", () =>
  searching(TALKS, async (store) => {
    for (const mode of ["text", "semantic", "hybrid"] as const) {
      const [{ score, similarity, coverage, ...rest }] = await store.search("night train Milan", {
        mode,
        limit: 1,
        marks: ["<", ">"],
      });
      assert.deepEqual(rest, {
        conversationId: "rome",
        messageId: "r2",
        title: "Journey to Italy",
        role: "assistant",
        createdAt: day("2024-03-01T10:01"),
        snippet: "Take the <night> <train> over <Milan>; book the sleeper early.",
      });
      assert.ok(score > 0);
      assert.equal(coverage, 1);
      assert.equal(similarity !== undefined, mode !== "text");
    }
  }));

Deno.test("search() holds to its filters inside the query, in every mode", () =>
  searching(
    [
      ...TALKS,
      talk("crowd", Array.from({ length: 300 }, (_, i) => message(`x${i}`, `night train number ${i}`)), {
        title: "Crowd",
      }),
    ],
    (store) =>
      both(async (mode) => {
        const ids = async (query: string) => {
          const found = await store.search(query, { mode, limit: 5 });
          return found.map(({ messageId }) => messageId);
        };
        assert.deepEqual((await ids("night train role:assistant")).slice(0, 1), ["r2"]);
        assert.deepEqual((await ids("night train model:gpt-4*")).sort(), ["r2", "r4"]);
        assert.deepEqual((await ids("night train title:italy")).sort(), ["r1", "r2", "r3", "r4"]);
        assert.deepEqual((await ids("bread after:2025-01 before:2025-02")).sort(), ["b1", "b2"]);
        assert.deepEqual(await ids("bread hidden:only"), ["b3"]);
        assert.equal((await ids("bread hidden:yes title:loaf")).length, 3);
        // The nearest three hundred have the word that must not be there.
        const without = await ids("night train -number");
        assert.ok(without.length === 5 && without.every((id) => !id.startsWith("x")), without.join());
        assert.equal(without[0], "r2");
        assert.deepEqual(await ids("role:assistant after:2025-02"), ["d2"]);
        await assert.rejects(ids("speaker:me"), /no filter "speaker"/);
      }),
  ));

Deno.test("search() groups by conversation, and says how many more there are", () =>
  searching(
    [...TALKS, talk("crowd", Array.from({ length: 50 }, (_, i) => message(`x${i}`, `sourdough bread ${i}`)))],
    async (store) => {
      for (const mode of ["text", "semantic", "hybrid"] as const) {
        const found = await store.search("sourdough bread", { mode, groupBy: "conversation", limit: 2 });
        assert.deepEqual(found.map(({ conversationId }) => conversationId).sort(), ["bread", "crowd"], mode);
        assert.ok(found.every(({ more }) => more !== undefined));
        assert.ok((found.find(({ conversationId }) => conversationId === "crowd")?.more ?? 0) > 5);
      }
    },
  ));

Deno.test("search() finds more like a message, without itself and with filters", () =>
  searching(TALKS, async (store) => {
    const like = { conversationId: "rome", messageId: "r2" };
    for (const mode of ["text", "semantic", "hybrid"] as const) {
      const found = (await store.search("", { mode, like })).map(({ messageId }) => messageId);
      assert.equal(found[0], "r3", mode);
      assert.ok(!found.includes("r2"));
    }
    const filtered = await store.search("role:assistant", { like });
    assert.deepEqual(filtered.map(({ messageId }) => messageId).sort(), ["b2", "d2", "r4"]);
    await assert.rejects(
      store.search("", { like: { conversationId: "rome", messageId: "nope" } }),
      /Cannot find what is like "nope": conversation "rome" has no such message/,
    );
  }));

Deno.test("search() pages: an offset leaves out exactly what came before", () =>
  searching(TALKS, (store) =>
    both(async (mode) => {
      const all = await store.search("train", { mode, limit: 6 });
      const second = await store.search("train", { mode, limit: 3, offset: 3 });
      assert.deepEqual(second.map(({ messageId }) => messageId), all.slice(3).map(({ messageId }) => messageId));
    })));

Deno.test("search() compares no vectors of two models, and says what to do", () =>
  inFolder(async (folder) => {
    await write(folder, TALKS, { dimensions: 64 });
    const store = openFolder(folder, { dimensions: 128 });
    await assert.rejects(store.search("train", { mode: "semantic" }), (error: Error) => {
      assert.match(error.message, /its vectors are of "hashed.*" \(64 dimensions\), the query's of "hashed.*" \(128\)/);
      return true;
    });
    assert.equal((await store.search("train", { mode: "text" })).length > 0, true);
    await store.close();
  }));

Deno.test("search() without vectors says so where they are asked for", () =>
  inFolder(async (folder) => {
    await write(folder, TALKS);
    const words = openSearch({ database: `${folder}/threadloom.db` });
    assert.deepEqual(words.modes, ["text"]);
    await assert.rejects(words.search("train", { mode: "hybrid" }), /no store of vectors was given/);
    await words.close();
    assert.throws(
      () =>
        openSearch({
          database: `${folder}/threadloom.db`,
          vectors: `${folder}/none`,
          embed: embed({ engine: "hashed" }),
        }),
      /no file is there/,
    );
  }));

Deno.test("around() gives a message with its neighbours as they follow each other, without hidden ones", () =>
  searching(TALKS, async (store) => {
    const ids = async (conversationId: string, messageId: string) =>
      (await store.around({ conversationId, messageId }, 1, 1)).map((one) => one.messageId);
    assert.deepEqual(await ids("rome", "r2"), ["r1", "r2", "r3"]);
    assert.deepEqual(await ids("bread", "b2"), ["b1", "b2"]);
    assert.deepEqual(await ids("bread", "none"), []);
  }));
