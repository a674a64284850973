/** One pipeline, however it is written and wherever it comes from, leaves equal files. The binary is in test/binary/. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { threadloom } from "../cli/support.ts";
import { inFolder, process, script } from "../cli/script/support.ts";
import { serving } from "../support/serving.ts";
import { AS_YAML, asConfig, asScript, prepare, same, written } from "./support.ts";

const ROOT = new URL("../../", import.meta.url).href;

Deno.test("a script, a typed config, YAML and a script by URL leave equal files", () =>
  inFolder(async (folder) => {
    const byScript = await prepare(join(folder, "script"), { "chats.ts": asScript(ROOT) });
    const ran = await script(["chats.ts"], { cwd: byScript });
    assert.equal(ran.code, 0, ran.err);
    const expected = await written(byScript);
    const lines = String(expected["chats.jsonl"]).trimEnd().split("\n");
    const { conversations } = expected["chats.db"] as { conversations: unknown[] };
    assert.ok(lines.length > 5 && lines.length < 19, `the filter keeps some of 19: ${lines.length}`);
    assert.equal(conversations.length, lines.length);

    for (const [file, text] of [["threadloom.config.ts", asConfig(ROOT)], ["threadloom.yaml", AS_YAML]]) {
      const place = await prepare(join(folder, file), { [file]: text });
      const { code, err } = await threadloom(["run"], place);
      assert.equal(code, 0, err);
      same(file, await written(place), expected);
    }

    await serving(async (origin) => {
      const place = await prepare(join(folder, "url"), { "chats.ts": asScript(`${origin}/`) });
      const words = ["run", "-A", "--quiet", "--no-config", "--no-check", "chats.ts"];
      const { code, err } = await process(Deno.execPath(), words, { cwd: place });
      assert.equal(code, 0, err);
      same("the script by URL", await written(place), expected);
      // The command, too, and the config it reads.
      const other = await prepare(join(folder, "url config"), { "threadloom.config.ts": asConfig(`${origin}/`) });
      const entry = ["run", "-A", "--quiet", "--no-config", `${origin}/cli/mod.ts`, "run"];
      const command = await process(Deno.execPath(), entry, { cwd: other });
      assert.equal(command.code, 0, command.err);
      same("the command by URL", await written(other), expected);
    });
  }));

Deno.test("another filter leaves other files: the comparison can fail", () =>
  inFolder(async (folder) => {
    const left: Readonly<Record<string, unknown>>[] = [];
    for (const least of [3, 9]) {
      const text = AS_YAML.replace("> 3", `> ${least}`);
      const place = await prepare(join(folder, String(least)), { "threadloom.yaml": text });
      assert.equal((await threadloom(["run"], place)).code, 0);
      left.push(await written(place));
    }
    assert.throws(() => same("the other", left[1], left[0]), /chats\.csv of the other is another one/);
  }));
