/**
 * What reading a config and running one of its pipelines needs of the machine, besides its plugins.
 *
 * @module
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Permissions } from "../../core/plugin.ts";
import { localModules } from "../../host/program.ts";

/** The parts of threadloom that the command loads while it runs; they are modules, and need no more than reading. */
const OWN = ["cli", "config", "core", "deps", "host", "plugins", "mod.ts", "deno.json"];

/** Most modules that are followed: a folder of a thousand modules is no config's. */
const MOST = 1000;

/** What the command itself reads: its own modules, where they are files. */
export function ownModules(): Permissions {
  const root = new URL("../../", import.meta.url);
  if (root.protocol !== "file:" || Deno.build.standalone) return {};
  return { read: OWN.map((name) => fileURLToPath(new URL(name, root))) };
}

/** The YAML library asks for two variables while it parses (both make it talk), and cannot be told not to. */
export function parserNeeds(file: string, sets: boolean): Permissions {
  return sets || /\.ya?ml$/i.test(file) ? { env: ["LOG_STREAM", "LOG_TOKENS"] } : {};
}

/**
 * The config and the local modules that are loaded with it: those it imports, if it is a module, and plugins by path
 * with what they import. What is beneath threadloom's own folders is not listed one by one.
 *
 * @param specifiers what stands after `use:`, as far as it names modules
 */
export async function modulesOf(file: string, specifiers: readonly string[]): Promise<Permissions> {
  const base = pathToFileURL(file).href;
  const root = new URL("../../", import.meta.url).href;
  const own = OWN.map((name) => root + name);
  const isOwn = (url: string): boolean => own.some((one) => url === one || url.startsWith(`${one}/`));
  const begins = specifiers.map((specifier) => specifier.replace(/#[^#/]*$/, ""))
    .filter((specifier) => /^(?:\.{0,2}\/|file:)/.test(specifier) && URL.canParse(specifier, base))
    .map((specifier) => new URL(specifier, base).href);
  const urls = new Set<string>([base]);
  for (const begin of /\.[cm]?[jt]sx?$/.test(file) ? [base, ...begins] : begins) {
    if (isOwn(begin)) continue;
    for await (const { url } of localModules(begin)) {
      if (!isOwn(url)) urls.add(url);
      if (urls.size > MOST) break;
    }
  }
  return { read: [...urls].map((url) => fileURLToPath(url)) };
}
