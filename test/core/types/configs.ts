/** Compiled by `types_test.ts`, never run. Each wrong line says what is expected of the type checker at that line. */
import { type Conversation, defineConfig, env, filter, from, limit, through } from "../../../mod.ts";
import { chatgptSource } from "../../../plugins/chatgpt/mod.ts";
import { jsonlSink } from "../../../plugins/jsonl/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memoryStore } from "../../../plugins/memory/mod.ts";
import { sqliteStore } from "../../../plugins/sqlite/mod.ts";

const exported = { use: "chatgpt", path: "export.zip" } as const;
const lines = { use: "jsonl", path: "out.jsonl" } as const;
const rows = { use: "csv", path: "in.csv" } as const;
const store = { use: "sqlite" } as const;
const count = (chat: Conversation): number => chat.messages.length;
const branch = through(count).to(jsonlSink({ path: "counts.jsonl" }));

// What fits.
defineConfig({
  $schema: "./threadloom.schema.json",
  pipelines: {
    named: {
      summary: "By name.",
      source: { use: "chatgpt", path: ["a.zip", env("EXPORT")] },
      to: [store, { use: "jsonl", path: env("OUT"), records: "message" }, {
        use: "markdown",
        path: "v",
        hidden: env("H"),
      }],
      ledger: { use: "json", path: "ledger.json" },
      maxDelete: "30%",
      maxDeadLetters: 3,
      onDead: "stop",
      mirror: true,
    },
    made: {
      source: chatgptSource({ path: "x" }),
      through: [
        filter((chat: Conversation) => chat.title !== ""),
        limit<Conversation>(3),
        (chat: Conversation) => chat,
      ],
      to: [sqliteStore({}), branch],
      ledger: memory(),
    },
    fed: {
      source: { pipeline: "named", sink: "sqlite" },
      to: [{ when: 'title != ""', through: [count], to: lines }, store],
    },
    finished: from([1]).to(memoryStore<number>()),
    foreign: {
      source: { use: "./mine.ts", any: 1 },
      through: [{ use: "npm:some@1.0.0#verb" }],
      to: [{ use: "https://a/b.ts" }],
    },
    // What is read from JSONL is not known before it is there.
    unknown: { source: { use: "jsonl", path: "in.jsonl", key: "id" }, to: store },
    counted: { source: exported, through: [count], to: lines },
  },
});

// Wrong options and keys.
// @ts-expect-error -- an option there is not
defineConfig({ pipelines: { a: { source: { use: "chatgpt", path: "x", pth: "x" }, to: store } } });
// @ts-expect-error -- an option that is missing
defineConfig({ pipelines: { a: { source: { use: "chatgpt" }, to: store } } });
// @ts-expect-error -- an option of another type
defineConfig({ pipelines: { a: { source: { use: "chatgpt", path: 5 }, to: store } } });
// @ts-expect-error -- a list with a value of another type
defineConfig({ pipelines: { a: { source: { use: "chatgpt", path: ["a", 5] }, to: store } } });
// @ts-expect-error -- a choice there is not
defineConfig({ pipelines: { a: { source: exported, to: { use: "jsonl", path: "x", records: "mesage" } } } });
// @ts-expect-error -- an option of another sink
defineConfig({ pipelines: { a: { source: exported, to: [{ use: "sqlite", records: "message" }] } } });
// @ts-expect-error -- a wrong option inside a branch
defineConfig({ pipelines: { a: { source: exported, to: [{ when: "x", to: { use: "sqlite", pth: "x" } }] } } });
// @ts-expect-error -- a source there is not
defineConfig({ pipelines: { a: { source: { use: "chatgtp", path: "x" }, to: store } } });
// @ts-expect-error -- a store is no source
defineConfig({ pipelines: { a: { source: { use: "markdown", path: "x" }, to: store } } });
// @ts-expect-error -- a sink there is not
defineConfig({ pipelines: { a: { source: exported, to: [store, { use: "dynamo" }] } } });
// @ts-expect-error -- a ledger there is not
defineConfig({ pipelines: { a: { source: exported, to: store, ledger: { use: "jsn" } } } });
// @ts-expect-error -- a key of a pipeline there is not
defineConfig({ pipelines: { a: { source: exported, to: store, miror: true } } });
// @ts-expect-error -- a key of the config there is not
defineConfig({ pipelines: { a: { source: exported, to: store } }, mirror: true });
// @ts-expect-error -- a share that is none
defineConfig({ pipelines: { a: { source: exported, to: store, maxDelete: "much" } } });
// @ts-expect-error -- one of two words
defineConfig({ pipelines: { a: { source: exported, to: store, onDead: "pause" } } });
// @ts-expect-error -- no sink
defineConfig({ pipelines: { a: { source: exported } } });
// @ts-expect-error -- no source
defineConfig({ pipelines: { a: { to: store } } });
// @ts-expect-error -- the environment gives no objects
defineConfig({ pipelines: { a: { source: exported, to: env("SINK") } } });

