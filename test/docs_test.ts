/** What the docs say is what there is: option tables, commands, code. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
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
  const script = /## Write a script[\s\S]*?```ts\n([\s\S]*?)```/.exec(await read("README.md"))![1];
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

Deno.test("every command the README names is one, and every flag", async () => {
  const text = await read("README.md");
  const help = async (...words: string[]) => {
    const args = ["run", "-q", "-A", join(ROOT, "cli/mod.ts"), ...words];
    const { stdout } = await new Deno.Command(Deno.execPath(), { args, env: { NO_COLOR: "1" } }).output();
    return new TextDecoder().decode(stdout);
  };
  const all = await help("--help");
  const named = new Set(
    [...text.matchAll(/^\| `([a-z-]+)/gm), ...text.matchAll(/threadloom ([a-z-]+) /g)].map((m) => m[1]),
  );
  for (
    const word of [...named].filter((word) => /^(import|search|inspect|verify|status|forget|apply|dead)/.test(word))
  ) {
    assert.match(all, new RegExp(`^  ${word}\\b`, "m"), `the command has no "${word}"`);
  }
  const importHelp = await help("help", "import");
  for (const flag of ["--markdown", "--jsonl", "--mirror", "--dry-run"]) {
    assert.ok(text.includes(flag) && importHelp.includes(flag.slice(2)));
  }
});

Deno.test("the README's tasks are there", async () => {
  const { tasks } = JSON.parse(await read("deno.json")) as { tasks: Record<string, string> };
  const text = (await read("README.md")) + (await read("CONTRIBUTING.md"));
  for (const [, task] of text.matchAll(/(?:deno|deno@2\.9\.6) task ([\w:]+)/g)) {
    assert.ok(tasks[task], `no task "${task}"`);
  }
});

Deno.test("relative links in the docs lead somewhere", async () => {
  const wrong: string[] = [];
  for (
    const doc of [
      "README.md",
      "ARCHITECTURE.md",
      "CONTRIBUTING.md",
      "plugins/chatgpt/README.md",
      "plugins/telegram/README.md",
    ]
  ) {
    for (const [, link] of (await read(doc)).matchAll(/\]\(([^)#:]+)\)/g)) {
      const path = join(ROOT, doc, "..", link);
      if (!await Deno.stat(path).then(() => true, () => false)) wrong.push(`${doc}: ${link}`);
    }
  }
  assert.deepEqual(wrong, []);
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
