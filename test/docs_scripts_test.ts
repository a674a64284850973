/** docs/scripts.md: every command runs, in the order of the page. (That its TypeScript compiles, `test/docs/` checks.) */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { inFolder, process, ROOT, writeExport } from "./cli/script/support.ts";

interface Block {
  language: string;
  text: string;
}

async function blocks(): Promise<Block[]> {
  const page = await Deno.readTextFile(new URL("../docs/scripts.md", import.meta.url));
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({ language, text }));
}

Deno.test("the blocks of docs/scripts.md have file names, its commands run, and its output is what they print", () =>
  inFolder(async (folder) => {
    const all = await blocks();
    await writeExport(`${folder}/export.zip`);
    const files: string[] = [];
    for (const { text } of all.filter(({ language }) => language === "ts")) {
      const name = /^\/\/ (\S+\.ts)\n/.exec(text)?.[1];
      assert.ok(name, `a block without a file's name: ${text}`);
      await Deno.mkdir(`${folder}/${dirname(name)}`, { recursive: true });
      await Deno.writeTextFile(`${folder}/${name}`, text.replaceAll(/"(?:\.\.\/)+threadloom\//g, `"${ROOT}`));
      files.push(name);
    }
    assert.ok(files.length >= 6);
    const deno = `deno() { '${Deno.execPath()}' "$1" --no-prompt --no-check --quiet "\${@:2}"; }\nset -e\n`;
    let printed = "";
    for (const { language, text } of all) {
      if (language === "sh") {
        const { code, out, err } = await process("bash", ["-c", deno + text], { cwd: folder });
        assert.equal(code, 0, `${text}\n${err}`);
        printed = out;
      } else if (language === "text") assert.equal(printed, text);
    }
    const others = files.filter((name) =>
      !all.some(({ language, text }) => language === "sh" && text.includes(` ${name}`))
    );
    for (const name of others) {
      const done = await process(Deno.execPath(), ["run", "--quiet", "--no-check", "-A", name], { cwd: folder });
      assert.equal(done.code, 0, done.err);
    }
  }));
