import assert from "node:assert/strict";
import { COMMANDS } from "../../cli/commands.ts";
import { PLUGINS } from "../../cli/registry.ts";
import { threadloom } from "./support.ts";

const CLI = new URL("../../cli/", import.meta.url);
const BINARY = await Deno.readTextFile(new URL("binary.ts", CLI));

Deno.test("every command names a module that is there, and binary.ts names it too", async () => {
  for (const { name, module } of COMMANDS) {
    if (module === undefined) continue;
    assert.ok((await Deno.stat(new URL(module, CLI))).isFile, name);
    assert.ok(BINARY.includes(`import("${module}")`), module);
  }
});

Deno.test("every plugin of the registry lies in a module that binary.ts names", async () => {
  for (const { module } of PLUGINS) {
    assert.ok((await Deno.stat(new URL(module, CLI))).isFile, module);
    assert.ok(BINARY.includes(`import("${module}")`), module);
  }
});

Deno.test("plugins lists every plugin, says what one takes, and asks whether a near name was meant", async () => {
  const all = await threadloom(["plugins", "--json"]);
  assert.equal(all.code, 0, all.err);
  const listed = all.out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(listed.map(({ factory }) => factory), PLUGINS.map(({ factory }) => factory));
  assert.deepEqual(listed.map(({ name, kind }) => [name, kind]), PLUGINS.map(({ name, kind }) => [name, kind]));
  const one = await threadloom(["plugins", "chatgpt"]);
  assert.match(one.out, /^chatgptSource \(source "chatgpt"\)\n/);
  assert.match(one.out, /\n {2}path: .*\(needed\)\n/);
  const none = await threadloom(["plugins", "markdwon"]);
  assert.equal(none.code, 2);
  assert.match(none.err, /did you mean "markdown"\?/);
});

Deno.test("doctor says what it looked at and what to do where something is wrong", async () => {
  const file = await Deno.makeTempFile();
  try {
    const { code, out } = await threadloom(["doctor", "--out", file]);
    assert.equal(code, 1);
    assert.match(out, /^ok +deno +Deno \d/);
    assert.match(out, /\nok +sqlite +SQLite .*FTS5/);
    assert.match(out, /\nWRONG +folder .*is no folder\n +→ name another folder/);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("plugins says what a module of the user's declares, wherever it lies", async () => {
  const folder = await Deno.makeTempDir({ prefix: "it's #1 (50%) " });
  try {
    const path = `${folder}/mine.ts`;
    const door = new URL("../../plugins/memory/mod.ts", import.meta.url).href;
    await Deno.writeTextFile(path, `export { memorySource as mine } from "${door}";`);
    const { code, out, err } = await threadloom(["plugins", path]);
    assert.equal(code, 0, err);
    assert.match(out, /^mine \(source "memory"\)\n/);
    await Deno.writeTextFile(`${folder}/none.ts`, "export const a = 1;");
    const none = await threadloom(["plugins", `${folder}/none.ts`]);
    assert.equal(none.code, 2);
    assert.match(none.err, /Cannot find a plugin in ".*none\.ts": it exports a, expected a factory/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
