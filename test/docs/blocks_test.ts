/**
 * The code in the pages: TypeScript compiles, configs load, mistakes are those they show.
 *
 * A block may have a file name, behind its language (` ```ts shorten.ts `) or in a comment on its first line: then
 * others of its page can import it. A config marked `wrong` is followed by a `text` block with what loading it says,
 * in which `…` stands for anything.
 */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { loadConfig } from "../../cli/config/load.ts";
import { ConfigError } from "../../cli/config/mistakes.ts";
import type { Load } from "../../cli/modules.ts";
import { type Block, fileName, mapImports, type Page, pages, ROOT } from "./pages.ts";

const load: Load = (module) => import(new URL(module, `file://${ROOT}cli/`).href);

/** A block as a file. */
interface Written {
  page: string;
  block: Block;
  /** The block after it. */
  next?: Block;
  file: string;
}

/** Puts blocks into a folder of their page's name. */
async function write(folder: string, { path, blocks }: Page, languages: readonly string[]): Promise<Written[]> {
  const written: Written[] = [];
  for (const [i, block] of blocks.entries()) {
    const { language, text } = block;
    if (!languages.includes(language)) continue;
    const file = join(folder, path.replaceAll("/", "_"), fileName(block) ?? `line_${block.line}.${language}`);
    await Deno.mkdir(dirname(file), { recursive: true });
    // What imports and exports nothing shares its names with others of its kind.
    const module = /^(?:import|export)\b/m.test(text) ? text : `${text}\nexport {};\n`;
    await Deno.writeTextFile(file, language === "ts" ? mapImports(path, module) : text);
    written.push({ page: path, block, next: blocks[i + 1], file });
  }
  return written;
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-docs-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const all = await pages();

Deno.test("the TypeScript in every page compiles", () =>
  inFolder(async (folder) => {
    const written = (await Promise.all(all.map((page) => write(folder, page, ["ts"])))).flat();
    assert.ok(written.length > 30, `only ${written.length} blocks were found`);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--node-modules-dir=none", ...written.map(({ file }) => file)],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr).replaceAll(`file://${folder}/`, ""));
  }));

Deno.test("every config in every page loads, or has the mistakes that are shown", () =>
  inFolder(async (folder) => {
    const written = (await Promise.all(all.map((page) => write(folder, page, ["ts", "json", "yaml"])))).flat();
    const configs = written.filter(({ block: { text } }) => /defineConfig\(|^\s*"?pipelines"?:/m.test(text));
    assert.ok(configs.length >= 10, `only ${configs.length} configs were found`);
    for (const { page, file, block, next } of configs) {
      const where = `${page}:${block.line}`;
      const loading = loadConfig(file, { load, env: () => "1" });
      if (block.note !== "wrong") {
        const { pipelines } = await loading.catch((error) => assert.fail(`${where}: ${error}`));
        assert.ok(pipelines.size > 0, where);
        continue;
      }
      assert.equal(next?.language, "text", `${where}: a wrong config is followed by what it says`);
      const error = await loading.then(() => undefined, (thrown: unknown) => thrown);
      assert.ok(error instanceof ConfigError, `${where} has no mistakes`);
      const said = error.message.replaceAll(`${dirname(file)}/`, "").replace(
        /"line_\d+\.(json|yaml)"/,
        '"threadloom.$1"',
      );
      assertShown(next.text.trimEnd().split("\n"), said.split("\n"));
    }
  }));

/** What is shown is what is said; `…` stands for anything. */
function assertShown(shown: string[], said: string[]): void {
  assert.equal(said.length, shown.length, said.join("\n"));
  for (const [i, line] of shown.entries()) assert.ok(matches(line, said[i]), `${said[i]}\nis shown as\n${line}`);
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
