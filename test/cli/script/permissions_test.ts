/** The line that a script prints runs it, with nothing else allowed. */
import assert from "node:assert/strict";
import { zip } from "../../support/zip_writer.ts";
import { inFolder, runLine, script, writeExport, writeScript } from "./support.ts";

const TO_JSONL = `export default definePipeline({
  name: "to jsonl",
  summary: "An export to JSONL.",
  options: {
    input: { type: "strings", summary: "the exports", required: true, role: "location", positional: true },
    out: { type: "string", summary: "the file", default: "out.jsonl", role: "location" },
    words: { type: "number", summary: "least words" },
  },
  build: ({ input, out, words = 0 }) =>
    from(chatgptSource({ path: input })).through((one) => (one.title ?? "").split(" ").length >= words ? one.title ?? "" : []).to(jsonlSink({ path: out })),
});
await runCli(import.meta);
`;

/** The printed line, run; how the run ended. */
async function printedAndRun(words: string[], cwd: string, env?: { [name: string]: string }) {
  const printed = await script([...words, "--print-permissions"], { cwd, flags: ["--allow-read"], env });
  assert.equal(printed.code, 0, printed.err);
  assert.equal(printed.out.split("\n").length, 2, "one line");
  const done = await runLine(printed.out.trimEnd(), cwd, env);
  return { line: printed.out.trimEnd(), ...done };
}

Deno.test("--print-permissions prints a line that runs the script, and the second time it is the same", () =>
  inFolder(async (folder) => {
    await writeScript(`${folder}/chats.ts`, TO_JSONL);
    await writeExport(`${folder}/export.zip`);
    const { line, code, err } = await printedAndRun(["chats.ts", "export.zip"], folder);
    assert.equal(code, 0, err);
    assert.equal(line, "deno run --allow-read=. --allow-write=. chats.ts export.zip");
    const word = await script(["chats.ts", "permissions", "export.zip"], { cwd: folder });
    assert.equal(word.out.trimEnd(), line);
    const again = await runLine(line, folder);
    assert.match(
      again.out,
      /19 conversations read, 19 new or changed.*\n\n {2}jsonl {6}0 written, 0 deleted, 1 unchanged/,
    );
  }));

Deno.test("--print-permissions names each place once: exports, outputs, state, the script and what it imports", () =>
  inFolder(async (folder) => {
    for (const name of ["in", "scripts/lib", "out", "elsewhere"]) {
      await Deno.mkdir(`${folder}/${name}`, { recursive: true });
    }
    await Deno.writeTextFile(`${folder}/scripts/lib/clean.ts`, "export const clean = (text) => text.trim();\n");
    await Deno.writeTextFile(`${folder}/elsewhere/other.ts`, "export const other = 1;\n");
    await writeScript(
      `${folder}/scripts/chats.ts`,
      `import { clean } from "./lib/clean.ts";\nimport "../elsewhere/other.ts";\n` +
        TO_JSONL.replace('one.title ?? "" :', 'clean(one.title ?? "") :'),
    );
    await writeExport(`${folder}/in/export.zip`);
    const { line, code, err } = await printedAndRun(
      ["scripts/chats.ts", "in/export.zip", "--out", "out/titles.jsonl"],
      folder,
    );
    assert.equal(code, 0, err);
    assert.equal(
      line,
      "deno run '--allow-read=in/export.zip,out,scripts/.threadloom/to jsonl,scripts/chats.ts,scripts/lib/clean.ts,elsewhere/other.ts' " +
        "'--allow-write=out,scripts/.threadloom/to jsonl' scripts/chats.ts in/export.zip --out out/titles.jsonl",
    );
  }));

for (
  const [what, inputs, files] of [
    [
      "spaces, quotes and what means something to a shell",
      ['my export\'s "best".zip', "~a$HOME `b`;&|.zip", "./-one.zip"],
      ['my export\'s "best".zip', "~a$HOME `b`;&|.zip", "-one.zip"],
    ],
    ["several inputs in several folders, and a pattern", ["a/one.zip", "b/*.zip"], [
      "a/one.zip",
      "b/two.zip",
      "b/3.zip",
    ]],
    ["paths out of the folder", ["../PARENT/one.zip", "ABSOLUTE/two.zip"], ["one.zip", "two.zip"]],
  ] as const
) {
  Deno.test(`--print-permissions: the line can be pasted and run with ${what}`, () =>
    inFolder(async (folder) => {
      await Deno.mkdir(`${folder}/code`);
      await writeScript(`${folder}/code/chats.ts`, TO_JSONL);
      for (const [i, file] of files.entries()) {
        await Deno.mkdir(`${folder}/data/${file}/..`.replace(/[^/]+\/\.\.$/, ""), { recursive: true });
        await writeExport(`${folder}/data/${file}`, i === 0 ? 1 : 2);
      }
      const given = inputs.map((one) => one.replace("PARENT", "data").replace("ABSOLUTE", `${folder}/data`));
      const { line, code, err } = await printedAndRun(
        ["../code/chats.ts", ...given, "--out", "out.jsonl"],
        `${folder}/data`,
      );
      assert.equal(code, 0, `${line}\n${err}`);
      assert.ok((await Deno.readTextFile(`${folder}/data/out.jsonl`)).length > 100);
    }));
}

