/** What the docs say is what there is: option tables, commands, code. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { COMMANDS } from "../cli/commands.ts";
import type { Declaration } from "../core/plugin.ts";
import { z } from "../deps/zod.ts";
import { writeSampleExport } from "../examples/sample_export/mod.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => Deno.readTextFile(join(ROOT, path));

/** Options of functions that are no plugins, but stand in a plugin's README. */
const OTHER_OPTIONS: Record<string, string[]> = {
  sqlite: ["limit", "offset", "timeZone", "marks"],
  chaos: [
    "faults",
    "seed",
    "controller",
    "kind",
    "at",
    "keys",
    "after",
    "times",
    "ms",
    "retryAfterMs",
    "chance",
    "message",
  ],
};

async function declarations(plugin: string): Promise<Declaration[]> {
  const module: Record<string, unknown> = await import(`../plugins/${plugin}/mod.ts`);
  return Object.values(module)
    .filter((value): value is { declaration: Declaration } => typeof value === "function" && "declaration" in value)
    .map((factory) => factory.declaration);
}

/** First-party schemas are zod objects; functions among the defaults keep some of them from being JSON Schema. */
function optionsOf(declaration: Declaration): string[] {
  assert.ok(declaration.options instanceof z.ZodObject, `${declaration.name}: its options are no zod object`);
  return Object.keys(declaration.options.shape);
}

/** First cells of the rows of all tables that are headed `option`. */
function tableOptions(markdown: string): string[] {
  const names: string[] = [];
  let inside = false;
  for (const line of markdown.split("\n")) {
    if (!line.startsWith("|")) inside = false;
    else if (/^\|\s*option\s*\|/.test(line)) inside = true;
    else if (inside) names.push(...[...line.split("|")[1].matchAll(/`(\w+)`/g)].map((match) => match[1]));
  }
  return names;
}

for await (const { name: plugin, isDirectory } of Deno.readDir(join(ROOT, "plugins"))) {
  if (!isDirectory) continue;
  Deno.test(`the README of ${plugin} lists exactly the options its declarations have`, async () => {
    const declared = new Set((await declarations(plugin)).flatMap(optionsOf));
    const listed = new Set(tableOptions(await read(`plugins/${plugin}/README.md`)));
    for (const name of declared) assert.ok(listed.has(name), `option "${name}" is not in the README`);
    const ghosts = [...listed].filter((name) => !declared.has(name) && !OTHER_OPTIONS[plugin]?.includes(name));
    assert.deepEqual(ghosts, [], "the README lists options that do nothing");
  });
}

Deno.test("every plugin's declaration is complete", async () => {
  for await (const { name: plugin } of Deno.readDir(join(ROOT, "plugins"))) {
    for (const declaration of await declarations(plugin)) {
      const { name, summary, kind, permissions } = declaration;
      assert.ok(name && summary.endsWith(".") && !summary.includes("\n"), `${plugin}: summary "${summary}"`);
      assert.equal(typeof permissions, "function");
      assert.ok(["source", "transform", "derivation", "store", "file", "ledger"].includes(kind));
      for (const option of Object.keys(declaration.roles ?? {})) {
        assert.ok(optionsOf(declaration).includes(option), `${plugin}: role of an unknown option "${option}"`);
      }
    }
  }
});

Deno.test("the README's script runs as it stands", async () => {
  const script = /### A script[\s\S]*?```ts\n([\s\S]*?)```/.exec(await read("README.md"))![1];
  const folder = await Deno.makeTempDir();
  try {
    await writeSampleExport(join(folder, "export.zip"), { edition: 1 });
    await Deno.writeTextFile(
      join(folder, "pipeline.ts"),
      script.replaceAll('"./', `"${new URL("..", import.meta.url)}`),
    );
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "-A", "--check", "--node-modules-dir=none", "pipeline.ts"],
      cwd: folder,
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.match(new TextDecoder().decode(stdout), /passed: \d/);
    assert.ok((await Deno.readTextFile(join(folder, "out.jsonl"))).split("\n").length > 5);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("every command in the README's table is one, and its flags are flags of import", async () => {
  const text = await read("README.md");
  const table = /\| command [\s\S]*?\n\n/.exec(text)![0];
  const cells = table.split("\n").slice(2).map((line) => line.split("|")[1] ?? "").join(" ");
  const named = [...cells.matchAll(/`([a-z-]+)/g)].map(([, name]) => name);
  assert.ok(named.length >= 9);
  const names = new Set(COMMANDS.map(({ name }) => name));
  // `dead-letters` has `replay` for an argument.
  assert.deepEqual(named.filter((name) => !names.has(name) && name !== "replay"), []);
  const flags = COMMANDS.find(({ name }) => name === "import")!.flags.map(({ name }) => name);
  const section = /## Import your own export[\s\S]*?## Three ways/.exec(text)![0];
  for (const flag of ["markdown", "jsonl", "mirror", "dry-run", "out"]) {
    assert.ok(section.includes(`--${flag}`) && flags.includes(flag), flag);
  }
});

Deno.test("the README's first screen has the two commands", async () => {
  const lines = (await read("README.md")).split("\n");
  assert.ok(lines.indexOf("npx -y deno@2.9.6 task demo   # the above, on invented data, into ./threadloom-demo/") < 55);
  assert.ok(lines.includes("npx -y deno@2.9.6 task test   # the tests"));
});

Deno.test("the README shows every plugin, and leads to its page", async () => {
  const text = await read("README.md");
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, "plugins"))) {
    if (isDirectory) assert.ok(text.includes(`(docs/plugins/${name}.md)`), `${name} is not in the table`);
  }
});

Deno.test("the project speaks of itself alone: no machine path stands in it", async () => {
  const { stdout } = await new Deno.Command("git", { args: ["ls-files"], cwd: ROOT }).output();
  const wrong: string[] = [];
  for (const path of new TextDecoder().decode(stdout).split("\n").filter((one) => /\.(ts|md|json|py|sh)$/.test(one))) {
    if (path === "test/docs_test.ts") continue;
    const text = await read(path).catch(() => "");
    if (/\/work\/|\/root\/|\.\.\/shared|\/tmp\/lead/.test(text)) wrong.push(path);
  }
  assert.deepEqual(wrong, []);
});
