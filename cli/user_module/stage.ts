/**
 * Copies of a user's modules that a compiled program can load: without types, imports redirected, in a folder for
 * temporary files that mirrors where they lie.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolveImport } from "./resolve.ts";
import { rewriteImports } from "./rewrite.ts";
import { sourceMapComment } from "./source_map.ts";
import { stripTypes } from "./strip_types.ts";

/** Most modules that one module may bring along. */
const MOST_MODULES = 2_000;
/** Largest module, in bytes. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Copies are JavaScript and say so: a runtime that transpiles by itself would do so again, and lose where the code was.
 */
const COPY_EXTENSION = ".mjs";
const COPY_ENDING = /\.mjs((?::\d+)*)$/;

/** Copies in one folder. */
export class Stage {
  readonly #folder: string;
  /** By the URL of the user's file: the user's files that its copy imports. A module is copied once, like it is loaded once. */
  readonly #copies = new Map<string, Promise<URL[]>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Copies a file and all that it imports; URL of the copy. */
  async copy(file: URL): Promise<URL> {
    const all = new Map([[file.href, file]]);
    for (const [href, url] of all) {
      let copy = this.#copies.get(href);
      if (!copy) {
        copy = this.#copyOne(url);
        this.#copies.set(href, copy);
        // A file that is mended and asked for again is read again.
        copy.catch(() => this.#copies.delete(href));
      }
      for (const imported of await copy) all.set(imported.href, imported);
      if (all.size > MOST_MODULES) {
        throw new RangeError(`Cannot load "${fileURLToPath(file)}": it imports more than ${MOST_MODULES} modules`);
      }
    }
    return this.#place(file);
  }

  /** A text about copies, as a text about the user's files. */
  originals(text: string): string {
    const folder = pathToFileURL(this.#folder).href;
    const named = text.replaceAll(new RegExp(`${RegExp.escape(folder)}/([^\\s'"()]*)`, "g"), (_, path: string) => {
      return `file:///${path.replace(COPY_ENDING, "$1")}`;
    });
    return Deno.build.os === "windows" ? named.replaceAll(/file:\/\/\/([A-Z])\//gi, "file:///$1:/") : named;
  }

  #place(file: URL): URL {
    const path = fileURLToPath(file);
    return pathToFileURL(join(this.#folder, path.replace(/^([A-Za-z]):/, "$1") + (isCode(path) ? COPY_EXTENSION : "")));
  }

  async #copyOne(file: URL): Promise<URL[]> {
    const path = fileURLToPath(file);
    const place = fileURLToPath(this.#place(file));
    const imports: URL[] = [];
    const code = await readModule(file, path, async (specifier, line) => {
      try {
        const found = await resolveImport(specifier, file);
        if ("inside" in found) return found.inside;
        imports.push(found.file);
        return this.#place(found.file).href;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        throw new TypeError(`Cannot import "${specifier}" in "${path}", line ${line}: ${error.message}`, {
          cause: error.cause,
        });
      }
    });
    await Deno.mkdir(dirname(place), { recursive: true });
    await Deno.writeFile(place, code);
    return imports;
  }
}

function isCode(path: string): boolean {
  return /\.m?[jt]s$/.test(path);
}

/** The bytes of a copy. */
async function readModule(
  file: URL,
  path: string,
  redirect: (specifier: string, line: number) => Promise<string>,
): Promise<Uint8Array> {
  const bytes = await Deno.readFile(file);
  if (bytes.length > MOST_BYTES) {
    throw new RangeError(`Cannot load "${path}": it has ${bytes.length} bytes, at most ${MOST_BYTES} are expected`);
  }
  const [, kind] = /\.([a-z]+)$/.exec(path) ?? [];
  if (kind === "tsx" || kind === "jsx") {
    throw new TypeError(`Cannot load "${path}": a compiled program reads no JSX; write it as .ts, or use deno run`);
  }
  if (kind === "cts" || kind === "cjs") {
    throw new TypeError(`Cannot load "${path}": it is a CommonJS module, expected one with import and export`);
  }
  if (!isCode(path)) return bytes;
  try {
    const text = new TextDecoder().decode(bytes);
    const { code, values, map } = path.endsWith("ts") ? stripTypes(text) : { code: text };
    const rewritten = await rewriteImports(code, file, redirect, values);
    return new TextEncoder().encode(rewritten + sourceMapComment(rewritten, file, map));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SyntaxError(`Cannot load "${path}": ${error.message}`, { cause: error.cause });
  }
}
