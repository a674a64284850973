/**
 * The pages of `docs/` (but that on scripts, whose commands run elsewhere): their TypeScript compiles, their configs load, their mistakes are those they show. The README's
 * configs load, too (its script is run elsewhere).
 *
 * A block may have a file name behind its language (` ```ts shorten.ts `): then others of its page can import it. A
 * config marked `wrong` is followed by a `text` block with what loading it says, in which `…` stands for anything.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadConfig } from "../cli/config/load.ts";
import { ConfigError } from "../cli/config/mistakes.ts";
import type { Load } from "../cli/modules.ts";

const ROOT = new URL("../", import.meta.url);
const DOCS = fileURLToPath(new URL("docs/", ROOT));
const load: Load = (module) => import(new URL(module, new URL("cli/", ROOT)).href);

interface Block {
  language: string;
  note: string;
  text: string;
}

function blocksOf(page: string): Block[] {
  const found = page.matchAll(/^```([a-z]+)(?: ([^\n]*))?\n([\s\S]*?)^```$/gm);
  return [...found].map(([, language, note = "", text]) => ({ language, note, text }));
}

const { exports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT))) as {
  exports: { [name: string]: string };
};

/** The package's own name, and paths from the root of the tree, as modules of the tree. */
function mapImports(text: string): string {
  return text
    .replaceAll(/"@threadloom\/threadloom(\/[a-z]+)?"/g, (_, door: string = "") => {
      const path = exports[`.${door}`];
      assert.ok(path, `there is no export ".${door}"`);
      return JSON.stringify(new URL(path, ROOT).href);
    })
    .replaceAll(
      /"\.\/(mod\.ts|plugins\/[^"]*|cli\/[^"]*)"/g,
      (_, path: string) => JSON.stringify(new URL(path, ROOT).href),
    );
}

/** Lines of a message with the folder taken out. */
function linesOf(error: ConfigError, folder: string): string[] {
  return error.message.replaceAll(`${folder}/`, "").split("\n");
}

function matches(shown: string, said: string): boolean {
  const [first, ...rest] = shown.split("…");
  let at = first.length;
  if (!said.startsWith(first)) return false;
  for (const part of rest) {
    const next = said.indexOf(part, at);
    if (next < 0) return false;
    at = next + part.length;
  }
  return rest.length > 0 || said.length === at;
}

const pages = ["README.md"];
for await (const { name } of Deno.readDir(DOCS)) {
  if (name.endsWith(".md") && name !== "scripts.md") pages.push(`docs/${name}`);
}

for (const page of pages) {
  const checked = page === "README.md" ? ["json", "yaml"] : ["ts", "json", "yaml"];
  Deno.test(`${page}: every block of TypeScript compiles, every config loads`, async () => {
    const blocks = blocksOf(await Deno.readTextFile(fileURLToPath(new URL(page, ROOT))));
    const folder = await Deno.makeTempDir({ prefix: "threadloom-docs-" });
    try {
      const modules: string[] = [];
      const configs: { file: string; wrong?: string }[] = [];
      for (const [i, { language, note, text }] of blocks.entries()) {
        if (!checked.includes(language)) continue;
        const file = join(folder, note.includes(".") ? note : `block_${i}.${language}`);
        await Deno.writeTextFile(file, language === "ts" ? mapImports(text) : text);
        if (language === "ts") modules.push(file);
        if (/defineConfig\(|^\s*"?pipelines"?:/m.test(text)) {
          if (note === "wrong") {
            assert.equal(blocks[i + 1]?.language, "text", "a wrong config is followed by what it says");
          }
          configs.push({ file, ...(note === "wrong" ? { wrong: blocks[i + 1].text } : {}) });
        }
      }
      if (modules.length > 0) {
        const { success, stderr } = await new Deno.Command(Deno.execPath(), {
          args: ["check", "--quiet", "--node-modules-dir=none", ...modules],
          cwd: folder,
          env: { NO_COLOR: "1" },
        }).output();
        assert.ok(success, new TextDecoder().decode(stderr));
      }
      for (const { file, wrong } of configs) {
        if (wrong === undefined) {
          assert.ok((await loadConfig(file, { load, env: () => "1" })).pipelines.size > 0, file);
          continue;
        }
        const error = await loadConfig(file, { load, env: () => "1" }).then(() => undefined, (thrown) => thrown);
        assert.ok(error instanceof ConfigError, `${file} has no mistakes`);
        const said = linesOf(error, folder).map((line) => line.replace(/"block_\d+\.(json|yaml)"/, '"threadloom.$1"'));
        const shown = wrong.trimEnd().split("\n");
        assert.equal(said.length, shown.length, said.join("\n"));
        for (const [i, line] of shown.entries()) assert.ok(matches(line, said[i]), `${said[i]}\nis shown as\n${line}`);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  Deno.test(`${page}: relative links lead somewhere`, async () => {
    const wrong: string[] = [];
    for (const [, link] of (await Deno.readTextFile(fileURLToPath(new URL(page, ROOT)))).matchAll(/\]\(([^)#:]+)\)/g)) {
      if (!await Deno.stat(new URL(link, new URL(page, ROOT))).then(() => true, () => false)) wrong.push(link);
    }
    assert.deepEqual(wrong, []);
  });
}
