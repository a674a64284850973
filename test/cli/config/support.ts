/**
 * What tests of config files share: a folder with a config, loaded.
 *
 * @module
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { loadConfig } from "../../../cli/config/load.ts";
import { ConfigError } from "../../../cli/config/mistakes.ts";
import type { LoadedConfig, LoadOptions } from "../../../cli/config/types.ts";
import type { Load } from "../../../cli/modules.ts";

const CLI = new URL("../../../cli/", import.meta.url);

/** The tree's root, as an import writes it. */
export const ROOT: string = new URL("../../../", import.meta.url).href;

/** Loads modules as the command does. */
export const load: Load = (module) => import(new URL(module, CLI).href);

/** Loads a config with these variables and no others. */
export async function loadFile(
  path: string,
  env: { readonly [name: string]: string } = {},
  options: LoadOptions = {},
): Promise<LoadedConfig> {
  return await loadConfig(path, { load, env: (name) => env[name], ...options });
}

/** Puts files into a folder of their own, hands it over, and takes it away. */
export async function withFiles(
  files: { readonly [name: string]: string | object },
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-config-" });
  try {
    for (const [name, content] of Object.entries(files)) {
      const text = typeof content === "string" ? content : JSON.stringify(content);
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The mistakes that loading finds, each as `path: message`. */
export async function mistakesIn(
  path: string,
  env: { readonly [name: string]: string } = {},
  options: LoadOptions = {},
): Promise<string[]> {
  try {
    await loadFile(path, env, options);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    const lines = error.message.split("\n");
    assert.match(lines[0], /^Cannot use ".*": it has (one mistake|\d+ mistakes), expected none$/);
    assert.equal(lines.length, 1 + error.mistakes.length, "one mistake a line");
    return lines.slice(1).map((line) => line.slice(2));
  }
  assert.fail(`${path} has no mistakes`);
}

/** The mistakes in a config given as a value. */
export async function mistakesOf(
  config: object,
  env: { readonly [name: string]: string } = {},
  options: LoadOptions = {},
): Promise<string[]> {
  let found: string[] = [];
  await withFiles({ "threadloom.json": config }, async (folder) => {
    found = await mistakesIn(`${folder}/threadloom.json`, env, options);
  });
  return found;
}

/** Path of a folder of the tree. */
export function inTree(path: string): string {
  return fileURLToPath(new URL(path, ROOT));
}
