/** `docs/plugins/` and the libraries of `docs/dependencies.md` are what `deno task docs` makes of the code; READMEs say what the schemas say. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pluginFolders, writePages } from "../../scripts/docs.ts";
import { optionRows } from "../../scripts/docs/options.ts";
import { ROOT } from "./pages.ts";

const plugins = await pluginFolders();

Deno.test("the pages that are made are what `deno task docs` would write now", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const made = await writePages(folder);
    const there = [...Deno.readDirSync(join(ROOT, "docs/plugins"))].map(({ name }) => `plugins/${name}`).sort();
    assert.deepEqual(there, made.filter((path) => path.startsWith("plugins/")), "run `deno task docs`");
    for (const name of made) {
      const [committed, now] = await Promise.all([
        Deno.readTextFile(join(ROOT, "docs", name)),
        Deno.readTextFile(join(folder, name)),
      ]);
      assert.equal(committed, now, `docs/${name} is out of date: run \`deno task docs\``);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("every option of every plugin says what it is for", () => {
  const silent = plugins.flatMap(({ factories }) =>
    factories.flatMap(({ name, declaration }) =>
      optionRows(declaration).filter(({ summary }) => !summary).map((option) => `${name}.${option.name}`)
    )
  );
  assert.deepEqual(silent, []);
});

/** Rows of the tables headed `option … default` below the heading of a factory, by the option's name. */
function defaultsOf(readme: string): { factory?: string; option: string; standard: string }[] {
  const rows: { factory?: string; option: string; standard: string }[] = [];
  let factory: string | undefined;
  let column = -1;
  for (const line of readme.split("\n")) {
    if (line.startsWith("#")) factory = /^#+ (\w+)$/.exec(line)?.[1];
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    if (!line.startsWith("|")) column = -1;
    else if (cells[1] === "option") column = cells.indexOf("default");
    else if (column > 0 && /^`\w+`$/.test(cells[1])) {
      rows.push({ factory, option: cells[1].slice(1, -1), standard: cells[column].replaceAll(/^`+|`+$/g, "") });
    }
  }
  return rows;
}

Deno.test("the defaults in the READMEs are those of the schemas", () => {
  const wrong: string[] = [];
  let compared = 0;
  for (const { folder, readme, factories } of plugins) {
    for (const { factory, option, standard } of defaultsOf(readme)) {
      const those = factories.filter(({ name }) => !factories.some((one) => one.name === factory) || name === factory);
      const found = those.flatMap(({ declaration }) => optionRows(declaration)).filter(({ name }) => name === option);
      // One row on several plugins of a folder names no default where theirs differ.
      if (standard === "" && new Set(found.map((row) => row.default)).size > 1) continue;
      for (const row of found) {
        if (row.needed && standard !== "") wrong.push(`${folder}: ${option} is needed, and said to be "${standard}"`);
        if (row.default === undefined || (typeof row.default === "object")) continue;
        compared++;
        if (![String(row.default), JSON.stringify(row.default)].includes(standard)) {
          wrong.push(`${folder}: ${option} is ${JSON.stringify(row.default)}, and said to be "${standard}"`);
        }
      }
    }
  }
  assert.ok(compared > 20, `only ${compared} defaults were found`);
  assert.deepEqual(wrong, []);
});
