import assert from "node:assert/strict";
import { createOutput } from "../../../cli/output.ts";
import { stringify } from "../../../deps/yaml.ts";
import { fakeTerminal } from "../support.ts";
import { loadFile, mistakesIn, mistakesOf, ROOT, withFiles } from "./support.ts";

const TEN = {
  pipelines: {
    chats: {
      source: { use: "chatgtp", path: "export.zip" },
      to: [
        { use: "sqlite", pth: "chats.db" },
        { use: "jsonl", path: "chats.jsonl", records: "mesage" },
        { use: "markdown" },
        { use: "jsonl", path: { env: "NOT_THERE" } },
      ],
      miror: true,
      maxDelete: "200%",
    },
    lines: {
      source: { pipeline: "chat" },
      to: { use: "jsonl", path: 5 },
      onDead: "never",
    },
  },
};

const MESSAGES = [
  'pipelines.chats.miror: there is no key "miror", did you mean "mirror"? (expected summary, source, through, to, ' +
  "ledger, mirror, maxDelete, maxDeadLetters, onDead)",
  'pipelines.chats.maxDelete: is "200%", expected a whole number of entries (100) or a percentage up to 100% ("30%")',
  /^pipelines\.chats\.source\.use: there is no source "chatgtp", did you mean "chatgpt"\? \(expected analytics, chatgpt, .*jsonl/,
  'pipelines.chats.to[0].pth: there is no option "pth" of sqlite, did you mean "path"? (expected path, name)',
  'pipelines.chats.to[1].records: is "mesage", expected "conversation" or "message", did you mean "message"?',
  "pipelines.chats.to[2].path: is missing, expected a text that is not empty",
  'pipelines.chats.to[3].path: the environment variable "NOT_THERE" is not set, expected a value: set it before you start',
  'pipelines.chats.to[3].name: the sink is named "jsonl" as pipelines.chats.to[1] is, expected a name of its own: ' +
  'name: "…"',
  'pipelines.lines.onDead: is "never", expected "continue" or "stop"',
  "pipelines.lines.to.path: is 5, expected a text that is not empty",
  'pipelines.lines.source.pipeline: there is no pipeline "chat", did you mean "chats"? (expected chats)',
];

for (
  const [name, text] of [
    ["threadloom.json", JSON.stringify(TEN)],
    ["threadloom.yaml", stringify(TEN)],
    // What nobody's editor has shown in red.
    ["threadloom.config.ts", `export default ${JSON.stringify(TEN)};`],
  ]
) {
  Deno.test(`${name}: a config with so many mistakes yields as many messages at once`, async () => {
    await withFiles({ [name]: text }, async (folder) => {
      const found = await mistakesIn(`${folder}/${name}`);
      assert.equal(found.length, MESSAGES.length, found.join("\n"));
      for (const [i, message] of MESSAGES.entries()) {
        if (typeof message === "string") assert.equal(found[i], message);
        else assert.match(found[i], message);
      }
    });
  });
}

Deno.test("the command says the mistakes one a line, for people and for machines", async () => {
  await withFiles({ "a.json": TEN }, async (folder) => {
    const error = await loadFile(`${folder}/a.json`).then(() => undefined, (thrown) => thrown);
    const terminal = fakeTerminal();
    createOutput(terminal, { json: false, quiet: false, verbose: false, color: false }).error(error);
    const [first, ...rest] = terminal.written.err.trimEnd().split("\n");
    assert.equal(first, `threadloom: Cannot use "${folder}/a.json": it has ${MESSAGES.length} mistakes, expected none`);
    assert.equal(rest.length, MESSAGES.length);
    for (const line of rest) assert.match(line, /^ {2}pipelines\.\S+: /);
    const machine = fakeTerminal();
    createOutput(machine, { json: true, quiet: false, verbose: false, color: false }).error(error);
    assert.equal(JSON.parse(machine.written.err).mistakes.length, MESSAGES.length);
  });
});

const chatgpt = { use: "chatgpt", path: "x.zip" };
const lines = { use: "jsonl", path: "x.jsonl" };

Deno.test("the shape of a config: each wrong thing says what it is and what was expected", async () => {
  const one = (pipeline: unknown) => mistakesOf({ pipelines: { a: pipeline } } as object);
  assert.deepEqual(await mistakesOf([]), [" it holds [], expected { pipelines: { … } }".trim()]);
  assert.match((await mistakesOf({}))[0], /^pipelines: is missing, expected at least one/);
  assert.match((await mistakesOf({ pipelines: {} }))[0], /^pipelines: is empty/);
  assert.match(
    (await mistakesOf({ pipeline: {}, pipelines: { a: { source: chatgpt, to: lines } } }))[0],
    /"pipelines"\?/,
  );
  assert.match(
    (await mistakesOf({ pipelines: { "../a": { source: chatgpt, to: lines } } }))[0],
    /^pipelines\["\.\.\/a"\]: its name/,
  );
  assert.deepEqual(await one({ source: chatgpt }), ["pipelines.a.to: is missing, expected a sink or a list of sinks"]);
  assert.deepEqual(await one({ source: chatgpt, to: [] }), [
    "pipelines.a.to: is an empty list, expected a sink or a list of sinks",
  ]);
  assert.deepEqual(await one({ to: lines }), ['pipelines.a.source: is missing, expected { use: "<source>", … }']);
  assert.deepEqual(await one({ source: "chatgpt", to: lines }), [
    'pipelines.a.source: is "chatgpt", expected { use: "chatgpt", … }',
  ]);
  assert.match((await one({ source: { path: "x" }, to: lines }))[0], /^pipelines\.a\.source: has no "use", expected/);
  assert.match((await one({ source: { ues: "chatgpt" }, to: lines }))[0], /has no "use"/);
  assert.match((await one({ source: chatgpt, to: [lines, null] }))[0], /^pipelines\.a\.to\[1\]: is null/);
  assert.match((await one({ source: chatgpt, through: lines, to: lines }))[0], /^pipelines\.a\.through: is .* a list/);
  assert.match((await one({ source: chatgpt, to: { when: 5, to: lines } }))[0], /^pipelines\.a\.to\.when: is 5/);
  assert.match((await one({ source: chatgpt, to: { wen: "x", to: lines } }))[0], /no key "wen", did you mean "when"/);
  assert.match((await one({ source: chatgpt, to: lines, maxDeadLetters: -1 }))[0], /is -1, expected a whole number/);
  assert.match((await one({ source: chatgpt, to: lines, maxDelete: 0.5 }))[0], /is 0\.5/);
  assert.match((await one({ source: chatgpt, to: lines, maxDelete: "30" }))[0], /is "30"/);
});

Deno.test("a plugin in the wrong place is told apart from one that is not there", async () => {
  assert.match(
    (await mistakesOf({ pipelines: { a: { source: { use: "markdown", path: "x" }, to: lines } } }))[0],
    /^pipelines\.a\.source\.use: "markdown" is no source but a store \(expected analytics, chatgpt, /,
  );
  assert.match(
    (await mistakesOf({ pipelines: { a: { source: chatgpt, to: { use: "mine.ts" } } } }))[0],
    /^pipelines\.a\.to\.use: .*begins with "\.\/": did you mean "\.\/mine\.ts"\?/,
  );
  assert.match(
    (await mistakesOf({ pipelines: { a: { source: chatgpt, to: lines, ledger: { use: "jsn" } } } }))[0],
    /^pipelines\.a\.ledger\.use: there is no ledger "jsn", did you mean "json"\?/,
  );
});

Deno.test("keys that every object has are as unknown as others", async () => {
  const text = `{ "pipelines": { "a": { "source": { "use": "chatgpt", "path": "x", "__proto__": 1 },
    "to": { "use": "constructor" }, "toString": 1 } } }`;
  await withFiles({ "threadloom.json": text }, async (folder) => {
    const found = await mistakesIn(`${folder}/threadloom.json`);
    assert.equal(found.length, 3, found.join("\n"));
    assert.match(found[0], /no key "toString"/);
    assert.match(found[1], /^pipelines\.a\.source\.__proto__: there is no option "__proto__"/);
    assert.match(found[2], /no sink "constructor"/);
  });
});

Deno.test("a chain whose kinds do not fit is told at the plugin that is given what it does not accept", async () => {
  const mine = `import { definePlugin } from "${ROOT}mod.ts";
import { z } from "${ROOT}deps/zod.ts";
export const rows = definePlugin({ name: "rows", kind: "source", summary: "Rows.", emits: "table row",
  options: z.strictObject({}), permissions: () => ({}), create: () => ({ kind: "source", open() {} }) });
export const reports = definePlugin({ name: "reports", kind: "transform", summary: "Reports.", accepts: ["conversation"],
  emits: "report", options: z.strictObject({}), permissions: () => ({}), create: () => ({ kind: "transform", name: "reports", open() {} }) });
`;
  const config = {
    pipelines: {
      a: { source: { use: "./mine.ts" }, to: [{ use: "sqlite" }, { use: "jsonl", path: "x" }] },
      b: {
        source: chatgpt,
        through: [{ use: "./mine.ts" }],
        to: [{ through: [], to: [{ use: "markdown", path: "v" }] }],
      },
    },
  };
  await withFiles({ "mine.ts": mine, "threadloom.json": config }, async (folder) => {
    assert.deepEqual(await mistakesIn(`${folder}/threadloom.json`), [
      'pipelines.a.to[0]: "sqlite" accepts conversation, and "rows" before it emits table row',
      'pipelines.b.to[0].to[0]: "markdown" accepts conversation, and "reports" before it emits report',
    ]);
  });
});

Deno.test("a kind is told through transforms that only leave records out, and forgotten behind those that change them", async () => {
  const csv = { use: "csv", path: "x.csv", key: "id" };
  const filter = { use: "filter", where: "id" };
  assert.deepEqual(
    await mistakesOf({
      pipelines: { a: { source: csv, through: [filter], to: [{ when: "id", to: { use: "sqlite" } }] } },
    }),
    [
      'pipelines.a.to[0].to: "sqlite" accepts conversation, and "filter" before it emits table row',
    ],
  );
  const map = { use: "map", fields: { id: "id" } };
  await withFiles(
    { "a.json": { pipelines: { a: { source: csv, through: [filter, map], to: { use: "sqlite" } } } } },
    async (folder) => {
      await loadFile(`${folder}/a.json`);
    },
  );
});

Deno.test("an expression that cannot be read is told where it stands, also that of a branch", async () => {
  const found = await mistakesOf({
    pipelines: {
      a: {
        source: chatgpt,
        through: [{ use: "filter", where: "n >" }],
        to: [{ when: "title startsWit 'x'", to: lines }, { when: { env: "X" }, to: { ...lines, name: "b" } }],
      },
    },
  });
  assert.equal(found.length, 3, found.join("\n"));
  assert.match(found[0], /^pipelines\.a\.to\[1\]\.when: is {"env":"X"}, expected an expression/);
  assert.match(found[1], /^pipelines\.a\.through\[0\]\.where: Cannot parse expression "n >": at position 4/);
  assert.match(found[2], /^pipelines\.a\.to\[0\]\.when: Cannot parse expression .*at position 7 there is "startsWit"/);
});

Deno.test("a branch inside a branch without end is a mistake, not the end of the program", async () => {
  let to: object = lines;
  for (let i = 0; i < 5000; i++) to = { to };
  const [found, ...more] = await mistakesOf({ pipelines: { a: { source: chatgpt, to } } });
  assert.match(found, /is a branch more than 32 deep, expected fewer/);
  assert.deepEqual(more, []);
});

Deno.test("an address that is refused for its password is told without it", async () => {
  const to = [
    { use: "dynamodb", endpoint: "http://me:Canary@host:1" },
    { use: "weaviate", url: "ftp://Canary@host" },
    { use: "jsonl", path: ["http://me:C@nary@host"] },
  ];
  const through = [{ use: "embed", baseUrl: "https://me:Canary@host/v1" }];
  assert.deepEqual(await mistakesOf({ pipelines: { a: { source: chatgpt, through, to } } }), [
    'pipelines.a.through[0].baseUrl: is "https://***@host/v1": it holds a user or password, expected the key in apiKey',
    'pipelines.a.to[0].endpoint: is "http://***@host:1", expected an address that begins with http:// or https://, ' +
    "without a password",
    'pipelines.a.to[1].url: is "ftp://***@host", expected an address that begins with http:// or https://, ' +
    "without a password",
    'pipelines.a.to[2].path: is ["http://***@host"], expected a text that is not empty',
  ]);
});
