/** The contract of search kept by Weaviate: the same conversations, asked the same, beside the embedded stores. */
import assert from "node:assert/strict";
import type { Conversation } from "../../core/conversation.ts";
import type { FoundMessage, Searchable, SearchRequest } from "../../core/search.ts";
import { from, run } from "../../mod.ts";
import { embed } from "../../plugins/embed/mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySource } from "../../plugins/memory/mod.ts";
import { temporaryCollection, weaviateStore } from "../../plugins/weaviate/mod.ts";
import { prepareAsk, search } from "../../search/mod.ts";
import { weaviateSearch } from "../../search/weaviate.ts";
import { serviceTest } from "../support/services.ts";
import { day, message, searching, talk, TALKS } from "./support.ts";

const ALL: Conversation[] = [
  ...TALKS,
  talk("crowd", Array.from({ length: 300 }, (_, i) => message(`x${i}`, `night train number ${i}`)), { title: "Crowd" }),
  talk("words", [
    message("w1", "Das Straßencafé in Zürich, naïve but good", { createdAt: day("2023-05-01") }),
    message("w2", "東京都から京都まで電車で行きました", { createdAt: day("2023-05-02") }),
    message("w3", 'to be or not to be, "that" is it \\ {x}', { createdAt: day("2023-05-03") }),
    message("w4", "Hamlet says: be it so, that is", { createdAt: day("2023-05-04") }),
  ], {
    title: "Räume und 文字",
    branches: [message("w5", "another café instead", { role: "assistant", model: "GPT-4o", parentId: "w1" })],
  }),
];

const HASHED = { engine: "hashed", hidden: true } as const;

/** Both implementations over the same conversations. */
async function both(
  { url, grpcPort }: { url: string; grpcPort?: unknown },
  use: (weaviate: Searchable, embedded: Searchable) => Promise<void>,
): Promise<void> {
  for (const protocol of [{}, { grpcPort: Number(grpcPort) }]) await withProtocol(url, protocol, use);
}

async function withProtocol(
  url: string,
  protocol: { grpcPort?: number },
  use: (weaviate: Searchable, embedded: Searchable) => Promise<void>,
): Promise<void> {
  await using made = temporaryCollection({ url });
  const { collection } = made;
  const units = ALL.map((value) => ({ key: value.id, value }));
  const store = weaviateStore({ url, ...protocol, collection });
  const report = await run(from(memorySource({ units })).through(embed(HASHED)).to(store), {
    name: "in",
    ledger: memory(),
  });
  assert.equal(report.status, "ok");
  const weaviate = weaviateSearch({ url, ...protocol, collection, embed: embed(HASHED) });
  await searching(ALL, (embedded) => use(weaviate, embedded));
  await weaviate.close();
}

const idsOf = (found: FoundMessage[]): string[] => found.map(({ messageId }) => messageId);

serviceTest(
  "weaviateSearch() finds what the embedded stores find",
  "weaviate",
  (server) =>
    both(server, async (weaviate, embedded) => {
      const same = async (query: string, request: SearchRequest = {}) => {
        const options = { limit: 400, ...request };
        const [one, other] = [await search(weaviate, query, options), await search(embedded, query, options)];
        assert.deepEqual(idsOf(one).sort(), idsOf(other).sort(), `${query} ${JSON.stringify(request)}`);
        return one;
      };
      const found = async (query: string, ids: string[], request: SearchRequest = {}) =>
        assert.deepEqual(idsOf(await same(query, request)).sort(), ids, query);
      // Words: all of them, phrases, beginnings, alternatives, words that must not be there, common words.
      await found("sleeper train", ["r2", "r3"]);
      await found('"night train" -number', ["r2"]);
      await found('"train night"', []);
      await found('train -"night train"', ["d1", "r3"]);
      await found("ferment*", ["b2"]);
      await found("under-ferm*", ["b2"]);
      await found("sourdough OR bottleneck", ["b1", "d2"]);
      await found('"to be or not"', ["w3"]);
      await found("that is", ["w3", "w4"]);
      assert.deepEqual(idsOf(await search(weaviate, "strassencafe zurich")), ["w1"]);
      await found("Zürich", ["w1"]);
      await found("zurich NAIVE", ["w1"]);
      await found("cafe", ["w5"]);
      await found("京都", ["w2"]);
      await found("zzzz", []);
      await found('\\ " {', []);
      // A title has the words.
      await found("flat loaf", ["b1"]);
      await found("raume", ["w1"]);
      // Filters, alone and beside words.
      await found("role:assistant model:gpt-4*", ["r2", "r4", "w5"]);
      await found("model:GPT-4O role:assistant", ["r2", "r4", "w5"]);
      await found("-model:gpt* -role:user title:loaf", ["b2"]);
      await found("title:italy -title:flat after:2024-03 before:2024-03-02", ["r1", "r2", "r3", "r4"]);
      await found('title:"journey to"', ["r1", "r2", "r3", "r4"]);
      await found('title:"to journey"', []);
      await found("hidden:only", ["b3"]);
      await found("sourdough hidden:yes", ["b1", "b3"]);
      await found("model:none", []);
      await found("after:9999 train", []);
      await found("before:0001 train", []);
      await found("after:0001 before:9999 role:assistant -title:raume", ["b2", "d2", "r2", "r4"]);
      await found("before:2024-03-02 after:2024-03-01 train role:user", ["r3"]);
      assert.equal((await same("night train")).length, 301);
      // By vectors and by both, filters hold inside the query.
      for (const mode of ["semantic", "hybrid"] as const) {
        for (const query of ["night train title:italy", "bread after:2025-01 before:2025-02", "bread hidden:only"]) {
          await same(query, { mode });
        }
        const without = idsOf(await search(weaviate, "night train -number", { mode, limit: 5 }));
        assert.ok(without.length === 5 && without[0] === "r2" && without.every((id) => !id.startsWith("x")), mode);
        assert.deepEqual(without, idsOf(await search(embedded, "night train -number", { mode, limit: 5 })), mode);
        const [first] = await search(weaviate, "fermenting dough", { mode, limit: 1 });
        assert.equal(first.messageId, "b2", mode);
      }
      await assert.rejects(search(weaviate, "speaker:me"), /no filter "speaker"/);
    }),
);

