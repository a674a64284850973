/** Users' modules in a compiled program: TypeScript, imports of all kinds, and what is said of those that cannot work. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findDeno, type Ran, runDeno } from "../../cli/compile/deno.ts";
import { ROOT, runIn, scratchFolder, testsOf, writeFiles } from "./support.ts";

const folder = await scratchFolder();
const program = join(folder, "loader");
const test = testsOf("the program", await compile());

async function compile(): Promise<Ran> {
  const flags = ["-q", "-A", "--no-check", "--exclude-unused-npm", "--config", join(ROOT, "deno.json"), "-o", program];
  return await runDeno((await findDeno()).command, ["compile", ...flags, join(ROOT, "test/binary/loader_program.ts")]);
}

/** Writes files, imports the first of them in the compiled program, and says what came of it. */
async function load(files: Record<string, string>, specifier = `./${Object.keys(files)[0]}`): Promise<unknown> {
  const home = await Deno.makeTempDir({ dir: folder });
  await writeFiles(home, files);
  const { out, err } = await runIn(folder, program, [specifier, `${pathToFileURL(home)}/threadloom.config.ts`]);
  assert.notEqual(out, "", err);
  return JSON.parse(out.replaceAll(home, "HOME").replaceAll(folder, "FOLDER"));
}

test("a module of the user's may have types, enums, parameter properties and a #! line", async () => {
  const found = await load({
    "a.ts": `#!/usr/bin/env -S deno run
import { type Shape, Size, count } from "./b.mts";
import { Bare } from "./b.mts";
const shape = { size: 2 } satisfies Shape;
const bare: Bare<number> = [shape.size];
export const result = (): unknown => [bare, count<number>(bare), Size.large, new (class { constructor(public n: number) {} })(4).n];`,
    "b.mts": `export interface Shape { size: number }
export type Bare<T> = T[];
export enum Size { small, large = 7 }
export function count<T>(list: Bare<T>): number { return list.length; }`,
  });
  assert.deepEqual(found, [[2], 1, 7, 4]);
});

test("imports in a circle, of JSON, of plain JavaScript and later ones lead where the user's do", async () => {
  const found = await load({
    "a.ts": `import { b } from "./lib/b.ts";
import data from "./data.json" with { type: "json" };
import { c } from "./c.js";
export function one(): number { return 1; }
const late = async (name: string) => (await import(\`./lib/\${name}.ts\`)).b();
export const result = async () => [b(), data.k, c, await late("b"), (await import("./data.json", { with: { type: "json" } })).default.k];`,
    "lib/b.ts": `import { one } from "../a.ts"; export const b = (): number => one() + 1;`,
    "data.json": `{ "k": "import('x')" }`,
    "c.js": `export { c } from "./d.js"; export * from "./d.js";`,
    "d.js": `export const c = /import\\("nope"\\)/.source;`,
  });
  assert.deepEqual(found, [2, "import('x')", `import\\("nope"\\)`, 2, "import('x')"]);
});

test("import.meta says where the user's file is", async () => {
  const found = await load({
    "deep/a.ts": `import { text } from "../read.ts";
export const result = () => [import.meta.dirname, import.meta.filename, import.meta.main, text];`,
    "read.ts": `export const text = Deno.readTextFileSync(new URL("./note.txt", import.meta.url));`,
    "note.txt": "found",
  });
  assert.deepEqual(found, ["HOME/deep", "HOME/deep/a.ts", false, "found"]);
});

test("every way to name threadloom leads to the one copy inside", async () => {
  const found = await load({
    "a.ts": `import { from as a, isPlugin } from "threadloom";
import { from as b } from "@threadloom/threadloom";
import { from as c } from "npm:@threadloom/threadloom@^0.1";
import { from as d } from "https://example.com/threadloom@0.1.0/mod.ts";
import { from as e } from "${ROOT}mod.ts";
import { from as f } from "../gone/threadloom/mod.ts";
import { jsonlSink as g } from "threadloom/jsonl";
import { jsonlSink as h } from "https://example.com/x/plugins/jsonl/mod.ts";
import { jsonlSink as i } from "${pathToFileURL(ROOT)}plugins/jsonl/mod.ts";
import { isPlugin as k } from "${ROOT}core/plugin.ts";
export const result = async () => [
  [b, c, d, e, f, (await import("threadloom")).from].every((other) => other === a), g === h && h === i, k === isPlugin, isPlugin(g({ path: "x" })),
];`,
  });
  assert.deepEqual(found, [true, true, true, true]);
});

