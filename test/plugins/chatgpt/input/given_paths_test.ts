import assert from "node:assert/strict";
import { openInputs } from "../../../../plugins/chatgpt/input/open_inputs.ts";
import { timeInName } from "../../../../plugins/chatgpt/input/names.ts";
import { zip } from "../../../support/zip_writer.ts";
import { context, conversation, conversations, inFolder, opened, outline, settings, textOf } from "./workbench.ts";

Deno.test("openInputs() expands patterns and leaves out what is no export", async () => {
  const files = {
    "in/a.zip": zip(settings("a")),
    "in/deep/er/b.zip": zip(settings("b")),
    "in/c1.zip": zip(settings("c")),
    "in/notes.zip": zip([{ name: "notes.txt", data: "x" }]),
    "in/.hidden.zip": zip(settings("d")),
  };
  const found = async (...patterns: string[]) => {
    const names: string[] = [];
    await opened(files, patterns, ({ exports }, folder) => {
      names.push(...exports.map(({ path }) => path.slice(folder.length + 4)));
    });
    return names;
  };
  assert.deepEqual(await found("in/*.zip"), ["a.zip", "c1.zip"]);
  assert.deepEqual(await found("in/**/*.zip"), ["a.zip", "c1.zip", "deep/er/b.zip"]);
  assert.deepEqual(await found("in/c?.zip", "in/*.zip"), ["c1.zip", "a.zip"]);
  assert.deepEqual(await found("i*/d*/*/b.zip"), ["deep/er/b.zip"]);
  await assert.rejects(found("in/x*.zip"), /no file or folder fits the pattern/);
  await assert.rejects(found("in/n*.zip"), { name: "CannotRunError" });
});

Deno.test("openInputs() knows which single JSON files are whole exports", async () => {
  const files = {
    "conversations.json": `[{"id":"folder","kind":"project"},${conversation("a")}]`,
    "conversations (1).json": conversations("a"),
    "conversations-003.json": conversations("b"),
    "wrapped/conversations.json": `{"conversations":${conversations("c")}}`,
    "My chat.json": conversation("d"),
    "some.json": conversations("e"),
    "empty/conversations.json": "[]",
  };
  await opened(files, Object.keys(files), async ({ exports }) => {
    assert.deepEqual(exports.map(({ whole }) => whole), [true, true, false, true, false, false, true]);
    assert.ok(exports.every(({ kind, problems }) => kind === "json" && problems.length === 0));
    assert.equal(await textOf(exports[4].conversationFiles[0]), files["My chat.json"]);
  });
});

Deno.test("openInputs() takes a folder of several export zips for several exports", async () => {
  const files = {
    "all/2024.zip": zip(settings("a")),
    "all/2025.zip": zip(settings("a", "b")),
    "all/old/conversations.json": conversations("c"),
    "all/photos.zip": zip([{ name: "beach.jpg", data: "x" }]),
    "all/broken.zip": zip(settings("z"), { truncateTo: 20 }),
  };
  await opened(files, ["all"], ({ exports }, folder) => {
    assert.deepEqual(exports.map(({ path }) => path.slice(folder.length)), [
      "/all/old",
      "/all/2024.zip",
      "/all/2025.zip",
    ]);
    assert.deepEqual(exports.map((each) => outline(each).faults), [["directory"], [], []]);
    assert.deepEqual(exports.map(({ whole }) => whole), [false, true, true]);
  });
});

Deno.test("openInputs() ends when the signal is aborted, and closes what it opened", async () => {
  await inFolder({ "a.zip": zip(settings("a")) }, async (folder) => {
    const stopped = AbortSignal.abort(new Error("stopped"));
    await assert.rejects(openInputs([`${folder}/a.zip`], context(stopped)), /stopped/);
  });
});

Deno.test("openInputs() refuses what is not there", async () => {
  await assert.rejects(openInputs(["/nowhere/at/all.zip"], context()), {
    name: "CannotRunError",
    message: 'Cannot open "/nowhere/at/all.zip": there is no such file or folder',
  });
});

Deno.test("openInputs() leaves another service's export out of a folder, and refuses it by name", async () => {
  const claude = zip([{ name: "conversations.json", data: '[{"uuid":"1","chat_messages":[]}]' }]);
  const files = { "all/a.zip": zip(settings("a")), "all/claude.zip": claude };
  await opened(files, ["all"], ({ exports }) => assert.equal(exports.length, 1));
  await assert.rejects(opened(files, ["all/a.zip", "all/claude.zip"], () => {}), /this is a Claude export/);
});

Deno.test("timeInName() reads times and days, and nothing out of hexadecimal digits", () => {
  const hex = "a".repeat(20);
  assert.equal(timeInName(`in/${hex}-2025-12-31-23-59-58-${hex}.zip`), Date.UTC(2025, 11, 31, 23, 59, 58));
  assert.equal(timeInName("chatgpt-export-2025-11-02.zip"), Date.UTC(2025, 10, 2));
  assert.equal(timeInName("export_20251102.zip"), Date.UTC(2025, 10, 2));
  assert.equal(timeInName("2025.11.02/"), undefined);
  assert.equal(timeInName("2025-11-02/export.zip"), undefined);
  for (const name of ["a20251102b.zip", "2025-13-01.zip", "2025-02-30.zip", "1999-01-01.zip", "2025-11.zip", "x.zip"]) {
    assert.equal(timeInName(name), undefined, name);
  }
});
