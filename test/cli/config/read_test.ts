import assert from "node:assert/strict";
import { findConfig } from "../../../cli/config/find.ts";
import { CONFIG_NAMES } from "../../../cli/config/names.ts";
import { CannotRunError } from "../../../core/errors.ts";
import { denoHost } from "../../../host/deno.ts";
import { loadFile, mistakesIn, ROOT, withFiles } from "./support.ts";

const { files } = denoHost();
const CONFIG = { pipelines: { a: { source: { use: "chatgpt", path: "x.zip" }, to: { use: "sqlite" } } } };

async function mistakeIn(name: string, text: string): Promise<string> {
  let found: string[] = [];
  await withFiles({ [name]: text }, async (folder) => {
    found = await mistakesIn(`${folder}/${name}`);
  });
  assert.equal(found.length, 1, found.join("\n"));
  return found[0];
}

Deno.test("findConfig() finds the one config in a folder, by any of its names", async () => {
  for (const name of CONFIG_NAMES) {
    await withFiles({ [name]: "", "other.json": "" }, async (folder) => {
      assert.equal(await findConfig(files, folder), `${folder}/${name}`);
      assert.equal(await findConfig(files, folder, "other.json"), `${folder}/other.json`);
    });
  }
});

Deno.test("findConfig() refuses none and two, naming both, and a config that is not there", async () => {
  await withFiles({ "threadloom.json": "", "threadloom.yml": "" }, async (folder) => {
    const refused = (pattern: RegExp) => (error: unknown) =>
      error instanceof CannotRunError && pattern.test(error.message);
    await assert.rejects(
      findConfig(files, folder),
      refused(/threadloom\.json and threadloom\.yml are there, expected one/),
    );
    await assert.rejects(
      findConfig(files, folder, "x.json"),
      refused(/Cannot read config "x\.json": there is no such file/),
    );
    await assert.rejects(findConfig(files, folder, "."), refused(/it is a folder/));
    await Deno.mkdir(`${folder}/empty`);
    await assert.rejects(
      findConfig(files, `${folder}/empty`),
      refused(/there is none of threadloom\.config\.ts, .*--config/),
    );
  });
});

Deno.test("the same config in JSON, YAML and TypeScript gives the same pipelines", async () => {
  const yaml = "# chats\npipelines:\n  a:\n    source: { use: chatgpt, path: x.zip }\n    to:\n      use: sqlite\n";
  const ts = `import { defineConfig } from "${ROOT}mod.ts";\nexport default defineConfig(${JSON.stringify(CONFIG)});\n`;
  const contents = { "a.json": `\ufeff${JSON.stringify(CONFIG)}`, "b.yaml": yaml, "c.yml": yaml, "d.ts": ts };
  await withFiles(contents, async (folder) => {
    for (const name of Object.keys(contents)) {
      const { file, pipelines } = await loadFile(`${folder}/${name}`);
      assert.equal(file, `${folder}/${name}`);
      const [pipeline] = pipelines.values();
      assert.equal(pipeline.name, "a");
      assert.equal(pipeline.stateFolder, `${folder}/.threadloom/a`);
      assert.deepEqual(pipeline.plugins.map(({ path, use, options }) => [path, use, options]), [
        ["pipelines.a.source", "chatgpt", { path: "x.zip", media: true }],
        ["pipelines.a.to", "sqlite", { path: "threadloom.db", name: "sqlite" }],
      ]);
    }
  });
});

