/**
 * One pipeline in each form in which threadloom takes it: a ChatGPT export, filtered, into a database, lines and a
 * table.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { writeSampleExport } from "../../examples/sample_export/mod.ts";
import { dumpStore } from "../crash/databases.ts";

/** What is kept of the export. */
const WHERE = "length(messages) > 3";

/** The pipeline as a script that imports threadloom from here. */
export function asScript(root: string): string {
  return `import { from, run } from "${root}mod.ts";
import { chatgptSource } from "${root}plugins/chatgpt/mod.ts";
import { csvSink } from "${root}plugins/csv/mod.ts";
import { jsonlSink } from "${root}plugins/jsonl/mod.ts";
import { sqliteStore } from "${root}plugins/sqlite/mod.ts";
import { filterTransform } from "${root}plugins/transforms/mod.ts";

await run(
  from(chatgptSource({ path: "export.zip" }))
    .through(filterTransform({ where: "${WHERE}" }))
    .to(sqliteStore({ path: "out/chats.db" }), jsonlSink({ path: "out/chats.jsonl" }), csvSink({ path: "out/chats.csv" })),
);
`;
}

/** As a typed config. */
export function asConfig(root: string): string {
  return `import { defineConfig } from "${root}mod.ts";

export default defineConfig({
  pipelines: {
    chats: {
      source: { use: "chatgpt", path: "export.zip" },
      through: [{ use: "filter", where: "${WHERE}" }],
      to: [
        { use: "sqlite", path: "out/chats.db" },
        { use: "jsonl", path: "out/chats.jsonl" },
        { use: "csv", path: "out/chats.csv" },
      ],
    },
  },
});
`;
}

/** As YAML. */
export const AS_YAML = `pipelines:
  chats:
    source: { use: chatgpt, path: export.zip }
    through:
      - { use: filter, where: ${WHERE} }
    to:
      - { use: sqlite, path: out/chats.db }
      - { use: jsonl, path: out/chats.jsonl }
      - { use: csv, path: out/chats.csv }
`;

/** A folder with the export and these files. */
export async function prepare(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  await writeSampleExport(join(folder, "export.zip"), { edition: 1 });
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(join(folder, name), text);
  return folder;
}

/** What a run left: files by their text, the database by all that is in it. */
export async function written(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const out = join(folder, "out");
  const names = [...Deno.readDirSync(out)].map(({ name }) => name).filter((name) => !/-(wal|shm)$/.test(name)).sort();
  assert.deepEqual(names, ["chats.csv", "chats.db", "chats.jsonl"]);
  return {
    "chats.csv": await Deno.readTextFile(join(out, "chats.csv")),
    "chats.db": dumpStore(join(out, "chats.db"), false),
    "chats.jsonl": await Deno.readTextFile(join(out, "chats.jsonl")),
  };
}

/** Insists that two runs left the same, without showing a database where they did not. */
export function same(
  form: string,
  found: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
): void {
  for (const [name, content] of Object.entries(expected)) {
    assert.ok(JSON.stringify(found[name]) === JSON.stringify(content), `${name} of ${form} is another one`);
  }
}
