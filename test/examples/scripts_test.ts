/** The examples that are scripts run, each with exactly the permissions it needs. */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { entryOf, permissionLine } from "../../cli/script/permissions.ts";
import { filter, from, runPermissions } from "../../mod.ts";
import { writeSampleChats } from "../../examples/sample_chats.ts";
import { chatCsvSink, chatCsvSource, chatTables } from "../../plugins/chat_csv/mod.ts";
import { chatgptSource } from "../../plugins/chatgpt/mod.ts";
import { assignRoles, mergeTurns, splitIntoBlocks, trainSink } from "../../plugins/finetune/mod.ts";
import { jsonlSink } from "../../plugins/jsonl/mod.ts";
import { telegramSource } from "../../plugins/telegram/mod.ts";
import { inFolder, runLine, script, writeExport } from "../cli/script/support.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url);

/** Puts an example into a folder of its own, where its state may lie; it imports the package where it is. */
async function copyExample(name: string, folder: string): Promise<string> {
  const text = await Deno.readTextFile(new URL(name, EXAMPLES));
  const path = `${folder}/${name}`;
  await Deno.writeTextFile(path, text.replaceAll(/"(\.\.?\/[^"]+)"/g, (_, to) => `"${new URL(to, EXAMPLES).href}"`));
  return path;
}

async function linesOf(path: string): Promise<Record<string, unknown>[]> {
  return (await Deno.readTextFile(path)).trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("examples/pipeline.ts is the script of the README, and runs with just what its pipeline needs", () =>
  inFolder(async (folder) => {
    const readme = await Deno.readTextFile(new URL("../README.md", EXAMPLES));
    const shown = /### A script[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme)![1];
    assert.equal(await Deno.readTextFile(new URL("pipeline.ts", EXAMPLES)), shown.replaceAll('"./', '"../'));
    const main = pathToFileURL(await copyExample("pipeline.ts", folder)).href;
    await writeExport(`${folder}/export.zip`);
    const like = from(chatgptSource({ path: "export.zip" })).through(filter(() => true)).to(
      jsonlSink({ path: "out.jsonl" }),
    );
    const stateFolder = `${folder}/.threadloom/pipeline`;
    const line = permissionLine(await runPermissions(like, { stateFolder, main }), main, [], folder);
    const done = await runLine(line, folder);
    assert.equal(done.code, 0, done.err);
    assert.match(done.out, /passed: 1\d,/);
    assert.ok((await linesOf(`${folder}/out.jsonl`)).every(({ messages }) => Number(messages) > 2));
  }));

Deno.test("examples/chatgpt_to_jsonl.ts runs with just what its pipeline needs", () =>
  inFolder(async (folder) => {
    const main = pathToFileURL(await copyExample("chatgpt_to_jsonl.ts", folder)).href;
    await writeExport(`${folder}/export.zip`);
    const like = from(chatgptSource({ path: "export.zip" })).through(() => []).to(
      jsonlSink({ path: "q/questions.jsonl" }),
    );
    const permissions = await runPermissions(like, { stateFolder: `${folder}/.threadloom/chatgpt_to_jsonl`, main });
    assert.ok(
      permissions.read?.some((path) => path.endsWith("/sample_export/mod.ts")),
      "what it imports is part of its code",
    );
    const done = await runLine(permissionLine(permissions, main, ["export.zip", "q/questions.jsonl"], folder), folder);
    assert.equal(done.code, 0, done.err);
    assert.ok((await linesOf(`${folder}/q/questions.jsonl`)).every(({ question }) => typeof question === "string"));
  }));

Deno.test("examples/cli.ts prints the line that runs it, and does what its flags say", () =>
  inFolder(async (folder) => {
    const path = await copyExample("cli.ts", folder);
    await writeExport(`${folder}/export.zip`);
    const words = ["export.zip", "--by", "user", "--min-length", "10", "--out", "questions.jsonl"];
    const printed = await script([path, "permissions", ...words], { cwd: folder });
    assert.equal(printed.code, 0, printed.err);
    const done = await runLine(printed.out.trimEnd(), folder);
    assert.equal(done.code, 0, done.err);
    const lines = await linesOf(`${folder}/questions.jsonl`);
    assert.ok(lines.length > 5 && lines.every(({ role, text }) => role === "user" && String(text).length >= 10));
    assert.equal(entryOf(pathToFileURL(path).href, folder), "cli.ts");
  }));

Deno.test("examples/chat_csv.ts runs with just what its pipeline needs", () =>
  inFolder(async (folder) => {
    const main = pathToFileURL(await copyExample("chat_csv.ts", folder)).href;
    await Deno.copyFile(new URL("sample_chats/source_chat_data.csv", EXAMPLES), `${folder}/in.csv`);
    const like = from(chatCsvSource({ path: "in.csv" })).through(chatTables())
      .to(chatCsvSink({ path: "tables", excelSafe: true }));
    const permissions = await runPermissions(like, { stateFolder: `${folder}/.threadloom/chat_csv`, main });
    const done = await runLine(permissionLine(permissions, main, ["in.csv", "tables"], folder), folder);
    assert.equal(done.code, 0, done.err);
    assert.match(done.out, /4 chats, 6 messages, 2 rows refused/);
  }));

Deno.test("examples/telegram_finetune.ts runs with just what its pipeline needs", () =>
  inFolder(async (folder) => {
    const main = pathToFileURL(await copyExample("telegram_finetune.ts", folder)).href;
    await writeSampleChats(`${folder}/result.json`);
    const like = from(telegramSource({ path: "result.json" })).through(assignRoles({})).through(splitIntoBlocks({}))
      .through(mergeTurns({})).to(trainSink({ path: "out/train.jsonl" }));
    const permissions = await runPermissions(like, { stateFolder: `${folder}/.threadloom/telegram_finetune`, main });
    const done = await runLine(permissionLine(permissions, main, ["result.json", "out"], folder), folder);
    assert.equal(done.code, 0, done.err);
    assert.equal((await linesOf(`${folder}/out/train.jsonl`)).length, 2);
  }));

Deno.test("examples/telegram_finetune.ts makes examples of invented chats, without addresses", () =>
  inFolder(async (folder) => {
    const path = await copyExample("telegram_finetune.ts", folder);
    const done = await script([path], { cwd: folder });
    assert.equal(done.code, 0, done.err);
    const lines = await linesOf(`${folder}/finetune/train.jsonl`);
    assert.equal(lines.length, 2);
    const text = await Deno.readTextFile(`${folder}/finetune/train.jsonl`);
    assert.match(text, /\[PHONE\][^]*\[EMAIL\]/);
    assert.doesNotMatch(text, /example\.org|7946/);
  }));
