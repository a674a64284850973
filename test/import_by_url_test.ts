/** Scripts import the package by URL, with nothing prepared: no import map, no config, an empty cache. */
import assert from "node:assert/strict";
import { parseAudit } from "../conformance/audit.ts";
import { inFolder, process, writeExport } from "./cli/script/support.ts";

const ROOT = new URL("../", import.meta.url);

/** Serves the tree as a plain file server does. */
async function serving(work: (origin: string, asked: Set<string>) => Promise<void>): Promise<void> {
  const asked = new Set<string>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const path = new URL(request.url).pathname;
    asked.add(path);
    try {
      return new Response(await Deno.readFile(new URL(`.${path}`, ROOT)), {
        headers: { "content-type": "text/plain" },
      });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return new Response(null, { status: 404 });
      throw error;
    }
  });
  try {
    await work(`http://127.0.0.1:${server.addr.port}`, asked);
  } finally {
    await server.shutdown();
  }
}

/** Names of the packages in a cache, of whichever registry. */
async function packagesIn(cache: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name: registry } of Deno.readDir(cache)) {
    for await (const { name, isDirectory } of Deno.readDir(`${cache}/${registry}`)) if (isDirectory) names.push(name);
  }
  return names;
}

/** Says loudly what a missing registry looks like, which is no mistake of the package. */
function hint(err: string): string {
  return /registry|npm:/.test(err) ? `THE NPM REGISTRY COULD NOT BE REACHED, OR IT LACKS A PACKAGE:\n${err}` : err;
}

Deno.test("a script by path imports the package by URL, and runs with just what its pipeline needs", () =>
  serving((origin, asked) =>
    inFolder(async (folder) => {
      await writeExport(`${folder}/export.zip`);
      await Deno.writeTextFile(
        `${folder}/chats.ts`,
        `import { from, permissionFlags, run, runPermissions } from "${origin}/mod.ts";
import { chatgptSource } from "${origin}/plugins/chatgpt/mod.ts";
import { jsonlSink } from "${origin}/plugins/jsonl/mod.ts";
import { sqliteStore } from "${origin}/plugins/sqlite/mod.ts";
const pipeline = from(chatgptSource({ path: "export.zip" })).to(jsonlSink({ path: "out/a.jsonl" }), sqliteStore({ path: "db/a.db" }));
if (Deno.args[0] === "flags") {
  console.log(permissionFlags(await runPermissions(pipeline, { stateFolder: ".threadloom/chats" })).join("\\n"));
} else {
  const { status, source } = await run(pipeline);
  console.log(status, source.passed, source.unchanged);
}
`,
      );
      const host = new URL(origin).host;
      const run = (flags: readonly string[], ...words: string[]) =>
        process(Deno.execPath(), ["run", "--no-prompt", "--quiet", "--no-config", ...flags, "chats.ts", ...words], {
          cwd: folder,
          env: { DENO_DIR: `${folder}/cache`, DENO_AUDIT_PERMISSIONS: `${folder}/audit.jsonl` },
        });
      const said = await run([`--allow-import=${host}`], "flags");
      assert.equal(said.code, 0, hint(said.err));
      const flags = said.out.trimEnd().split("\n");
      assert.deepEqual(flags, [
        "--allow-read=export.zip,out,db,.threadloom/chats",
        "--allow-write=out,db,.threadloom/chats",
        `--allow-import=${host}`,
      ]);
      for (let i = 0; i < 2; i++) {
        const done = await run(flags);
        assert.equal(done.code, 0, hint(done.err));
        assert.match(done.out, i === 0 ? /^ok 19 0\n$/ : /^ok 0 19\n$/);
      }
      const kinds = new Set(
        parseAudit(await Deno.readTextFile(`${folder}/audit.jsonl`)).map(({ permission }) => permission),
      );
      assert.deepEqual([...kinds].sort(), ["import", "read", "write"]);
      assert.deepEqual(await packagesIn(`${folder}/cache/npm`), ["zod"]);
      for (const path of asked) assert.match(path, /\.ts$/, `${path} is asked for, and is no module`);
    })
  ));

Deno.test("a script by URL is a command: its state lies in the current folder, and its line runs it", () =>
  serving((origin) =>
    inFolder(async (folder) => {
      await writeExport(`${folder}/export.zip`);
      const url = `${origin}/examples/cli.ts`;
      const env = { DENO_DIR: `${folder}/cache` };
      const run = (line: readonly string[]) =>
        process(Deno.execPath(), ["run", "--no-prompt", "--quiet", "--no-config", ...line], { cwd: folder, env });
      const printed = await run([url, "permissions", "export.zip"]);
      assert.equal(printed.code, 0, hint(printed.err));
      const host = new URL(origin).host;
      assert.equal(printed.out, `deno run --allow-read=. --allow-write=. --allow-import=${host} ${url} export.zip\n`);
      const done = await run(printed.out.trimEnd().split(" ").slice(2));
      assert.equal(done.code, 0, done.err);
      assert.ok((await Deno.stat(`${folder}/.threadloom/messages/ledger.db`)).isFile);
      const help = await run([url, "--help"]);
      assert.match(help.out, new RegExp(`Usage: deno run ${url.replaceAll(".", "\\.")} <input…>`));
    })
  ));

Deno.test("workers and the command itself start by URL", () =>
  serving((origin) =>
    inFolder(async (folder) => {
      await writeExport(`${folder}/export.zip`);
      const imported = `--allow-import=${new URL(origin).host}`;
      const run = (...line: string[]) =>
        process(Deno.execPath(), ["run", "--no-prompt", "--quiet", "--no-config", imported, ...line], {
          cwd: folder,
          env: { DENO_DIR: `${folder}/cache` },
        });
      await Deno.writeTextFile(
        `${folder}/count.ts`,
        `export default () => { let n = 0; return { visit: () => void n++, end: () => n }; };`,
      );
      await Deno.writeTextFile(
        `${folder}/main.ts`,
        `import { visitRecords } from "${origin}/mod.ts";
import { chatgptSource } from "${origin}/plugins/chatgpt/mod.ts";
const { read, results } = await visitRecords(chatgptSource({ path: "export.zip" }), new URL("./count.ts", import.meta.url), { threads: 2 });
console.log(read, results.length, results.reduce((a, b) => a + b));`,
      );
      const visited = await run("--allow-read=.", "main.ts");
      assert.equal(visited.code, 0, hint(visited.err));
      assert.equal(visited.out, "19 2 19\n");
      const done = await run(
        "--allow-read=.",
        "--allow-write=.",
        `${origin}/cli/mod.ts`,
        "import",
        "export.zip",
        "--jsonl",
      );
      assert.equal(done.code, 0, hint(done.err));
      assert.match(done.out, /^Done: 19 conversations read/);
    })
  ));