Deno.test("JSON that is none says line and column", async () => {
  assert.equal(
    await mistakeIn("a.json", '{\n  "pipelines": {\n    "a": 1,\n  }\n}'),
    "line 4, column 3: expected double-quoted property name",
  );
  assert.equal(await mistakeIn("a.json", '{\n  "pipelines": {'), "line 2, column 17: expected property name or '}'");
  assert.match(await mistakeIn("a.json", "{\n  // chats\n}"), /^line 2, column 3: .*; JSON has no comments, YAML has$/);
  const much = `"${"x".repeat(80)}": 1`;
  // Of these V8 says no position, but what stands around it.
  for (
    const [text, at, token] of [
      [`// chats\n{ ${much} }`, "line 1, column 1", "'/'; JSON has no comments, YAML has"],
      [`{ "a": {\n "b": /* no */ 1 }, ${much} }`, "line 2, column 7", "'/'; JSON has no comments, YAML has"],
      [`{ ${much}, "a": tru }`, "line 1, column 98", "' '"],
      ["x", "line 1, column 1", "'x'"],
    ]
  ) assert.equal(await mistakeIn("a.json", text), `${at}: unexpected token ${token}`);
  assert.match(await mistakeIn("a.json", "  \n"), /the file is empty/);
  assert.equal(
    await mistakeIn("a.json", '{ "pipelines": { "a": 1,\n "b": "}{\\"",\n "a": 2 } }'),
    'line 3, column 2: the key "a" is there twice in one object, expected once',
  );
});

Deno.test("YAML that is wrong says line and column, all mistakes at once", async () => {
  assert.match(await mistakeIn("a.yaml", "pipelines:\n  a: [1, 2\n  b: 3\n"), /^line \d, column \d+: /);
  assert.equal(
    await mistakeIn("a.yaml", "a: 1\nb: 2\na: 3\n"),
    'line 3, column 1: the key "a" is there twice in one map, expected once',
  );
  assert.equal(await mistakeIn("a.yaml", ""), "the file is empty, expected pipelines:");
  assert.match(await mistakeIn("a.yaml", "a: 1\n---\nb: 2\n"), /^line 2, column 1: a second document begins here/);
  await withFiles({ "a.yaml": "a: !!js/function 'x'\nb: !mine 1\n" }, async (folder) => {
    const found = await mistakesIn(`${folder}/a.yaml`);
    assert.equal(found.length, 2);
    for (const one of found) assert.match(one, /^line \d, column 4: Unresolved tag: .*, expected plain values/);
  });
});

Deno.test("YAML may repeat itself by aliases, and an alias bomb is refused at once", async () => {
  const aliased = "pipelines:\n  a: &a\n    source: { use: chatgpt, path: x }\n    to: { use: sqlite }\n  b: *a\n";
  await withFiles({ "a.yaml": aliased }, async (folder) => {
    assert.deepEqual([...(await loadFile(`${folder}/a.yaml`)).pipelines.keys()], ["a", "b"]);
  });
  let bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
  for (let i = 1; i < 30; i++) bomb += `a${i}: &a${i} [${Array(9).fill(`*a${i - 1}`).join(",")}]\n`;
  const start = performance.now();
  assert.match(await mistakeIn("a.yaml", bomb), /[Aa]lias/);
  assert.match(await mistakeIn("a.yaml", "a: *b\n"), /Unresolved alias/);
  assert.match(await mistakeIn("a.yaml", `a: ${"[".repeat(200_000)}`), /nested too deeply|line 1/);
  assert.ok(performance.now() - start < 8000);
});

Deno.test("a file that is no config says why: its name, its size, its bytes, what it exports", async () => {
  assert.match(await mistakeIn("a.toml", ""), /its name ends in "\.toml", expected \.ts, \.json, \.yaml or \.yml/);
  assert.match(await mistakeIn("a.json", `"${"x".repeat(1024 * 1024)}"`), /expected at most 1048576/);
  assert.match(await mistakeIn("a.ts", "export const config = {};"), /it exports config, expected "export default/);
  assert.match(await mistakeIn("b.ts", "export default {"), /it cannot be imported: /);
  assert.match(await mistakeIn("c.ts", "throw new Error('no luck');"), /it cannot be imported: no luck/);
  assert.match(await mistakeIn("d.ts", "export default null;"), /it holds null, expected { pipelines/);
  await withFiles({}, async (folder) => {
    assert.match((await mistakesIn(`${folder}/a.json`))[0], /there is no such file/);
    assert.match((await mistakesIn(`${folder}/a.ts`))[0], /there is no such file/);
    await Deno.writeFile(`${folder}/b.json`, new Uint8Array([0x22, 0xff, 0x22]));
    assert.match((await mistakesIn(`${folder}/b.json`))[0], /it is not UTF-8/);
  });
});
