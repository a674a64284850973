/** `threadloom plugins`: what plugins declare, also those of others, and what they would need. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder } from "./script/support.ts";
import { threadloom } from "./support.ts";

const ROOT = new URL("../../", import.meta.url).href;

const MINE = `import { definePlugin } from "${ROOT}mod.ts";
import { z } from "${ROOT}deps/zod.ts";
const declare = (name: string, more: object) => definePlugin({
  name, kind: "source", summary: "The source " + name + ".", emits: "any",
  options: z.strictObject({ url: z.string(), inFolder: z.string(), path: z.union([z.string(), z.array(z.string())]),
    mode: z.enum(["fast", "slow"]), tries: z.int().min(3), tags: z.array(z.string()), token: z.string().default("x") }),
  permissions: ({ url, inFolder, path }: { url: string; inFolder: string; path: string }) =>
    ({ net: [new URL(url).host], read: [path, inFolder] }),
  ...more,
  create: () => ({ kind: "source", open: () => { throw new Error("not opened here"); } }),
} as never);
`;

Deno.test("permissions are those with the defaults, and with placeholders for what is needed", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "mine.ts"), `${MINE}export const one = declare("one", {});`);
    const { code, out, err } = await threadloom(["plugins", "./mine.ts"], folder);
    assert.equal(code, 0, err);
    assert.match(out, /\nUse: \.\/mine\.ts\n/);
    assert.match(out, /\n {2}mode: "fast" \| "slow" \(needed\)\n/);
    assert.match(out, /\n {2}token: string \(default: "x"\)\n/);
    // As Deno's flags have it: a host in lower case.
    assert.match(out, /\nPermissions: --allow-read=FOLDER\/FILE,FOLDER --allow-net=host\n/);
    assert.match(
      out,
      /\nExample:\n {2}\{ use: "\.\/mine\.ts", url: "https:\/\/HOST", inFolder: "FOLDER", path: "FOLDER\/FILE", mode: "fast", tries: 3, tags: \["TAGS"\] \}\n$/,
    );
    const machine = JSON.parse((await threadloom(["plugins", "mine.ts", "--json"], folder)).out);
    assert.deepEqual(machine.permissions, { net: ["host"], read: ["FOLDER/FILE", "FOLDER"] });
    assert.deepEqual(machine.options[0], { name: "url", type: "string", required: true });
    assert.equal(machine.use, "./mine.ts");
  }));

Deno.test("a declaration that wants better options than made-up ones is told to depend on them", () =>
  inFolder(async (folder) => {
    const picky = `declare("picky", { permissions: () => { throw new Error("no such place"); } })`;
    await Deno.writeTextFile(
      join(folder, "mine.ts"),
      `${MINE}export const picky = ${picky}; export const fine = declare("fine", { example: "fine();\\nmore();" });
export default fine;`,
    );
    const { code, out, err } = await threadloom(["plugins", "./mine.ts"], folder);
    assert.equal(code, 0, err);
    assert.match(out, /\nPermissions: they depend on its options\n/);
    assert.match(out, /\nUse: \.\/mine\.ts#picky\n/);
    assert.match(out, /\nExample:\n {2}fine\(\);\n {2}more\(\);\n\npicky /);
    assert.equal(out.match(/\(source "fine"\)/g)?.length, 1, "a default export is no second plugin");
  }));

Deno.test("plugins of others are listed where a config names them, whatever else is wrong with it", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "own"));
    await Deno.writeTextFile(
      join(folder, "own", "mine.ts"),
      `${MINE}export const one = declare("one", {}); export const two = declare("two", {});`,
    );
    await Deno.writeTextFile(
      join(folder, "threadloom.yaml"),
      `pipelines:
  a: { source: { use: "./own/mine.ts#two", nonsense: 1 }, to: { use: jsonl, path: x } }
  b: { source: { use: ./gone.ts }, to: [] }
`,
    );
    const all = await threadloom(["plugins"], folder);
    assert.equal(all.code, 0, all.err);
    assert.match(all.out, /\nIn threadloom\.yaml:\ntwo +source +The source two\. \(\.\/own\/mine\.ts#two\)\n$/);
    assert.match(all.err, /"\.\/gone\.ts\\" cannot be imported/);
    assert.match(all.err, /pipelines\.b\.to/);
    const two = await threadloom(["plugins", "two"], folder);
    assert.match(two.out, /^two \(source "two"\)\nThe source two\.\nUse: \.\/own\/mine\.ts#two\n/);
    const near = await threadloom(["plugins", "twoo", "--config", "threadloom.yaml"], folder);
    assert.equal(near.code, 2);
    assert.match(near.err, /did you mean "two"\?/);
    // What is ours is described without a look at the config.
    const ours = await threadloom(["plugins", "jsonl"], folder);
    assert.equal(ours.err, "");
    assert.match(ours.out, /Permissions: --allow-read=FOLDER --allow-write=FOLDER\n/);
    // One that nobody named and that cannot be read hides nothing else; one that is named has to be good.
    await Deno.writeTextFile(join(folder, "threadloom.json"), "{");
    const both = await threadloom(["plugins"], folder);
    assert.equal(both.code, 0, both.err);
    assert.match(both.err, /Cannot choose a config/);
    assert.match(both.out, /\njsonlSink /);
    const broken = await threadloom(["plugins", "--config", "threadloom.json"], folder);
    assert.equal(broken.code, 2);
    const missing = await threadloom(["plugins", "--config", "none.json"], folder);
    assert.equal(missing.code, 2);
  }));

Deno.test("plugins made in a config of TypeScript are listed, ours only once", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(
      join(folder, "threadloom.config.ts"),
      `${MINE}import { from } from "${ROOT}mod.ts";
import { jsonlSink } from "${ROOT}plugins/jsonl/mod.ts";
const options = { url: "https://example.org", inFolder: "a", path: "b", mode: "fast", tries: 3, tags: [] } as never;
const made = declare("made", {})(options) as never;
const other = declare("other", {})(options) as never;
export default { pipelines: {
  a: { source: made, to: jsonlSink({ path: "x" }) }, b: from(other).to(jsonlSink({ path: "y" })),
} };`,
    );
    const { code, out, err } = await threadloom(["plugins"], folder);
    assert.equal(code, 0, err);
    assert.match(
      out,
      /\nIn threadloom\.config\.ts:\nmade +source +The source made\.\nother +source +The source other\.\n$/,
    );
  }));
