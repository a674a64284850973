/**
 * Writes `docs/plugins/`: a page for each plugin, from its declarations and its README, and their list.
 *
 * Run it with `deno task docs`; with a folder it writes the pages there.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { factoriesOf, indexPage, type PluginFolder, pluginPage } from "./docs/plugin_page.ts";
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

/** Writes the pages into a folder and formats them; resolves with their names. */
export async function writePages(folder: string): Promise<string[]> {
  const plugins = await pluginFolders();
  const pages = new Map(plugins.map((plugin) => [`${plugin.folder}.md`, pluginPage(plugin)]));
  pages.set("README.md", indexPage(plugins));
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, text] of pages) await Deno.writeTextFile(join(folder, name), text);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "fmt",
      "--quiet",
      "--config",
      join(ROOT, "deno.json"),
      ...[...pages.keys()].map((name) => join(folder, name)),
    ],
  }).output();
  if (!success) throw new Error(`Cannot format the pages: ${new TextDecoder().decode(stderr)}`);
  return [...pages.keys()].sort();
}

if (import.meta.main) {
  const folder = Deno.args[0] ?? join(ROOT, PAGES);
  const pages = await writePages(folder);
  // A plugin that is gone leaves no page behind.
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".md") && !pages.includes(name)) await Deno.remove(join(folder, name));
  }
  console.log(`${pages.length} pages in ${folder}`);
}
