/**
 * The files of an archive of one conversation, as they are expected: `test/cases/archive/`, with `.txt` behind each name.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { pluginContext } from "../../support/plugin_context.ts";
import { rich } from "./rich.ts";
import { contents, follow } from "./support.ts";

/** The folder of the case. */
export const FOLDER: string = fileURLToPath(new URL("../../cases/archive/", import.meta.url));

/** The files of text that the archive writes, by path. */
export async function archiveFiles(): Promise<Record<string, string>> {
  const path = await Deno.makeTempDir({ prefix: "threadloom-" });
  try {
    let ids = 0;
    const context = pluginContext({ random: { next: () => 0, id: () => `id${ids++}` } });
    await follow({ path, markdown: true }, [rich()], { context });
    const texts = Object.keys(contents(path)).filter((name) => !/\/media\/|^assets\//.test(name));
    return Object.fromEntries(texts.map((name) => [name, Deno.readTextFileSync(`${path}/${name}`)]));
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

/** Writes the expected files anew. */
export async function updateArchiveCase(): Promise<void> {
  await Deno.remove(FOLDER, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  for (const [name, text] of Object.entries(await archiveFiles())) {
    await Deno.mkdir(`${FOLDER}${name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : ""}`, { recursive: true });
    await Deno.writeTextFile(`${FOLDER}${name}.txt`, text);
  }
}