serviceTest(
  "weaviateSearch() shows, groups, pages and looks around as the contract says",
  "weaviate",
  (server) =>
    both(server, async (weaviate, embedded) => {
      for (const mode of ["text", "semantic", "hybrid"] as const) {
        const request = { mode, limit: 1, marks: ["<", ">"] } as const;
        const [{ score, similarity, ...rest }] = await weaviate.search("night train Milan -number", request);
        const [{ score: _, similarity: other, ...expected }] = await embedded.search(
          "night train Milan -number",
          request,
        );
        assert.deepEqual(rest, expected, mode);
        assert.equal(rest.snippet, "Take the <night> <train> over <Milan>; book the sleeper early.");
        assert.ok(score > 0);
        assert.ok(Math.abs((similarity ?? 0) - (other ?? 0)) < 1e-3, `${similarity} ${other}`);

        const grouped = await weaviate.search("sleeper train", { mode, groupBy: "conversation", limit: 2 });
        assert.ok(grouped.some(({ conversationId, more }) => conversationId === "rome" && more! > 0), mode);
        assert.equal(new Set(grouped.map(({ conversationId }) => conversationId)).size, grouped.length);

        const all = idsOf(await weaviate.search("train", { mode, limit: 6 }));
        assert.deepEqual(idsOf(await weaviate.search("train", { mode, limit: 3, offset: 3 })), all.slice(3), mode);

        const like = { conversationId: "rome", messageId: "r2" };
        const alike = idsOf(await weaviate.search("title:italy", { mode, like }));
        assert.ok(alike[0] === "r3" && !alike.includes("r2"), `${mode}: ${alike}`);
      }
      await assert.rejects(
        weaviate.search("", { like: { conversationId: "rome", messageId: "nope" } }),
        /Cannot find what is like "nope": conversation "rome" has no such message/,
      );
      const around = async (conversationId: string, messageId: string) =>
        (await weaviate.around({ conversationId, messageId }, 1, 1)).map((one) => one.messageId);
      assert.deepEqual(await around("rome", "r2"), ["r1", "r2", "r3"]);
      assert.deepEqual(await around("bread", "b2"), ["b1", "b2"]);
      assert.deepEqual(await around("words", "w5"), ["w1", "w5"], "a branch stands behind what it answers");
      assert.deepEqual(await around("bread", "none"), []);
      const { excerpts } = await prepareAsk(weaviate, "Was the sourdough bread flat?");
      assert.equal(excerpts[0].conversationId, "bread");
      assert.equal(weaviate.similarityFloor, embedded.similarityFloor);
    }),
);

serviceTest(
  "weaviateSearch() says what is missing, and compares no vectors of two models",
  "weaviate",
  ({ url, grpcPort }) =>
    both({ url, grpcPort }, async (_, embedded) => {
      await using made = temporaryCollection({ url });
      const none = weaviateSearch({ url, collection: made.collection });
      assert.deepEqual(none.modes, ["text"]);
      await assert.rejects(
        none.search("train"),
        /Cannot search collection "Temporary_\w+": no store is there, expected/,
      );
      await assert.rejects(none.search("train", { mode: "hybrid" }), /nothing was given that makes the query's vector/);
      await none.close();
      const source = memorySource({ units: [{ key: "rome", value: TALKS[0] }] });
      const store = weaviateStore({ url, collection: made.collection });
      await run(from(source).through(embed({ engine: "hashed", dimensions: 64 })).to(store), {
        name: "in",
        ledger: memory(),
      });
      const other = weaviateSearch({ url, collection: made.collection, embed: embed({ engine: "hashed" }) });
      await assert.rejects(other.search("train", { mode: "semantic" }), /\(64 dimensions\), the query's of "hashed/);
      assert.deepEqual(
        idsOf(await other.search("sleeper")).sort(),
        idsOf(await embedded.search("sleeper")).sort(),
        "words need no model",
      );
    }),
);
