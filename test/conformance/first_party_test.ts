/** The plugins of this tree keep the contracts they are written against. */
import { DatabaseSync } from "node:sqlite";
import { concurrency, retry } from "../../core/policy.ts";
import { dedupe, filter, groupBy, limit, sample } from "../../core/transforms.ts";
import {
  type PluginModule,
  sampleConversations,
  sampleRows,
  testSink,
  testSource,
  testStore,
  testTransform,
} from "../../conformance/mod.ts";
import { chatgptSource } from "../../plugins/chatgpt/mod.ts";
import { archiveStore } from "../../plugins/archive/mod.ts";
import { jsonlSink, jsonlSource } from "../../plugins/jsonl/mod.ts";
import { markdownStore } from "../../plugins/markdown/mod.ts";
import { memorySink, memorySource, memoryStore, type MemoryUnit } from "../../plugins/memory/mod.ts";
import { sqliteSource, sqliteStore } from "../../plugins/sqlite/mod.ts";
import { vectorsStore } from "../../plugins/vectors/mod.ts";
import { telegramSource } from "../../plugins/telegram/mod.ts";
import { changeDatabase, writeDatabase } from "./inputs/database.ts";
import { exportFolder, exportZip } from "./inputs/exports.ts";
import { telegramExport } from "./inputs/telegram.ts";

interface Row {
  id: string;
  text: string;
}

const ROWS: Row[] = Array.from({ length: 250 }, (_, i) => ({ id: `row ${i}`, text: `text ${i}` }));

function module(plugin: string, factory: string, options: PluginModule["options"]): PluginModule {
  return { specifier: new URL(`../../plugins/${plugin}/mod.ts`, import.meta.url).href, factory, options };
}

// Memory

function memoryUnits(records: Row[] = ROWS): MemoryUnit<Row>[] {
  return records.map((value) => ({ key: value.id, value: { ...value } }));
}

for (const mode of ["whole", "incremental"] as const) {
  const inputs = new Map<string, MemoryUnit<Row>[]>();
  testSource(`memorySource({ mode: "${mode}" })`, {
    make: (folder) =>
      memorySource<Row>({
        units: () => inputs.get(folder) ?? memoryUnits(),
        mode,
        claims: [{ asOf: 1 }],
        batchSize: 60,
      }),
    records: ROWS,
    empty: (folder) => void inputs.set(folder, []),
    changed: (folder) => void inputs.set(folder, memoryUnits(ROWS.with(3, { id: "row 3", text: "edited" }))),
    bad: (folder) =>
      void inputs.set(
        folder,
        memoryUnits().with(3, {
          key: "bad",
          records: () => {
            throw new SyntaxError(`Cannot parse "bad": it is broken, expected a row`);
          },
        }),
      ),
  });
}

testSink("memorySink()", { make: () => memorySink(), inMemory: true });

testStore("memoryStore()", {
  make: () => memoryStore<unknown>(),
  inMemory: true,
  plantForeign: (_, store) => {
    const foreign = store as ReturnType<typeof memoryStore>;
    foreign.put("plain", "stranger's", "value");
    return Promise.resolve(() => foreign.get("plain", "stranger's") === "value");
  },
  tamper: (_, store) => {
    const [entries] = (store as ReturnType<typeof memoryStore>).state.values();
    for (const entry of entries.values()) entry.value = "tampered";
  },
});

testStore("retry(memoryStore())", { make: () => retry(memoryStore<unknown>(), { attempts: 2 }), inMemory: true });

// JSONL

const LINES = ROWS.map((row) => JSON.stringify(row));

for (const key of [undefined, "id"]) {
  const write = (lines: string[]) => (folder: string) => Deno.writeTextFile(`${folder}/in.jsonl`, lines.join("\n"));
  testSource(`jsonlSource({ key: ${key} })`, {
    make: (folder) => jsonlSource({ path: `${folder}/in.jsonl`, key }),
    input: write(LINES),
    records: ROWS,
    empty: write([]),
    changed: write(LINES.with(3, `{"id":"row 3","text":"edited"}`)),
    bad: write(LINES.with(3, `{"id":"row 3","text":`)),
    module: module("jsonl", "jsonlSource", (folder) => ({ path: `${folder}/in.jsonl`, key })),
  });
}

testSink("jsonlSink()", {
  make: (folder) => jsonlSink({ path: `${folder}/below/out.jsonl` }),
  module: module("jsonl", "jsonlSink", (folder) => ({ path: `${folder}/below/out.jsonl` })),
});

testSink(`jsonlSink({ records: "message" })`, {
  make: (folder) => jsonlSink({ path: `${folder}/out.jsonl`, records: "message" }),
  // A conversation without messages has no line, so the first has to have some.
  records: sampleConversations().filter(({ messages }) => messages.length > 0),
});

