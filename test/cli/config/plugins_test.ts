import assert from "node:assert/strict";
import type { LoadedConfig } from "../../../cli/config/types.ts";
import { load, loadFile, mistakesIn, mistakesOf, ROOT, withFiles } from "./support.ts";
import { loadConfig } from "../../../cli/config/load.ts";

const chatgpt = { use: "chatgpt", path: "x.zip" };
const lines = { use: "jsonl", path: "x.jsonl" };

/** A module with plugins that are not ours. */
const MINE = `import { definePlugin } from "${ROOT}mod.ts";
import { z } from "${ROOT}deps/zod.ts";
const declare = (name, options, roles) => definePlugin({ name, kind: "source", summary: "Mine.", emits: "any",
  options: z.strictObject(options), roles, permissions: (o) => ({ read: [String(o.path)], net: [String(o.url)] }),
  create: (settings) => ({ kind: "source", settings, open() {} }) });
export const one = declare("one", {
  path: z.string().default("here.txt"), url: z.string().default("https://example.org"), table: z.string().default("chats"),
  token: z.string().optional(), headers: z.record(z.string(), z.string()).optional(),
  count: z.number().int().min(1).max(9).default(1), fast: z.boolean().default(false), tags: z.array(z.string()).default([]),
}, { path: "location", url: "location", table: "location", token: "secret", headers: "secret" });
`;

/** Options that a pipeline's source was made with. */
function madeWith(config: LoadedConfig): Record<string, unknown> {
  const [pipeline] = config.pipelines.values();
  return (pipeline.pipeline.source as unknown as { settings: Record<string, unknown> }).settings;
}

async function withMine(
  source: object,
  use: (path: string) => Promise<void>,
  module: string = MINE,
): Promise<void> {
  const config = { pipelines: { a: { source: { use: "./mine.ts", ...source }, to: lines } } };
  await withFiles({ "mine.ts": module, "threadloom.json": config }, async (folder) => {
    await use(`${folder}/threadloom.json`);
  });
}

Deno.test("variables fill texts, numbers, truth values and places inside lists", async () => {
  const source = {
    count: { env: "COUNT" },
    fast: { env: "FAST" },
    token: { env: "TOKEN" },
    tags: ["a", { env: "TAG" }],
  };
  const env = { COUNT: "7", FAST: "true", TOKEN: "12345", TAG: "b" };
  await withMine(source, async (path) => {
    const config = await loadFile(path, env);
    const { count, fast, token, tags } = madeWith(config);
    assert.deepEqual({ count, fast, token, tags }, { count: 7, fast: true, token: "12345", tags: ["a", "b"] });
    assert.deepEqual(config.pipelines.get("a")?.permissions.env, ["COUNT", "FAST", "TOKEN", "TAG"]);
  });
});

Deno.test("a secret is shown nowhere: not in the options, not in a message, however it is wrong", async () => {
  const headers = { authorization: { env: "TOKEN" } };
  await withMine({ token: { env: "TOKEN" }, headers, url: "https://me:hunter2@example.org/x" }, async (path) => {
    const config = await loadFile(path, { TOKEN: "s3cr3t-value" });
    const shown = config.pipelines.get("a")?.plugins[0].options;
    assert.deepEqual(shown?.token, { env: "TOKEN" });
    assert.deepEqual(shown?.headers, headers);
    assert.equal(shown?.url, "https://me:•••@example.org/x");
    assert.equal(madeWith(config).token, "s3cr3t-value");
  });
  const telling = MINE.replace(
    "create: (settings) =>",
    "create: (settings) => { throw new TypeError('no ' + settings.token) }, x: () =>",
  );
  await withMine({ token: { env: "TOKEN" }, count: { env: "TOKEN" } }, async (path) => {
    const [found] = await mistakesIn(path, { TOKEN: "s3cr3t-value" });
    assert.equal(found, 'pipelines.a.source.count: is {"env":"TOKEN"}, expected a whole number from 1 to 9');
  });
  await withMine({ token: { env: "TOKEN" } }, async (path) => {
    assert.deepEqual(await mistakesIn(path, { TOKEN: "s3cr3t-value" }), ['pipelines.a.source: no { env: "TOKEN" }']);
  }, telling);
});

