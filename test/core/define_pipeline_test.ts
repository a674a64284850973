import assert from "node:assert/strict";
import { definePipeline, from, type Pipeline, type PipelineOptions, run } from "../../mod.ts";
import { lastDefined } from "../../core/define_pipeline.ts";
import { z } from "../../deps/zod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySink, memorySource, memoryStore } from "../../plugins/memory/mod.ts";

/** A pipeline that keeps what `build` was given. */
function nowhere(): Pipeline {
  return from([1]).to(memorySink());
}

Deno.test("definePipeline() gives build() the types of its options, with defaults filled in", async () => {
  let seen: unknown;
  const chats = definePipeline({
    name: "chats",
    summary: "Chats.",
    options: {
      input: { type: "string", summary: "the export", required: true },
      out: { type: "string", summary: "the file", default: "out.jsonl" },
      zone: { type: "string", summary: "the zone" },
      kind: { type: "string", summary: "the kind", choices: ["a", "b"], default: "a" },
      most: { type: "number", summary: "most", default: 3 },
      least: { type: "number", summary: "least" },
      loud: { type: "boolean", summary: "loud" },
      skip: { type: "strings", summary: "left out", choices: ["x", "y"] },
    },
    build(options) {
      // Each line fails to compile when the type is another one.
      const typed: {
        input: string;
        out: string;
        zone: string | undefined;
        kind: "a" | "b";
        most: number;
        least: number | undefined;
        loud: boolean;
        skip: ("x" | "y")[];
      } = options;
      const back: typeof options = typed;
      seen = back;
      return nowhere();
    },
  });
  assert.equal((await chats.build({ input: "e.zip" })).kind, "pipeline");
  assert.deepEqual(seen, {
    input: "e.zip",
    out: "out.jsonl",
    zone: undefined,
    kind: "a",
    most: 3,
    least: undefined,
    loud: false,
    skip: [],
  });
  await chats.build({ input: "e.zip", skip: ["y"], kind: "b", loud: true, least: -1 });
  assert.deepEqual((seen as { skip: string[] }).skip, ["y"]);
  // @ts-expect-error -- an option that is required is required of the caller, too
  await assert.rejects(chats.build({}), {
    name: "TypeError",
    message: 'Cannot build "chats": input: it is missing, expected the export',
  });
  // @ts-expect-error -- a choice that there is not
  await assert.rejects(chats.build({ input: "e", kind: "c" }), /kind: it is "c", expected one of a, b/);
  const wrong = { input: "e", kind: "c", ot: 1, most: Infinity, constructor: 1 };
  await assert.rejects(chats.build(wrong as never), (error: Error) => {
    assert.match(error.message, /ot: there is no such option, expected input, out/);
    assert.match(error.message, /constructor: there is no such option/);
    assert.match(error.message, /kind: it is "c", expected one of a, b; most: it is null, expected a number/);
    return true;
  });
});

Deno.test("definePipeline() refuses a wrong definition, naming all mistakes", () => {
  const define = (options: unknown, rest: object = {}) => () =>
    definePipeline({ name: "p", summary: "P.", options: options as PipelineOptions, build: nowhere, ...rest });
  assert.throws(define({ Input: { type: "string", summary: "x" } }), /Input: its name is not camelCase/);
  assert.throws(
    define({ a: { type: "text", summary: "x" }, b: { type: "string" } }),
    /a: its type is "text".*; b: it has no summary/,
  );
  assert.throws(
    define({ a: { type: "string", summary: "x", role: "secret" } }),
    /a: it is a secret, which is never a flag: expected env/,
  );
  assert.throws(define({ a: { type: "string", summary: "x", env: "A-B" } }), /env is "A-B"/);
  assert.throws(
    define({ a: { type: "number", summary: "x", default: "1" } }),
    /a: its default is "1", expected a number/,
  );
  assert.throws(define({ a: { type: "string", summary: "x", default: "c", choices: ["a"] } }), /expected one of a/);
  assert.throws(
    define({ a: { type: "string", summary: "x", default: "c", required: true } }),
    /required and has a default/,
  );
  assert.throws(define({}, { name: "../p" }), /Cannot define pipeline "\.\.\/p"/);
  assert.throws(define({}, { summary: "" }), /its summary is no sentence/);
});