Deno.test("--print-permissions works for an unpacked folder, and for stores in folders", () =>
  inFolder(async (folder) => {
    await writeScript(
      `${folder}/chats.ts`,
      `export default definePipeline({
        name: "stores", summary: "Stores.",
        options: { input: { type: "string", summary: "the export", required: true, positional: true, role: "location" } },
        build: ({ input }) => from(chatgptSource({ path: input })).to(sqliteStore({ path: "db/chats.db" }), markdownStore({ path: "notes" })),
      });
      await runCli(import.meta);`,
    );
    await writeExport(`${folder}/export.zip`);
    await Deno.mkdir(`${folder}/unpacked`);
    await Deno.writeTextFile(`${folder}/unpacked/conversations.json`, "[]");
    for (const input of ["export.zip", "unpacked"]) {
      const { line, code, err } = await printedAndRun(["chats.ts", input], folder);
      assert.equal(code, 0, err);
      assert.match(
        line,
        new RegExp(
          `^deno run --allow-read=${input},db,notes,.threadloom/stores --allow-write=db,notes,.threadloom/stores `,
        ),
      );
    }
    for (
      const words of [["verify", "export.zip"], ["plan", "export.zip", "-o", "plans/p.json"], ["status"], [
        "dead-letters",
      ]]
    ) {
      await Deno.mkdir(`${folder}/plans`, { recursive: true });
      const { code, err } = await printedAndRun(["chats.ts", ...words], folder);
      assert.equal(code, 0, err);
    }
    const { code, err } = await printedAndRun(["chats.ts", "apply", "plans/p.json"], folder);
    assert.equal(code, 0, err);
  }));

Deno.test("--print-permissions refuses a path with a comma, which no flag can say", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/code`);
    await writeScript(`${folder}/code/chats.ts`, TO_JSONL);
    await Deno.mkdir(`${folder}/a,b`);
    const { code, out, err } = await script([
      "code/chats.ts",
      "a,b/export.zip",
      "--out",
      "out/x",
      "--print-permissions",
    ], { cwd: folder });
    assert.equal(code, 2);
    assert.equal(out, "");
    assert.match(err, /^to jsonl: Cannot allow "a,b\/export\.zip" by a flag: it has a comma/);
  }));

Deno.test("--print-permissions names the variables of options and never their values", () =>
  inFolder(async (folder) => {
    await writeScript(
      `${folder}/chats.ts`,
      `export default definePipeline({
        name: "secret", summary: "With a secret.",
        options: {
          token: { type: "string", summary: "the token", required: true, role: "secret", env: "CHATS_TOKEN" },
          zone: { type: "string", summary: "the zone", env: "CHATS_ZONE" },
        },
        build: ({ token }) => from([{ length: token.length }]).to(jsonlSink({ path: "out.jsonl" })),
      });
      await runCli(import.meta);`,
    );
    const bare = await script(["chats.ts", "permissions"], { cwd: folder, flags: [] });
    assert.equal(bare.code, 0, bare.err);
    assert.match(bare.out, /--allow-env=CHATS_TOKEN,CHATS_ZONE chats\.ts\n$/);
    const done = await runLine(bare.out.trimEnd(), folder, { CHATS_TOKEN: "hush-hush" });
    assert.equal(done.code, 0, done.err);
    assert.equal(await Deno.readTextFile(`${folder}/out.jsonl`), '{"length":9}\n');
    const shown = await script(["chats.ts", "permissions"], { cwd: folder, env: { CHATS_TOKEN: "hush-hush" } });
    assert.doesNotMatch(shown.out + shown.err, /hush/);
    const denied = await script(["chats.ts"], { cwd: folder, flags: ["--allow-read", "--allow-write"] });
    assert.equal(denied.code, 2);
    assert.match(denied.err, /Cannot read option "token": the environment variable CHATS_TOKEN may not be read/);
    assert.match(denied.err, /--allow-env=CHATS_TOKEN/);
  }));

Deno.test("--print-permissions with nothing allowed asks for the script's folder in the place of its modules", () =>
  inFolder(async (folder) => {
    for (const name of ["code", "data"]) await Deno.mkdir(`${folder}/${name}`);
    await writeScript(`${folder}/code/chats.ts`, TO_JSONL);
    await writeExport(`${folder}/data/export.zip`);
    const cwd = `${folder}/data`;
    const { code, out, err } = await script(["../code/chats.ts", "permissions", "export.zip"], { cwd, flags: [] });
    assert.equal(code, 0, err);
    assert.ok(
      out.startsWith(`deno run --allow-read=.,${folder}/code '--allow-write=.,${folder}/code/.threadloom/to jsonl' `),
      out,
    );
    const done = await runLine(out.trimEnd(), cwd);
    assert.equal(done.code, 0, done.err);
  }));

Deno.test("a first plan of a zip inside a zip needs no other place for its scratch file than the state folder", () =>
  inFolder(async (folder) => {
    for (const name of ["code", "data"]) await Deno.mkdir(`${folder}/${name}`);
    await writeScript(`${folder}/code/chats.ts`, TO_JSONL);
    await writeExport(`${folder}/data/inner.zip`);
    const inner = await Deno.readFile(`${folder}/data/inner.zip`);
    await Deno.writeFile(
      `${folder}/data/portal.zip`,
      zip([{ name: "chats/export.zip", data: inner, method: "deflate" }]),
    );
    const words = ["code/chats.ts", "plan", "data/portal.zip", "--out", "data/out.jsonl"];
    const { code, out, err } = await printedAndRun(words, folder);
    assert.equal(code, 0, err);
    assert.match(out, /Of 19 conversations, 19 new/);
    assert.deepEqual(
      [...Deno.readDirSync(`${folder}/code/.threadloom`)],
      [],
      "the folder that was made for it is gone",
    );
  }));

Deno.test("what a line does not allow is found among what the run asked for", () =>
  inFolder(async (folder) => {
    await writeScript(`${folder}/chats.ts`, TO_JSONL);
    await writeExport(`${folder}/export.zip`);
    await assert.rejects(
      runLine("deno run --allow-read=. chats.ts export.zip", folder),
      /"permission": "write"|permission: "write"|permission: 'write'/,
    );
  }));
