/** The shape of the tree: who may import whom, how long a file may be, what the front doors show. */
import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** All modules below a folder of the tree. */
async function* files(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(join(ROOT, folder))) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory) yield* files(path);
    else if (entry.name.endsWith(".ts")) yield path;
  }
}

async function sources(...folders: string[]): Promise<string[]> {
  const all: string[] = [];
  for (const folder of folders) for await (const path of files(folder)) all.push(path);
  return all.sort();
}

/** Every specifier a module names: static, dynamic and type imports, and re-exports. */
function specifiers(text: string): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "").replaceAll(/`[^`]*`/g, "``");
  const found = code.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^\s*import\s+)"([^"]+)"/gm);
  return [...found].map((match) => match[1]);
}

async function imports(path: string): Promise<{ specifier: string; target?: string }[]> {
  const text = await Deno.readTextFile(join(ROOT, path));
  return specifiers(text).map((specifier) => ({
    specifier,
    target: specifier.startsWith(".") ? relative(ROOT, join(ROOT, dirname(path), specifier)) : undefined,
  }));
}

/** Who may import whom: room → rooms it may name. `self` is the same plugin. */
const RULES: { room: RegExp; may: RegExp; rule: string }[] = [
  { room: /^core\//, may: /^core\//, rule: "core imports itself only: no plugin, no host, no third party" },
  { room: /^deps\//, may: /^$/, rule: "a file of deps names one library and nothing of ours" },
  {
    room: /^host\//,
    may: /^(core|host)\/|^plugins\/s3\/files\.ts$/,
    rule: "the host imports core and itself, and of plugins the one that is a place for files",
  },
  {
    room: /^plugins\//,
    may: /^(core|deps)\//,
    rule: "a plugin imports core, deps and itself; what two need goes to core or deps",
  },
  {
    room: /^mod\.ts$/,
    may: /^(core\/|host\/|config\/|plugins\/ledger\/mod\.ts|cli\/script\/mod\.ts)/,
    rule: "the front door loads no plugin but the default ledger, and of the command only what makes one of a script",
  },
  {
    room: /^config\//,
    may: /^(core|config)\/|^plugins\/[^/]+\/mod\.ts$/,
    rule: "the types of config files name core and the doors of plugins",
  },
  {
    room: /^conformance\//,
    may: /^(core|host|conformance|plugins\/(memory|chaos|ledger))\/?/,
    rule: "the conformance kit uses core and the plugins made for tests",
  },
  {
    room: /^cli\//,
    may: /^(core|cli|deps|host|plugins)\/|^mod\.ts$|^deno\.json$/,
    rule: "the command imports anything but tests",
  },
  { room: /^scripts\//, may: /^(cli|core|deps|scripts)\//, rule: "a script of the project uses what the command uses" },
];

Deno.test("modules import only what their room may name", async () => {
  const wrong: string[] = [];
  for (
    const path of [
      ...await sources("core", "deps", "host", "plugins", "cli", "config", "conformance", "scripts"),
      "mod.ts",
    ]
  ) {
    const { may, rule } = RULES.find(({ room }) => room.test(path))!;
    const own = /^plugins\/[^/]+\//.exec(path)?.[0];
    for (const { specifier, target } of await imports(path)) {
      const fine = target !== undefined
        ? may.test(target) || (own !== undefined && target.startsWith(own))
        : specifier.startsWith("node:") ||
          (path.startsWith("deps/") && /^npm:(@[^/]+\/)?[^@/]+@\d[^/]*/.test(specifier));
      if (!fine) wrong.push(`${path} imports "${specifier}": ${rule}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("core has no effect of its own: the node: modules it names are pure", async () => {
  const pure = new Set(["node:buffer", "node:crypto"]);
  const wrong: string[] = [];
  for (const path of await sources("core")) {
    for (const { specifier } of await imports(path)) {
      if (specifier.startsWith("node:") && !pure.has(specifier)) wrong.push(`${path}: ${specifier}`);
    }
    const text = (await Deno.readTextFile(join(ROOT, path))).replaceAll(/\/\*[\s\S]*?\*\//g, "");
    if (/\bDeno\.|\bfetch\(|Date\.now\(|Math\.random\(|performance\.now\(|setTimeout\(/.test(text)) wrong.push(path);
  }
  assert.deepEqual(wrong, []);
});

Deno.test("config/ takes types alone from plugins, so that the front door loads none", async () => {
  const wrong: string[] = [];
  for (const path of await sources("config")) {
    const text = await Deno.readTextFile(join(ROOT, path));
    const named = [...text.matchAll(/^(import|export)\b([^;]*?)from "[^"]*\/plugins\/[^"]*"/gm)];
    if (path === "config/first_party.ts") assert.ok(named.length > 3, "the plugins' doors are found");
    for (const [line, , what] of named) if (!what.startsWith(" type ")) wrong.push(`${path}: ${line}`);
    if (/\bimport\s*\(/.test(text)) wrong.push(`${path} imports while it runs`);
  }
  assert.deepEqual(wrong, []);
});

Deno.test("each file has one job: none is over 250 lines", async () => {
  const long: string[] = [];
  for (
    const path of [
      ...await sources(
        "core",
        "deps",
        "host",
        "plugins",
        "cli",
        "config",
        "conformance",
        "examples",
        "bench",
        "scripts",
        "test",
      ),
      "mod.ts",
    ]
  ) {
    const lines = (await Deno.readTextFile(join(ROOT, path))).split("\n").length - 1;
    if (lines > 250) long.push(`${path}: ${lines} lines`);
  }
  assert.deepEqual(long, []);
});

Deno.test("the engine's main loop fits on one screen", async () => {
  const text = await Deno.readTextFile(join(ROOT, "core/engine/loop.ts"));
  const body = /export async function readAll[\s\S]*?\n}\n/.exec(text)?.[0] ?? "";
  assert.ok(body.split("\n").length <= 50 && body.includes("handleBatch"), `${body.split("\n").length} lines`);
});

Deno.test("every plugin has a door, an export and a README", async () => {
  const { exports } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json"))) as {
    exports: Record<string, string>;
  };
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, "plugins"))) {
    if (!isDirectory) continue;
    assert.equal(exports[`./${name}`], `./plugins/${name}/mod.ts`);
    assert.ok((await Deno.stat(join(ROOT, "plugins", name, "README.md"))).isFile, `plugins/${name}/README.md`);
  }
});

Deno.test("every test file is one that the runner finds", async () => {
  for (const path of await sources("test")) {
    const text = await Deno.readTextFile(join(ROOT, path));
    if (/^Deno\.test\(/m.test(text)) assert.match(path, /_test\.ts$/, `${path} has tests that never run`);
    assert.doesNotMatch(text, /Deno\.test\.(ignore|only)|\bignore: true|\bonly: true/, `${path} leaves tests out`);
  }
});
