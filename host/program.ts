/**
 * What is known of the running program: its folder, its name, and a hash of its code.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { digest } from "../core/fingerprint.ts";
import { isAbsent, isForbidden } from "./fault.ts";

/** Specifiers of static and literal dynamic imports and of re-exports. May find one inside a comment: harmless. */
const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*["']([^"'\n]+)["']/g;

/** Where this package lies. */
const PACKAGE = new URL("..", import.meta.url).href;

/** Folder of the main module; the current folder for a module by URL, a compiled program or code given on the spot. */
export function homeOf(main: string): string {
  if (Deno.build.standalone || !main.startsWith("file:")) return Deno.cwd();
  return fileURLToPath(new URL(".", main)).replace(/(?<=[^/\\:])[/\\]$/, "");
}

/** File name of the main module without its extension. */
export function nameOf(main: string): string {
  const last = /^(?:file|https?):/.test(main) ? new URL(main).pathname.split("/").at(-1) ?? "" : "";
  const name = decode(last).replace(/^\$deno\$/, "").replace(/(?<=.)\.[^.]*$/, "");
  return name || "pipeline";
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Hash over the texts of the main module and of the local modules that it imports, in the order in which they are
 * met; no path goes into it, so the program may be moved. A module by URL counts as its URL, a compiled program as
 * its own file. This package's own modules are left out, wherever it lies: what plugins do has a version of its own.
 * Undefined where nothing can be read.
 */
export async function codeOf(main: string): Promise<string | undefined> {
  if (Deno.build.standalone) return await executable();
  if (/^https?:/.test(main)) return digest(main);
  const hashes: string[] = [];
  for await (const { url, text } of localModules(main)) {
    if (text === undefined && url === main) return undefined;
    hashes.push(text === undefined ? "unreadable" : digest(text));
  }
  return hashes.length > 0 ? digest(hashes.join("\n")) : undefined;
}

/** A local module of a program. */
export interface LocalModule {
  url: string;
  /** Undefined where it cannot be read. */
  text?: string;
  /** URLs of the modules on servers that it imports. */
  remote: string[];
}

/**
 * The main module and the local modules that it imports, in the order in which they are met; none for a main module
 * elsewhere. Without `ask` nobody is asked for the permission to read one.
 */
export async function* localModules(main: string, ask = true): AsyncGenerator<LocalModule> {
  if (!main.startsWith("file:")) return;
  const seen = new Set([main]);
  for (const url of seen) {
    const text = await readText(url, ask);
    const remote: string[] = [];
    for (const [, specifier] of text?.matchAll(SPECIFIER) ?? []) {
      if (/^https?:/.test(specifier) && URL.canParse(specifier)) remote.push(specifier);
      if (!/^(?:\.{0,2}\/|file:)/.test(specifier) || !URL.canParse(specifier, url)) continue;
      const imported = new URL(specifier, url);
      if (imported.protocol === "file:" && !isOwn(imported.href)) seen.add(imported.href);
    }
    yield { url, text, remote };
  }
}

/** True for the modules of this package that a program may name: its doors, and what lies behind them. */
function isOwn(url: string): boolean {
  return url.startsWith(PACKAGE) &&
    /^(?:mod\.ts$|(?:cli|core|deps|host)\/|plugins\/[^/]+\/mod\.ts$)/.test(url.slice(PACKAGE.length));
}

async function readText(url: string, ask: boolean): Promise<string | undefined> {
  const path = fileURLToPath(url);
  if (!ask && Deno.permissions.querySync({ name: "read", path }).state !== "granted") return undefined;
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (isAbsent(error) || isForbidden(error) || error instanceof Deno.errors.IsADirectory) return undefined;
    throw error;
  }
}

async function executable(): Promise<string | undefined> {
  const sha = createHash("sha256");
  try {
    using file = await Deno.open(Deno.execPath());
    for await (const chunk of file.readable) sha.update(chunk);
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
  return sha.digest("hex").slice(0, 32);
}
