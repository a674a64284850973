/** What `threadloom new` makes of its words: names, factories, and where imports lead. */
import assert from "node:assert/strict";
import { UsageError } from "../../../cli/command.ts";
import { checkName, factoryName } from "../../../cli/new/names.ts";
import { originFor, type OwnModule, ROOT } from "../../../cli/new/origin.ts";
import { writeNew } from "../../../cli/new/write.ts";
import { imports, paragraph } from "../../../cli/new/template.ts";
import config from "../../../deno.json" with { type: "json" };
import { VERSION } from "../../../cli/version.ts";
import { inFolder } from "../script/support.ts";

/** What is wrong with a name, and which would do. */
function saidOf(name: string): string {
  try {
    checkName(name);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return `${error.message}; ${error.hint}`;
  }
  return "";
}

Deno.test("names in kebab-case and snake_case are taken", () => {
  for (const name of ["a", "notes", "my-notes", "my_notes2", "a1-b2_c3", "tests", "contest"]) {
    assert.equal(saidOf(name), "");
  }
});

Deno.test("other names are refused with one that would do, if there is one", () => {
  const near = (name: string) =>
    /^Cannot create ".*": .*expected small letters.*?(?:, as in (\S+))?$/s.exec(saidOf(name))?.[1];
  assert.equal(near("MyNotes"), "my-notes");
  assert.equal(near("my notes.ts"), "my-notes-ts");
  assert.equal(near("../../outside"), "outside");
  assert.equal(near("9lives"), "lives");
  assert.equal(near("a--b"), "a-b");
  assert.equal(near("a".repeat(25)), "a".repeat(24));
  for (const none of ["", "é", "__proto", "con", "lpt1"]) assert.match(saidOf(none), /^Cannot create/, none);
  assert.match(saidOf("test"), /take the module for a test/);
  assert.match(saidOf("notes_test"), /take the module for a test/);
});

Deno.test("a factory is named by its name and kind, and says the kind once", () => {
  assert.equal(factoryName("notes", "source"), "notesSource");
  assert.equal(factoryName("my-notes", "store"), "myNotesStore");
  assert.equal(factoryName("my_source", "source"), "mySource");
  assert.equal(factoryName("my_source", "sink"), "mySourceSink");
  assert.equal(factoryName("source", "source"), "sourceSource");
  assert.equal(factoryName("delete", "transform"), "deleteTransform");
});

Deno.test("a checkout is imported by relative paths, escaped as URLs are", () => {
  const from = (folder: string, root: string) => originFor(folder, new URL(root), false).specifier(".");
  assert.equal(from("/home/ada/chats", "file:///home/ada/threadloom/"), "../threadloom/mod.ts");
  assert.equal(from("/home/ada/threadloom", "file:///home/ada/threadloom/"), "./mod.ts");
  assert.equal(from("/home", "file:///home/a%20b%23c/"), "./a%20b%23c/mod.ts");
  assert.equal(from("/home/100% é?", "file:///opt/t/"), "../../opt/t/mod.ts");
  assert.equal(from("/", "file:///opt/t/"), "./opt/t/mod.ts");
});

Deno.test("what came by URL is imported by URL, and the published package by its name", () => {
  const from = (root: string, standalone: boolean, module: OwnModule) =>
    originFor("/x", new URL(root), standalone).specifier(module);
  assert.equal(from("https://example.org/t@1/", false, "./zod"), "https://example.org/t@1/deps/zod.ts");
  const own = `jsr:@threadloom/threadloom@${VERSION}`;
  assert.equal(from(`https://example.org/@threadloom/threadloom/${VERSION}/`, false, "."), own);
  assert.equal(from("file:///tmp/deno-compile-threadloom/", true, "./conformance"), `${own}/conformance`);
});

Deno.test("every module that templates import is one the package exports", () => {
  const exports: { readonly [name: string]: string } = config.exports;
  const { specifier } = originFor("/", ROOT, false);
  for (const module of [".", "./chatgpt", "./conformance", "./jsonl", "./ledger", "./memory", "./zod"] as const) {
    assert.equal(specifier(module), `.${ROOT.pathname}${exports[module].slice(2)}`);
  }
});

Deno.test("files that are there are named all at once, and none is written", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/b`, "mine");
    await Deno.symlink("nowhere", `${folder}/c`);
    const files = new Map([["a", "1"], ["b", "2"], ["c", "3"]]);
    await assert.rejects(
      writeNew(folder, files),
      /^CannotRunError: Cannot create "b" and "c": they are there already, and nothing is overwritten/,
    );
    assert.equal(await Deno.readTextFile(`${folder}/b`), "mine");
    await assert.rejects(Deno.stat(`${folder}/a`), Deno.errors.NotFound);
  }));

Deno.test("imports and paragraphs are broken where the formatter breaks them", () => {
  assert.equal(imports(["type B", "a"], "x.ts"), 'import { a, type B } from "x.ts";');
  const long = "x".repeat(80);
  assert.equal(imports(["type B", "a"], long), `import {\n  a,\n  type B,\n} from "${long}";`);
  assert.equal(imports(["a"], long), `import { a } from "${long}";`);
  const line = "word ".repeat(16).trim();
  assert.equal(paragraph(`${line} next`), `${line}\nnext`);
  assert.equal(paragraph(`${"w".repeat(70)} \`two words\`.`), `${"w".repeat(70)}\n\`two words\`.`);
});
