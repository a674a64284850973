import assert from "node:assert/strict";
import { importedNames } from "../../../cli/user_module/import_clause.ts";
import { rewriteImports } from "../../../cli/user_module/rewrite.ts";
import { stripTypes } from "../../../cli/user_module/strip_types.ts";

const FILE = new URL("file:///home/a/b.ts");
/** TypeScript to what is loaded, each specifier in capitals. */
async function through(text: string): Promise<string> {
  const { code, values } = stripTypes(text);
  return await rewriteImports(code, FILE, (specifier) => Promise.resolve(specifier.toUpperCase()), values);
}

Deno.test("stripTypes() leaves every line and column where it was", () => {
  const text = `interface A {\n  b: string;\n}\nconst a = <T,>(b: T): T => b;  throw new Error(\`x\${a<number>(1)}\`);`;
  const { code } = stripTypes(text);
  assert.equal(code.length, text.length);
  assert.equal(code.indexOf("throw"), text.indexOf("throw"));
  assert.throws(() => stripTypes("let a = 1;\nlet b: = 2;"), /^SyntaxError: line 2, column 8: /);
});

Deno.test("imports of types go, whether they say so or not; the others stay on their lines", async () => {
  const code = await through(`import a, { type B, c as d, E } from "x";
import {
  F, // a type, too
  g,
} from 'y';
import * as H from "z";
import "effect";
export { k } from "k"; export * from "l";
let e: E | F | H.I; console.log(a, d, g);
console.log("line 10");`);
  assert.match(code, /^import a, \{ c as d \} from "X";/);
  assert.match(code, /import \{ g \} from "Y";/);
  assert.ok(!/"Z"/.test(code) && code.includes('import "EFFECT"') && code.includes('"K"') && code.includes('"L"'));
  assert.equal(code.split("\n").findIndex((line) => line.includes("line 10")), 9);
});

Deno.test("what looks like an import in a string, comment, template or pattern is none", async () => {
  const text = 'const a = "import(\'x\')", b = /import\\("y"\\)/, c = `import("z")`; // import "w"\n';
  assert.equal(await through(text), text);
});

Deno.test("import() and import.meta are the user's file's own", async () => {
  const code = await through("const a = await import(`./${await import('b')}.ts`), c = import.meta.url;");
  assert.equal(code.match(/\$threadloomImport\(/g)?.length, 2);
  assert.match(code, /c = \$threadloomMeta\.url/);
  assert.ok(!code.includes("\n"));
});

Deno.test("import clauses are read in all their forms", () => {
  const names = (clause: string) =>
    importedNames(`import ${clause} from "x"`)?.map((name) => Object.values(name).join(":"));
  assert.deepEqual(names("a"), ["default:a"]);
  assert.deepEqual(names("$a, * as b"), ["default:$a", "*:b"]);
  assert.deepEqual(names("{a,b as c,default as d,}"), ["a:a", "b:c", "default:d"]);
  assert.deepEqual(names("/* x */ { a // y, z\n }"), ["a:a"]);
  assert.equal(importedNames(`import "x"`), undefined);
  assert.equal(importedNames(`export { a } from "x"`), undefined);
});
