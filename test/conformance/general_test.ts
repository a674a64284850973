/** CSV and the transforms for config files keep the contracts they are written against. */
import {
  type PluginModule,
  sampleConversations,
  sampleRows,
  testSink,
  testSource,
  testTransform,
} from "../../conformance/mod.ts";
import { flatMap, map, pick, rename } from "../../core/record_transforms.ts";
import { csvSink, csvSource } from "../../plugins/csv/mod.ts";
import {
  dedupeTransform,
  filterTransform,
  flatMapTransform,
  limitTransform,
  mapTransform,
  pickTransform,
  renameTransform,
  sampleTransform,
} from "../../plugins/transforms/mod.ts";

const ROWS = Array.from({ length: 30_000 }, (_, i) => ({ id: `row ${i}`, text: `text "${i}",\n` }));
const LINES = ["id,text", ...ROWS.map(({ id, text }) => `${id},"${text.replaceAll('"', '""')}"`)];

function module(factory: string, options: PluginModule["options"]): PluginModule {
  return { specifier: new URL("../../plugins/csv/mod.ts", import.meta.url).href, factory, options };
}

for (const key of [undefined, "id"]) {
  const write = (lines: string[]) => (folder: string) => Deno.writeTextFile(`${folder}/in.csv`, lines.join("\n"));
  testSource(`csvSource({ key: ${key} })`, {
    make: (folder) => csvSource({ path: `${folder}/in.csv`, key }),
    input: write(LINES),
    records: ROWS,
    empty: write([]),
    changed: write(LINES.with(3, "row 2,edited")),
    bad: write(LINES.with(3, "row 2")),
    cut: write([...LINES.slice(0, -1), 'row 29999,"text']),
    module: module("csvSource", (folder) => ({ path: `${folder}/in.csv`, key })),
  });
}

testSink("csvSink()", {
  make: (folder) => csvSink({ path: `${folder}/below/out.csv` }),
  module: module("csvSink", (folder) => ({ path: `${folder}/below/out.csv` })),
});

testSink("csvSink({ columns })", {
  make: (folder) => csvSink({ path: `${folder}/out.csv`, columns: ["id", "text"] }),
  module: module("csvSink", (folder) => ({ path: `${folder}/out.csv`, columns: ["id", "text"] })),
});

testSink(`csvSink({ records: "message" })`, {
  make: (folder) => csvSink({ path: `${folder}/out.csv`, records: "message" }),
  // A conversation without messages has no row, so the first has to have some.
  records: sampleConversations().filter(({ messages }) => messages.length > 0),
});

const rows = [...sampleRows(), ...sampleRows().slice(0, 3)];
const talks = sampleConversations();

testTransform("filterTransform()", {
  make: () => filterTransform({ where: "number > 2 and exists(id)" }),
  records: rows,
});
testTransform("filterTransform() of conversations", {
  make: () => filterTransform({ where: 'any(messages, text(it) contains "a")', reason: "no a" }),
  records: talks,
});
testTransform("mapTransform()", {
  make: () => mapTransform({ fields: { id: "id", said: "text(it)" }, keep: true }),
  records: talks,
});
testTransform("flatMapTransform()", {
  make: () => flatMapTransform({ field: "messages", with: { conversationId: "id" } }),
  records: talks,
});
testTransform("pickTransform()", { make: () => pickTransform({ fields: ["id"] }), records: rows });
testTransform("renameTransform()", { make: () => renameTransform({ fields: { id: "key" } }), records: rows });
testTransform("dedupeTransform()", { make: () => dedupeTransform({}), records: rows, expected: sampleRows() });
testTransform("dedupeTransform({ by })", { make: () => dedupeTransform({ by: "id" }), records: rows });
testTransform("limitTransform()", {
  make: () => limitTransform({ count: 2 }),
  records: rows,
  expected: rows.slice(0, 2),
});
testTransform("sampleTransform()", { make: () => sampleTransform({ share: 0.5 }), records: rows });

type Row = (typeof rows)[number];
testTransform("map()", {
  make: () => map((row: Row) => [row.id]),
  records: rows,
  expected: rows.map(({ id }) => [id]),
});
testTransform("flatMap()", { make: () => flatMap((row: Row) => [row, { ...row }]), records: rows });
testTransform("pick()", { make: () => pick<Row, "id">("id"), records: rows });
testTransform("rename()", { make: () => rename<Row, { id: "key" }>({ id: "key" }), records: rows });
