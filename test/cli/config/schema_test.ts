/** The schema that editors follow, held against a validator and against what the loader says. */
import assert from "node:assert/strict";
import { configSchema, pluginSchema } from "../../../cli/config/schema.ts";
import { PLUGINS } from "../../../cli/registry.ts";
import { Ajv2020 } from "../../../deps/ajv.ts";
import { stringify } from "../../../deps/yaml.ts";
import { z } from "../../../deps/zod.ts";
import { threadloom } from "../support.ts";
import { load, loadFile, ROOT, withFiles } from "./support.ts";

const schema = await configSchema(load);
const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(schema);

const chatgpt = { use: "chatgpt", path: "x.zip" };
const sqlite = { use: "sqlite" };
const lines = { use: "jsonl", path: "x.jsonl" };
const one = (pipeline: object): object => ({ pipelines: { a: { source: chatgpt, to: sqlite, ...pipeline } } });

const GOOD: { readonly [name: string]: object } = {
  "two plugins": one({}),
  "a schema": { $schema: "./threadloom.schema.json", ...one({}) },
  "every key of a pipeline": one({
    summary: "s",
    through: [],
    ledger: { use: "json", path: "l.json" },
    mirror: true,
    maxDelete: "12.5%",
    maxDeadLetters: 3,
    onDead: "stop",
  }),
  "a list of paths": one({ source: { use: "chatgpt", path: ["a.zip", { env: "HERE" }] } }),
  "variables": one({ to: [{ use: "markdown", path: { env: "HERE" }, hidden: { env: "TRUTH" } }] }),
  "a number from a variable": one({ source: { use: "jsonl", path: "x", key: "id", maxLineBytes: { env: "NUMBER" } } }),
  "several sinks and branches": one({ to: [sqlite, lines, { to: [{ ...lines, path: "b.jsonl", name: "b" }] }] }),
  "a condition": one({ to: [{ when: 'title = "x"', through: [{ use: "pick", fields: ["id"] }], to: lines }] }),
  "transforms": one({
    through: [{ use: "filter", where: "id" }, { use: "limit", count: { env: "NUMBER" } }],
    to: lines,
  }),
  "a map of fields": one({ through: [{ use: "map", fields: { name: "title", id: { env: "HERE" } } }], to: lines }),
  "a feed": {
    pipelines: { a: { source: chatgpt, to: sqlite }, b: { source: { pipeline: "a", sink: "sqlite" }, to: lines } },
  },
  "a plugin of one's own": one({ source: { use: "./mine.ts", anything: [1, { a: 2 }] }, to: lines }),
  "a count of deletes": one({ maxDelete: 100 }),
  "a name with spaces": { pipelines: { "Années 2020": { source: chatgpt, to: sqlite } } },
};

const BAD: { readonly [name: string]: object } = {
  "nothing": {},
  "no pipeline": { pipelines: {} },
  "another key": { ...one({}), pipeline: 1 },
  "another key of a pipeline": one({ miror: true }),
  "no source": { pipelines: { a: { to: sqlite } } },
  "no sink": { pipelines: { a: { source: chatgpt } } },
  "an empty list of sinks": one({ to: [] }),
  "a source there is not": one({ source: { use: "chatgtp", path: "x" } }),
  "a store as a source": one({ source: { use: "markdown", path: "x" } }),
  "a source as a sink": one({ to: chatgpt }),
  "another option": one({ to: { use: "sqlite", pth: "x" } }),
  "a missing option": one({ to: { use: "markdown" } }),
  "an option of another type": one({ source: { use: "chatgpt", path: 5 } }),
  "an empty text": one({ source: { use: "chatgpt", path: "" } }),
  "a choice there is not": one({ to: { ...lines, records: "mesage" } }),
  "a number too large": one({ source: { use: "jsonl", path: "x", maxLineBytes: 1e12 } }),
  "a variable with a bad name": one({ source: { use: "chatgpt", path: { env: "1x" } } }),
  "a ledger by its bare name": one({ ledger: "memory" }),
  "a ledger there is not": one({ ledger: { use: "jsn" } }),
  "too large a share": one({ maxDelete: "200%" }),
  "a share without a sign": one({ maxDelete: "30" }),
  "half a delete": one({ maxDelete: 0.5 }),
  "a word for true": one({ mirror: "yes" }),
  "another word": one({ onDead: "pause" }),
  "one transform instead of a list": one({ through: { use: "./x.ts" } }),
  "a pipeline's name that is a path": { pipelines: { "../a": { source: chatgpt, to: sqlite } } },
  "a feed with another key": {
    pipelines: { a: { source: chatgpt, to: sqlite }, b: { source: { pipeline: "a", snik: "x" }, to: lines } },
  },
  "a branch without a sink": one({ to: { when: "id" } }),
  "a transform there is not": one({ through: [{ use: "fliter", where: "id" }] }),
  "a transform's option there is not": one({ through: [{ use: "filter", wher: "id" }] }),
  "a condition that is no text": one({ to: { when: 5, to: sqlite } }),
};