Deno.test("a secret in plain text is a mistake that does not repeat it, also inside a map", async () => {
  await withMine({ token: "s3cr3t-value", headers: { authorization: "s3cr3t-value" } }, async (path) => {
    assert.deepEqual(await mistakesIn(path), [
      'pipelines.a.source.token: is a secret in plain text, expected { env: "<name of a variable>" }',
      'pipelines.a.source.headers: is a secret in plain text, expected { env: "<name of a variable>" }',
    ]);
  });
  await withMine({}, async (path) => {
    const [found] = await mistakesIn(path, {}, { set: [["source.token", "s3cr3t-value"]] });
    assert.match(found, /^pipelines\.a\.source\.token: is a secret in plain text/);
  });
});

Deno.test("variables that are not set, empty or badly named are mistakes of their own, and hide no other", async () => {
  await withMine(
    { count: { env: "COUNT" }, token: { env: "EMPTY" }, tags: [{ env: "1x" }], fast: "no" },
    async (path) => {
      assert.deepEqual(await mistakesIn(path, { EMPTY: "" }), [
        'pipelines.a.source.count: the environment variable "COUNT" is not set, expected a value: set it before you start',
        'pipelines.a.source.token: the environment variable "EMPTY" is empty, expected a value: set it before you start',
        'pipelines.a.source.tags[0].env: is "1x", expected the name of an environment variable',
        'pipelines.a.source.fast: is "no", expected true or false',
      ]);
    },
  );
});

Deno.test("relative paths belong to the config's folder, also default ones; addresses and names stay", async () => {
  await withMine({ table: "chats" }, async (path) => {
    const folder = path.replace(/\/[^/]*$/, "");
    const config = await loadFile(path);
    assert.equal(madeWith(config).path, `${folder}/here.txt`);
    assert.equal(madeWith(config).url, "https://example.org");
    assert.equal(madeWith(config).table, "chats");
    assert.deepEqual(config.pipelines.get("a")?.plugins[0].permissions, {
      read: [`${folder}/here.txt`],
      net: ["https://example.org"],
    });
  });
  const source = { ...chatgpt, path: ["in/*.zip", "/abs/x.zip", "../up.zip"] };
  await withFiles({ "threadloom.json": { pipelines: { a: { source, to: { use: "sqlite" } } } } }, async (folder) => {
    const { pipelines } = await loadFile(`${folder}/threadloom.json`);
    const [from, to] = pipelines.get("a")?.plugins ?? [];
    assert.deepEqual(from.permissions.read, [`${folder}/in`, "/abs/x.zip", folder.replace(/[^/]*$/, "up.zip")]);
    assert.deepEqual(from.options.path, ["in/*.zip", "/abs/x.zip", "../up.zip"]);
    assert.deepEqual(to.permissions, { read: [folder], write: [folder] });
  });
});

Deno.test("a plugin of your own: the only factory that fits, the default export, or the one named", async () => {
  const two = MINE + `export const two = declare("two", {});\nexport const help = () => 1;\n`;
  const named = async (use: string, module: string) => {
    const config = { pipelines: { a: { source: { use }, to: lines } } };
    let name = "";
    await withFiles({ "mine.ts": module, "threadloom.json": config }, async (folder) => {
      name = (await loadFile(`${folder}/threadloom.json`)).pipelines.get("a")?.plugins[0].declaration.name ?? "";
    });
    return name;
  };
  assert.equal(await named("./mine.ts", MINE), "one");
  assert.equal(await named("./mine.ts#two", two), "two");
  assert.equal(await named("./mine.ts", two + "export default two;"), "two");
  assert.equal(await named("./mine.ts", MINE + "export { one as again };"), "one");
});

