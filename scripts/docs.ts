/**
 * Writes what can be said of the code by the code: `docs/plugins/`, a page for each plugin, from its declarations and
 * its README, and their list; and the libraries in `docs/dependencies.md`.
 *
 * Run it with `deno task docs`.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { factoriesOf, indexPage, type PluginFolder, pluginPage } from "./docs/plugin_page.ts";
import { withLibraries } from "./docs/libraries.ts";
import { PAGES } from "./docs/readme.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Every plugin of the tree, by name. */
export async function pluginFolders(): Promise<PluginFolder[]> {
  const folders: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, "plugins"))) if (isDirectory) folders.push(name);
  return await Promise.all(
    folders.sort().map(async (folder) => ({
      folder,
      readme: await Deno.readTextFile(join(ROOT, "plugins", folder, "README.md")),
      factories: factoriesOf(await import(`../plugins/${folder}/mod.ts`)),
    })),
  );
}

/** All that is made, not yet formatted, by its path below `docs/`. */
async function madePages(): Promise<Map<string, string>> {
  const plugins = await pluginFolders();
  const pages = new Map(plugins.map((plugin) => [`plugins/${plugin.folder}.md`, pluginPage(plugin)]));
  pages.set("plugins/README.md", indexPage(plugins));
  pages.set("dependencies.md", await withLibraries(await Deno.readTextFile(join(ROOT, "docs/dependencies.md")), ROOT));
  return pages;
}

/** Writes the pages into a folder, which stands for `docs/`, and formats them; resolves with their paths in it. */
export async function writePages(folder: string): Promise<string[]> {
  const pages = await madePages();
  await Deno.mkdir(join(folder, "plugins"), { recursive: true });
  for (const [path, text] of pages) await Deno.writeTextFile(join(folder, path), text);
  const files = [...pages.keys()].map((path) => join(folder, path));
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--config", join(ROOT, "deno.json"), ...files],
  }).output();
  if (!success) throw new Error(`Cannot format the pages: ${new TextDecoder().decode(stderr)}`);
  return [...pages.keys()].sort();
}

if (import.meta.main) {
  const made = await writePages(join(ROOT, "docs"));
  // A plugin that is gone leaves no page behind.
  for await (const { name } of Deno.readDir(join(ROOT, PAGES))) {
    if (!made.includes(`plugins/${name}`)) await Deno.remove(join(ROOT, PAGES, name));
  }
  console.log(`${made.length} pages in docs/`);
}
