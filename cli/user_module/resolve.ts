/**
 * What an import of a user's module means in a compiled program.
 *
 * @module
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import { isCheckout, isOwn, isOwnName, isThere, ownByEnding, ownExport } from "./own_tree.ts";
import { packageInside, readPackageName } from "./packages.ts";

/** Where a module is: in this program (or the runtime), or a file of the user's. */
export type Place = { inside: string } | { file: URL };

/**
 * Finds the module that a specifier means.
 *
 * @param importer URL of the module that names it
 * @throws {TypeError} a clause without the specifier: why there is no such module
 */
export async function resolveImport(specifier: string, importer: URL): Promise<Place> {
  if (/^(?:node|data|blob):/.test(specifier)) return { inside: specifier };
  const drive = Deno.build.os === "windows" && /^[a-z]:[\\/]/i.test(specifier);
  if (drive) return await resolveFile(pathToFileURL(specifier));
  if (/^(?:\.{0,2}\/|file:)/.test(specifier)) return await resolveFile(new URL(specifier, importer));
  if (/^https?:/.test(specifier)) {
    const own = await ownByEnding(new URL(specifier));
    if (own) return { inside: own.url };
    throw new TypeError(
      "a compiled program fetches no modules; keep a copy beside your file and import that, or run this with deno run",
    );
  }
  const name = readPackageName(specifier);
  if (!name) throw new TypeError(`expected "./file.ts", "threadloom/…", "npm:name@version" or a URL`);
  if (isOwnName(name.name)) return { inside: await ownExport(specifier, name.subpath) };
  return { inside: packageInside(name) };
}

/** A file: of this program, of a checkout of threadloom (the copy inside stands for it), or of the user. */
async function resolveFile(url: URL): Promise<Place> {
  const file = new URL(url);
  file.search = file.hash = "";
  if (isOwn(file)) return { inside: file.href };
  const own = await ownByEnding(file);
  if (await isThere(file)) return own && await isCheckout(own.root) ? { inside: own.url } : { file };
  if (own) return { inside: own.url };
  throw new TypeError(`there is no such file, ${await nearby(file)}`);
}

/** What to do about a file that is not there. */
async function nearby(file: URL): Promise<string> {
  for (const extension of [".ts", ".js", "/mod.ts"]) {
    const other = new URL(`${file.href.replace(/\.js$|\/$/, "")}${extension}`);
    if (await isThere(other)) return `but there is ${fileURLToPath(other)}: imports are written with the extension`;
  }
  return `expected ${fileURLToPath(file)}`;
}