const MINE = `import { definePlugin } from "${ROOT}mod.ts";
export default definePlugin({ name: "mine", kind: "source", summary: "Mine.", permissions: () => ({}),
  options: { "~standard": { version: 1, vendor: "me", validate: (value) => ({ value }) } },
  create: () => ({ kind: "source", open() {} }) });`;
const VARIABLES = { HERE: "here", TRUTH: "true", NUMBER: "5" };

Deno.test("schema and loader agree: what one takes the other takes, in JSON and in YAML", async () => {
  await withFiles({ "mine.ts": MINE }, async (folder) => {
    for (const [name, config] of Object.entries(GOOD)) {
      assert.ok(validate(config), `${name}: ${JSON.stringify(validate.errors)}`);
      await Deno.writeTextFile(`${folder}/a.json`, JSON.stringify(config));
      await Deno.writeTextFile(`${folder}/a.yaml`, stringify(config));
      for (const file of ["a.json", "a.yaml"]) await loadFile(`${folder}/${file}`, VARIABLES);
    }
  });
});

Deno.test("schema and loader agree: what one refuses the other refuses", async () => {
  await withFiles({}, async (folder) => {
    for (const [name, config] of Object.entries(BAD)) {
      assert.equal(validate(config), false, `the schema takes ${name}`);
      await Deno.writeTextFile(`${folder}/a.json`, JSON.stringify(config));
      await assert.rejects(
        loadFile(`${folder}/a.json`, VARIABLES),
        { name: "ConfigError" },
        `the loader takes ${name}`,
      );
    }
  });
});

Deno.test("every plugin of the registry is in the schema, and every option says what it is", () => {
  const definitions = schema.$defs as { [name: string]: { title?: string; properties?: { [option: string]: object } } };
  const whats = {
    source: "source",
    transform: "transform",
    derivation: "transform",
    store: "sink",
    file: "sink",
    ledger: "ledger",
  };
  for (const { name, kind } of PLUGINS) {
    const { title, properties = {} } = definitions[`${whats[kind]}-${name}`];
    assert.equal(title, `${kind} ${name}`);
    for (const [option, described] of Object.entries(properties)) {
      assert.ok(
        "description" in described && described.description,
        `${kind} ${name}: option "${option}" says nothing`,
      );
    }
  }
});

Deno.test("the schema's own example is valid, by the schema and by the loader", async () => {
  for (const example of schema.examples as object[]) {
    assert.ok(validate(example), JSON.stringify(validate.errors));
    await withFiles({ "a.json": example }, async (folder) => void await loadFile(`${folder}/a.json`));
  }
});

Deno.test("a secret is nothing but a variable in the schema, as it is for the loader", () => {
  // On a declaration of its own, whatever plugins there are.
  const made = pluginSchema({
    name: "x",
    kind: "store",
    summary: "X.",
    options: z.strictObject({ key: z.string(), headers: z.record(z.string(), z.string()).optional(), url: z.url() }),
    roles: { key: "secret", headers: "secret" },
    permissions: () => ({}),
  });
  const check = new Ajv2020({ strict: false }).compile({ ...made, $defs: schema.$defs });
  const rest = { use: "x", url: "https://example.org" };
  assert.ok(
    check({ ...rest, key: { env: "KEY" }, headers: { authorization: { env: "TOKEN" } } }),
    JSON.stringify(check.errors),
  );
  assert.equal(check({ ...rest, key: "plain" }), false);
  assert.equal(check({ ...rest, key: { env: "KEY" }, headers: { authorization: "plain" } }), false);
});

Deno.test("threadloom schema writes it to standard output or to a file", async () => {
  const { code, out } = await threadloom(["schema"]);
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(out), JSON.parse(JSON.stringify(schema)));
  assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
  await withFiles({}, async (folder) => {
    const written = await threadloom(["schema", "-o", "threadloom.schema.json"], folder);
    assert.equal(written.code, 0, written.err);
    assert.equal(await Deno.readTextFile(`${folder}/threadloom.schema.json`), out);
  });
});