// Wrong chains.
// @ts-expect-error -- a store by name that needs a conversation, and is given a number
defineConfig({ pipelines: { a: { source: exported, through: [count], to: [store] } } });
// @ts-expect-error -- the same, one sink instead of a list
defineConfig({ pipelines: { a: { source: exported, through: [count], to: { use: "markdown", path: "x" } } } });
// @ts-expect-error -- a made store that needs a conversation
defineConfig({ pipelines: { a: { source: chatgptSource({ path: "x" }), through: [count], to: [sqliteStore({})] } } });
// @ts-expect-error -- a function that needs what the one before it does not return
defineConfig({ pipelines: { a: { source: exported, through: [count, count], to: lines } } });
// @ts-expect-error -- a function that needs what the source does not hand over
defineConfig({ pipelines: { a: { source: exported, through: [(n: number) => n + 1], to: lines } } });
// @ts-expect-error -- a transform made by a function, likewise
defineConfig({ pipelines: { a: { source: exported, through: [limit<number>(3)], to: lines } } });
// @ts-expect-error -- inside a branch
defineConfig({ pipelines: { a: { source: exported, to: [{ through: [count], to: [store] }] } } });
// @ts-expect-error -- a branch that is given what it does not take
defineConfig({ pipelines: { a: { source: exported, through: [count], to: [branch] } } });
// @ts-expect-error -- a made sink as a source
defineConfig({ pipelines: { a: { source: sqliteStore({}), to: lines } } });
// @ts-expect-error -- a feed from a pipeline that there is not
defineConfig({ pipelines: { a: { source: { pipeline: "b" }, to: lines } } });
// @ts-expect-error -- a feed from itself
defineConfig({ pipelines: { a: { source: { pipeline: "a" }, to: lines } } });
// @ts-expect-error -- a function in `through` names the type of its record
defineConfig({ pipelines: { a: { source: exported, through: [(chat) => chat.title], to: lines } } });

// Transforms by name: some leave the record as it is, of others only a run knows what they leave.
defineConfig({
  pipelines: {
    a: {
      source: exported,
      through: [{ use: "filter", where: 'title != ""' }, { use: "limit", count: env("N") }],
      to: store,
    },
    b: {
      source: { use: "csv", path: "x.csv" },
      through: [{ use: "pick", fields: ["id"] }],
      to: [store, { use: "stdout" }],
    },
  },
});
// @ts-expect-error -- a transform there is not
defineConfig({ pipelines: { a: { source: exported, through: [{ use: "fliter", where: "x" }], to: lines } } });
// @ts-expect-error -- an option of a transform there is not
defineConfig({ pipelines: { a: { source: exported, through: [{ use: "filter", wher: "x" }], to: lines } } });
// @ts-expect-error -- rows of a table are no conversations
defineConfig({ pipelines: { a: { source: { use: "csv", path: "x.csv" }, to: store } } });
// @ts-expect-error -- nor are they behind a filter
defineConfig({ pipelines: { a: { source: rows, through: [{ use: "limit", count: 3 }], to: store } } });