// SQLite

testStore("sqliteStore()", {
  make: (folder) => sqliteStore({ path: `${folder}/store.db` }),
  tamper: changeDatabase,
  module: module("sqlite", "sqliteStore", (folder) => ({ path: `${folder}/store.db` })),
});

testSource("sqliteSource()", {
  make: (folder) => sqliteSource({ path: `${folder}/store.db` }),
  input: (folder) => writeDatabase(folder, "first"),
  empty: (folder) => writeDatabase(folder, "empty"),
  changed: (folder) => writeDatabase(folder, "edited"),
  module: module("sqlite", "sqliteSource", (folder) => ({ path: `${folder}/store.db` })),
});

// Archive

testStore("archiveStore()", {
  make: (folder) => archiveStore({ path: `${folder}/archive` }),
  many: 100,
  tamper: async (folder) => {
    for await (const { name } of Deno.readDir(`${folder}/archive`)) {
      if (/_[0-9a-f]{10}$/.test(name)) {
        return await Deno.writeTextFile(`${folder}/archive/${name}/conversation.html`, "edited by its owner");
      }
    }
  },
  plantForeign: async (folder) => {
    const path = `${folder}/archive/My own notes`;
    await Deno.mkdir(path);
    await Deno.writeTextFile(`${path}/note.txt`, "mine");
    return async () => await Deno.readTextFile(`${path}/note.txt`) === "mine";
  },
  module: module("archive", "archiveStore", (folder) => ({ path: `${folder}/archive` })),
});

// Markdown

testStore("markdownStore()", {
  make: (folder) => markdownStore({ path: `${folder}/vault` }),
  many: 300,
  tamper: async (folder) => {
    for await (const { name } of Deno.readDir(`${folder}/vault`)) {
      if (name.endsWith(".md")) return await Deno.writeTextFile(`${folder}/vault/${name}`, "edited by its owner");
    }
  },
  plantForeign: async (folder) => {
    const path = `${folder}/vault/My own note.md`;
    await Deno.writeTextFile(path, "mine");
    return async () => await Deno.readTextFile(path) === "mine";
  },
  unwritable: async (folder) => {
    const record = { ...sampleConversations()[0], id: "unwritable", title: "Taken" };
    const [{ value }] = markdownStore({ path: `${folder}/vault` }).entries(record);
    await Deno.writeTextFile(`${folder}/vault/${value.name}`, "somebody else's");
    return record;
  },
  module: module("markdown", "markdownStore", (folder) => ({ path: `${folder}/vault` })),
});

// ChatGPT

testSource("chatgptSource() of a zip", {
  make: (folder) => chatgptSource({ path: `${folder}/export.zip` }),
  ...exportZip,
  module: module("chatgpt", "chatgptSource", (folder) => ({ path: `${folder}/export.zip` })),
});

testSource("chatgptSource() of a folder", {
  make: (folder) => chatgptSource({ path: `${folder}/export` }),
  ...exportFolder,
  module: module("chatgpt", "chatgptSource", (folder) => ({ path: `${folder}/export` })),
});

// Telegram

testSource("telegramSource()", {
  make: (folder) => telegramSource({ path: `${folder}/export` }),
  ...telegramExport,
  module: module("telegram", "telegramSource", (folder) => ({ path: `${folder}/export` })),
});

// Transforms

const rows = [...sampleRows(), ...sampleRows().slice(0, 3)];

testTransform("filter()", {
  make: () => filter((row: (typeof rows)[number]) => Number(row.number) > 2),
  records: rows,
});
testTransform("limit()", { make: () => limit(2), records: rows, expected: rows.slice(0, 2) });
testTransform("dedupe()", { make: () => dedupe(), records: rows, expected: sampleRows() });
testTransform("sample()", { make: () => sample(0.5), records: rows });
testTransform("groupBy()", {
  make: () => groupBy((row: (typeof rows)[number]) => String(row.yes), (group, key) => ({ key, count: group.length })),
  records: rows,
});
testTransform("concurrency()", {
  make: () =>
    concurrency(2, function pickId(row: { id: unknown }) {
      return Promise.resolve({ id: row.id });
    }),
  records: rows,
});

// Vectors

testStore("vectorsStore()", {
  make: (folder) => vectorsStore({ path: `${folder}/vectors` }),
  // A message's text is in its vector, and in no entry.
  change: (record) => ({ ...record, title: `${record.title ?? ""} and more` }),
  tamper: (folder) => {
    const database = new DatabaseSync(`${folder}/vectors/vectors.db`);
    database.exec("UPDATE message_data SET role = 'tool' WHERE number = (SELECT max(number) FROM message_data)");
    database.close();
  },
  module: module("vectors", "vectorsStore", (folder) => ({ path: `${folder}/vectors` })),
});