Deno.test("definePipeline() takes a zod object: its JSON Schema gives the options, its metadata their roles", async () => {
  const seen: unknown[] = [];
  const chats = definePipeline({
    name: "chats",
    summary: "Chats.",
    options: z.object({
      input: z.union([z.string(), z.array(z.string())]).describe("the exports").meta({
        positional: true,
        role: "location",
      }),
      kind: z.enum(["a", "b"]).default("b").describe("the kind"),
      most: z.number().int().min(1).optional().describe("most"),
      token: z.string().optional().meta({ env: "TOKEN", role: "secret", description: "the token" }),
      loud: z.boolean().default(true),
    }),
    build(options) {
      const typed: { input: string | string[]; kind: "a" | "b"; most?: number; token?: string; loud: boolean } =
        options;
      seen.push(typed);
      return nowhere();
    },
  });
  assert.deepEqual(
    chats.options.map((
      { name, type, required, role, env, positional, default: standard },
    ) => [name, type, required, role, env, positional, standard]),
    [
      ["input", "strings", true, "location", undefined, true, undefined],
      ["kind", "string", false, undefined, undefined, undefined, "b"],
      ["most", "number", false, undefined, undefined, undefined, undefined],
      ["token", "string", false, "secret", "TOKEN", undefined, undefined],
      ["loud", "boolean", false, undefined, undefined, undefined, true],
    ],
  );
  await chats.build({ input: ["e.zip"] });
  assert.deepEqual(seen, [{ input: ["e.zip"], kind: "b", loud: true }]);
  await assert.rejects(chats.build({ input: "e", most: 1.5 }), /^TypeError: Cannot build "chats": most: /);
  assert.throws(
    () => definePipeline({ name: "p", summary: "P.", options: z.object({ a: z.object({}) }), build: nowhere }),
    /a: no flag can give what its schema says/,
  );
  const mute = { "~standard": { version: 1 as const, vendor: "mute", validate: (value: unknown) => ({ value }) } };
  assert.throws(
    () => definePipeline({ name: "p", summary: "P.", options: mute, build: nowhere }),
    /its options schema cannot say its JSON Schema/,
  );
});

Deno.test("the pipeline that was defined last is the one that runCli() takes", () => {
  definePipeline({ name: "first", summary: "First.", build: nowhere });
  const second = definePipeline({ name: "second", summary: "Second.", build: nowhere });
  assert.equal(lastDefined(), second);
});

Deno.test("options that say what comes out are part of the definition, others are not", async () => {
  const ledger = memory();
  const store = memoryStore();
  const units = [{ key: "a", records: [{ id: "a", text: "abc" }] }];
  const cut = definePipeline({
    name: "cut",
    summary: "Cut.",
    options: {
      most: { type: "number", summary: "characters", required: true },
      path: { type: "string", summary: "a place", role: "location", default: "x" },
    },
    build: ({ most, path }) =>
      from(memorySource({ units }))
        .through((one: { id: string; text: string }) => ({ ...one, text: one.text.slice(0, most), path: path && "" }))
        .to(store),
  });
  const passed = async (given: { most: number; path?: string }) =>
    (await run(await cut.build(given), { name: "cut", ledger, stateFolder: "nowhere" })).source.passed;
  assert.equal(await passed({ most: 3 }), 1);
  assert.equal(await passed({ most: 3, path: "y" }), 0);
  assert.equal(await passed({ most: 2 }), 1);
});

Deno.test("build() that returns no pipeline is told so", async () => {
  const odd = definePipeline({ name: "odd", summary: "Odd.", build: () => undefined as unknown as Pipeline });
  await assert.rejects(odd.build({}), /^TypeError: Cannot build "odd": build\(\) returned no pipeline/);
});