test("a user's own file that is named like one of ours stays the user's", async () => {
  const found = await load({
    "a.ts":
      `import { mine } from "./plugins/jsonl/mod.ts"; import { too } from "./mod.ts"; export const result = () => [mine, too];`,
    "plugins/jsonl/mod.ts": `export const mine: string = "mine";`,
    "mod.ts": `export const too: string = "too";`,
  });
  assert.deepEqual(found, ["mine", "too"]);
});

test("packages inside can be imported, in a version that fits", async () => {
  assert.deepEqual(
    await load({
      "a.ts": `import { z } from "zod"; import { z as y } from "npm:zod@^4.1"; import type { X } from "npm:nothing@1";
const x: X | undefined = undefined; export const result = () => [z === y, x ?? z.string().parse("s")];`,
    }),
    [true, "s"],
  );
  for (
    const [specifier, reason] of [
      ["npm:zod@3", /holds zod 4\.\d+\.\d+, which is not 3/],
      ["ms", /fetches no packages, and "ms" is not inside \(inside: .*zod 4/],
      ["jsr:@some/thing@1", /"@some\/thing" is not inside/],
      ["https://example.com/lib/x.ts", /fetches no modules/],
      ["https://example.com/plugins/telepathy/mod.ts", /fetches no modules/],
      ["threadloom/jsnol", /exports no "\.\/jsnol": did you mean "threadloom\/jsonl"\?/],
      ["threadloom/conformance", /not part of a compiled program/],
      ["./b", /no such file, but there is HOME\/b\.ts/],
      ["./none.ts", /no such file, expected HOME\/none\.ts/],
      ["./view.tsx", /reads no JSX/],
      ["%", /expected "\.\/file\.ts"/],
    ] as const
  ) {
    const { message } = await load({
      "a.ts": `\nimport * as all from "${specifier}";\nexport const x = all;`,
      "b.ts": "",
      "view.tsx": "",
    }) as Error;
    assert.match(message, reason, specifier);
    if (specifier !== "./view.tsx") {
      assert.ok(message.startsWith(`Cannot import "${specifier}" in "HOME/a.ts", line 2: `));
    }
  }
});

test("mistakes in a user's module name its file and line", async () => {
  const syntax = await load({
    "a.ts": `import "./b.ts";`,
    "b.ts": `export const b = 1;\n\nexport const c: = 2;`,
  }) as Error;
  assert.match(syntax.message, /^Cannot load "HOME\/b\.ts": line 3, column 17: /);
  const twice = await load({ "a.ts": `const a: number = 1;\nconst a: number = 2;` }) as Error;
  assert.match(twice.message, /HOME\/a\.ts/);
  const name = await load({ "a.ts": `import { fromm } from "threadloom";\nexport const x = fromm;` }) as Error;
  assert.match(
    name.message,
    /'threadloom\/mod\.ts' does not provide an export named 'fromm' at file:\/\/HOME\/a\.ts:1:/,
  );
  const thrown = await load({
    "a.ts":
      `import { deep } from "./b.ts";\ninterface Long {\n  a: string;\n}\nexport const result = (): Long => deep(1);`,
    "b.ts":
      `enum Much { a, b }\n\n\n\nexport function deep(n: number): never {\n  throw new RangeError(\`at \${Much[n]}\`);\n}`,
  }) as Error;
  assert.equal(thrown.message, "at b");
  assert.match(thrown.stack!, /file:\/\/HOME\/b\.ts:6:9\)[\s\S]*file:\/\/HOME\/a\.ts:5:35/);
});

test("nothing is left in the folder for temporary files", async () => {
  const { out } = await runIn(folder, program, ["data:text/javascript,export const a=1", "file:///x.ts"]);
  assert.equal(out, '["a"]\n');
  const tmp = join(folder, "tmp");
  await Deno.mkdir(tmp);
  await writeFiles(folder, { "z.ts": `export const z: number = 1;` });
  const command = new Deno.Command(program, {
    args: ["./z.ts", pathToFileURL(`${folder}/`).href],
    env: { TMPDIR: tmp },
  });
  assert.equal(new TextDecoder().decode((await command.output()).stdout), '["z"]\n');
  assert.deepEqual([...Deno.readDirSync(tmp)].filter(({ isDirectory }) => isDirectory), []);
});
