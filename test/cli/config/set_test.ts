import assert from "node:assert/strict";
import { parsePath } from "../../../cli/config/set.ts";
import { loadFile, mistakesIn, withFiles } from "./support.ts";

const chatgpt = { use: "chatgpt", path: "x.zip" };
const to = [{ use: "sqlite" }, { use: "jsonl", path: "x.jsonl" }];
const ONE = { pipelines: { chats: { source: chatgpt, to } } };
const TWO = { pipelines: { chats: { source: chatgpt, to }, "odd.name": { source: chatgpt, to: { use: "sqlite" } } } };

/** The options of a pipeline's plugins after these sets. */
async function optionsWith(config: object, set: [string, string][], name = "chats"): Promise<unknown[]> {
  let found: unknown[] = [];
  await withFiles({ "threadloom.json": config }, async (folder) => {
    const { pipelines } = await loadFile(`${folder}/threadloom.json`, { OUT: "out.jsonl" }, { set });
    const pipeline = pipelines.get(name);
    found = [pipeline?.mirror, pipeline?.maxDelete, ...(pipeline?.plugins ?? []).map(({ options }) => options)];
  });
  return found;
}

async function refused(config: object, ...set: [string, string][]): Promise<string> {
  let found: string[] = [];
  await withFiles({ "threadloom.json": config }, async (folder) => {
    found = await mistakesIn(`${folder}/threadloom.json`, {}, { set });
  });
  return found.join("\n");
}

Deno.test("--set changes values, adds options, and reads numbers, truth values, lists and variables", async () => {
  assert.deepEqual(
    await optionsWith(ONE, [
      ["source.path", "y.zip"],
      ["pipelines.chats.to[1].path", "{ env: OUT }"],
      ["to[1].records", "message"],
      ["mirror", "true"],
      ["maxDelete", "30%"],
    ]),
    [
      true,
      "30%",
      { path: "y.zip", media: true },
      { path: "threadloom.db", name: "sqlite" },
      { path: { env: "OUT" }, records: "message", name: "jsonl" },
    ],
  );
  assert.deepEqual((await optionsWith(ONE, [["source.path", "[a.zip, b.zip]"]]))[2], {
    path: ["a.zip", "b.zip"],
    media: true,
  });
  assert.deepEqual((await optionsWith(ONE, [["source.path", "a: b.zip"]]))[2], { path: "a: b.zip", media: true });
  assert.deepEqual((await optionsWith(ONE, [["source.path", '"5"']]))[2], { path: "5", media: true });
  assert.deepEqual((await optionsWith(ONE, [["maxDelete", "5"]]))[1], 5);
  const odd = await optionsWith(TWO, [['pipelines["odd.name"].to.path', "z.db"]], "odd.name");
  assert.deepEqual(odd[3], { path: "z.db", name: "sqlite" });
});

Deno.test("--set leads somewhere or is a mistake that says where it could lead", async () => {
  assert.equal(
    await refused(ONE, ["pipelines.chts.source.path", "x"]),
    '--set pipelines.chts.source.path: pipelines: there is no key "chts", did you mean "chats"? (expected chats)',
  );
  assert.match(
    await refused(ONE, ["source.pth", "x"]),
    /^pipelines\.chats\.source\.pth: there is no option "pth" of chatgpt, did you mean "path"/,
  );
  assert.match(
    await refused(ONE, ["sauce.path", "x"]),
    /^--set sauce\.path: pipelines\.chats: there is no key "sauce"/,
  );
  assert.match(
    await refused(ONE, ["to[2].path", "x"]),
    /^--set to\[2\]\.path: pipelines\.chats\.to is a list of 2, expected pipelines\.chats\.to\[0\] to \[1\]$/,
  );
  assert.match(await refused(ONE, ["to.path", "x"]), /is a list of 2/);
  assert.match(
    await refused(ONE, ["source.path.deep", "x"]),
    /pipelines\.chats\.source\.path is "x\.zip", expected something with keys/,
  );
  assert.match(
    await refused(TWO, ["source.path", "x"]),
    /does not say which pipeline, expected pipelines\.<name>\..* one of chats, odd\.name/,
  );
  assert.match(await refused(TWO, ["pipeline.x", "x"]), /there is no key "pipeline", did you mean "pipelines"/);
  assert.match(await refused(ONE, ["a..b", "x"]), /is no path, expected one such as/);
  assert.match(await refused(ONE, ["source.maxx", "1"], ["miror", "1"]), /"maxx"[^]*"miror"|"miror"[^]*"maxx"/);
});

Deno.test("--set reaches no prototype", async () => {
  assert.match(await refused(ONE, ["source.__proto__", "{ path: y }"]), /no option "__proto__"/);
  assert.match(await refused(ONE, ["__proto__.x", "1"]), /there is no key "__proto__"/);
  assert.equal(Object.hasOwn(Object.prototype, "x"), false);
});

Deno.test("paths are keys, places and quoted keys", () => {
  assert.deepEqual(parsePath('a.b[1]["c.d"].e'), ["a", "b", 1, "c.d", "e"]);
  assert.deepEqual(parsePath('["a"].b'), ["a", "b"]);
  for (const wrong of ["", ".", "a.", ".a", "a[x]", "a]", "a[", 'a["b]']) {
    assert.equal(parsePath(wrong), undefined, wrong);
  }
});