Deno.test("a module without a fitting factory says what was found in it", async () => {
  const found = async (use: string, module: string) => {
    let all: string[] = [];
    const config = { pipelines: { a: { source: { use }, to: lines } } };
    await withFiles({ "mine.ts": module, "threadloom.json": config }, async (folder) => {
      all = await mistakesIn(`${folder}/threadloom.json`);
    });
    assert.equal(all.length, 1, all.join("\n"));
    return all[0].replace("pipelines.a.source.use: ", "");
  };
  assert.equal(
    await found("./mine.ts", "export const a = 1; export default () => 2;"),
    '"./mine.ts" exports a (a value of type number), default (a function without a declaration), expected a source made by definePlugin',
  );
  assert.match(await found("./mine.ts", ""), /exports nothing, expected a source/);
  assert.equal(
    await found("./mine.ts", MINE + `export const two = declare("two", {});`),
    '"./mine.ts" has several sources, expected one named: "./mine.ts#one" or "./mine.ts#two"',
  );
  assert.match(await found("./mine.ts#on", MINE), /there is no export "on", did you mean "one"\? \(expected one\)/);
  assert.match(
    await found("./mine.ts", `export { jsonlSink } from "${ROOT}plugins/jsonl/mod.ts";`),
    /"jsonlSink" is a file, expected a source/,
  );
  assert.match(await found("./mine.ts", "throw new Error('no luck');"), /"\.\/mine\.ts" cannot be imported: no luck/);
  assert.match(await found("./nine.ts", ""), /"\.\/nine\.ts" cannot be imported: Module not found/);
});

Deno.test("options of a plugin of your own are checked like all others, also where its schema is another library's", async () => {
  await withMine({ cuont: 3, count: 30, path: 5 }, async (path) => {
    const found = await mistakesIn(path);
    assert.equal(found.length, 3);
    assert.match(found.join("\n"), /source\.cuont: there is no option "cuont" of one, did you mean "count"\?/);
    assert.match(found.join("\n"), /source\.count: is 30, expected a whole number from 1 to 9/);
  });
  const plain = `import { definePlugin } from "${ROOT}mod.ts";
export default definePlugin({ name: "plain", kind: "source", summary: "Plain.", permissions: () => ({}),
  options: { "~standard": { version: 1, vendor: "me", validate: (v) => v.n === 1 ? { value: v } : { issues: [{ message: "n must be 1", path: ["n"] }] } } },
  create: () => ({ kind: "source", open() {} }) });`;
  await withMine({ n: 2 }, async (path) => {
    assert.deepEqual(await mistakesIn(path), ["pipelines.a.source.n: is 2: n must be 1"]);
  }, plain);
});

Deno.test("only the plugins that a config names are loaded", async () => {
  const loaded: string[] = [];
  await withFiles({
    "threadloom.json": { pipelines: { a: { source: { use: "jsonl", path: "a", key: "id" }, to: lines } } },
  }, async (folder) => {
    await loadConfig(`${folder}/threadloom.json`, {
      load: (module) => {
        loaded.push(module);
        return load(module);
      },
    });
  });
  assert.deepEqual([...new Set(loaded)], ["../plugins/jsonl/mod.ts"]);
});

Deno.test("one sink of a pipeline needs a name of its own when there are two of one plugin", async () => {
  const to = [lines, { ...lines, path: "y.jsonl", name: "second" }];
  await withFiles({ "threadloom.json": { pipelines: { a: { source: chatgpt, to } } } }, async (folder) => {
    assert.equal((await loadFile(`${folder}/threadloom.json`)).pipelines.get("a")?.plugins.length, 3);
  });
  assert.match(
    (await mistakesOf({ pipelines: { a: { source: chatgpt, to: [lines, { to: [lines] }] } } }))[0],
    /^pipelines\.a\.to\[1\]\.to\[0\]\.name: the sink is named "jsonl" as pipelines\.a\.to\[0\] is/,
  );
});
