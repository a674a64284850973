/**
 * The modules of threadloom inside this program: what a user's imports of threadloom mean.
 *
 * @module
 */
import config from "../../deno.json" with { type: "json" };
import { suggest } from "../suggest.ts";

/** Folder of the tree; in a compiled program it lies in the program. */
const ROOT = new URL("../../", import.meta.url);
/** Names that mean this package. */
const NAMES = new Set(["threadloom", config.name]);
/** Longest path below the root, in segments. */
const DEEPEST = 6;
/** Doors of plugins: one that is not in this program is not the front door because its file has the same name. */
const PLUGIN_DOOR = /\/plugins\/[^/]+\/mod\.ts$/;

/** True for the package's own name, with or without its scope. */
export function isOwnName(name: string): boolean {
  return NAMES.has(name);
}

/**
 * URL of the module that the package exports under a path.
 *
 * @param subpath "" or "/jsonl"
 * @throws {TypeError} when there is none, or when it is none that a compiled program holds
 */
export async function ownExport(specifier: string, subpath: string): Promise<string> {
  const exports: { readonly [path: string]: string } = config.exports;
  const path = `.${subpath}`;
  if (!Object.hasOwn(exports, path)) {
    const names = Object.keys(exports).map((name) => `threadloom${name.slice(1)}`);
    const meant = suggest(`threadloom${subpath}`, names);
    throw new TypeError(
      `threadloom exports no "${path}"${meant ? `: did you mean "${meant}"?` : ""}; there are ${names.join(", ")}`,
    );
  }
  const url = new URL(exports[path], ROOT);
  if (!await isThere(url)) {
    throw new TypeError(`"${specifier}" is not part of a compiled program; run this with deno run`);
  }
  return url.href;
}

/**
 * The module of this program that a URL or path elsewhere means by its end: `https://…/plugins/jsonl/mod.ts`. Of the
 * files at the root only `mod.ts` counts.
 *
 * @returns its URL, and what comes before the end
 */
export async function ownByEnding(url: URL): Promise<{ url: string; root: URL } | undefined> {
  const segments = url.pathname.split("/").slice(1);
  for (let count = Math.min(DEEPEST, segments.length); count > 0; count--) {
    const path = segments.slice(-count).join("/");
    if (!path.endsWith(".ts") || (count === 1 && path !== "mod.ts")) continue;
    if (count === 1 && PLUGIN_DOOR.test(url.pathname)) continue;
    const own = new URL(path, ROOT);
    if (!own.href.startsWith(ROOT.href) || !await isThere(own)) continue;
    return { url: own.href, root: new URL(`/${segments.slice(0, -count).map((part) => `${part}/`).join("")}`, url) };
  }
}

/** A text without the places of this program's modules, which are nowhere on the disk: `threadloom/mod.ts`. */
export function withoutPlaces(text: string): string {
  return text.replaceAll(ROOT.href, "threadloom/");
}

/** True for modules of this program, by their own URL. */
export function isOwn(url: URL): boolean {
  return url.href.startsWith(ROOT.href);
}

/** True when a folder is a checkout of threadloom. */
export async function isCheckout(folder: URL): Promise<boolean> {
  let text: string;
  try {
    text = await Deno.readTextFile(new URL("deno.json", folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
  return new RegExp(`"name"\\s*:\\s*"${config.name}"`).test(text);
}

/** True for a file that is there; also inside this program. */
export async function isThere(url: URL): Promise<boolean> {
  try {
    return (await Deno.stat(url)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
