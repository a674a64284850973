import assert from "node:assert/strict";
import { COMMANDS } from "../../cli/commands.ts";
import { PLUGINS } from "../../cli/registry.ts";

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
