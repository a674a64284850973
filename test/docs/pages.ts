/** The project's pages and the blocks of code in them. */
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the tree. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** A page of Markdown. */
export interface Page {
  /** From the root: `docs/config.md`. */
  path: string;
  text: string;
  blocks: Block[];
}

/** A block of code. */
export interface Block {
  /** Empty where none is given. */
  language: string;
  /** What stands behind the language. */
  note: string;
  text: string;
  /** The line of the page it begins in, from 1. */
  line: number;
}

/** Every page there is for people: of the root, of the guides, and the READMEs of rooms. */
export async function pages(): Promise<Page[]> {
  const { success, stdout } = await new Deno.Command("git", {
    args: ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error("Cannot list the pages: git ls-files failed, expected a checkout");
  const paths = new TextDecoder().decode(stdout).split("\n").filter((path) => path !== "" && !path.startsWith("test/"));
  return await Promise.all(
    paths.sort().map(async (path) => {
      const text = await Deno.readTextFile(join(ROOT, path));
      return { path, text, blocks: blocksOf(text) };
    }),
  );
}

function blocksOf(text: string): Block[] {
  const found = text.matchAll(/^```([a-z]*)(?: ([^\n]*))?\n([\s\S]*?)^```$/gm);
  return [...found].map((match) => {
    const [, language, note = "", code] = match;
    return { language, note, text: code, line: text.slice(0, match.index).split("\n").length };
  });
}

/** The file a block is, where it says so: behind its language, or in a comment on its first line. */
export function fileName({ note, text }: Block): string | undefined {
  return /^(\S+\.\w+)$/.exec(note)?.[1] ?? /^\/\/ (\S+\.ts)\n/.exec(text)?.[1];
}

const { exports } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json"))) as {
  exports: { [name: string]: string };
};

/** The code with its imports of threadloom leading into this tree, however its page writes them. */
export function mapImports(page: string, code: string): string {
  return code.replaceAll(/((?:\bfrom|\bimport)\s*\(?\s*)"([^"]+)"/g, (all, before: string, specifier: string) => {
    const path = treePath(page, specifier);
    return path === undefined ? all : `${before}${JSON.stringify(new URL(path, `file://${ROOT}`).href)}`;
  });
}

function treePath(page: string, specifier: string): string | undefined {
  const door = /^@threadloom\/threadloom((?:\/[a-z0-9_]+)*)$/.exec(specifier);
  if (door) {
    const path = exports[`.${door[1] ?? ""}`];
    if (path === undefined) throw new Error(`Cannot import "${specifier}" in ${page}: there is no such export`);
    return path;
  }
  // A clone beside the script, or a server that has the tree.
  const outside = /^(?:(?:\.\.\/)+threadloom|https?:\/\/[^/]+(?:\/[^/]+)*?)\/((?:mod|(?:plugins|conformance)\/.*)\.ts)$/
    .exec(specifier);
  if (outside) return outside[1];
  if (!specifier.startsWith(".")) return undefined;
  // A README of a room imports from where it lies, a guide as from the root.
  const own = relative(ROOT, join(ROOT, dirname(page), specifier));
  if (basename(page) === "README.md" && /(?:^|\/)mod\.ts$/.test(own)) return own;
  const fromRoot = relative(ROOT, join(ROOT, specifier));
  return /^(?:mod\.ts$|plugins\/[a-z0-9]+\/mod\.ts$|conformance\/mod\.ts$)/.test(fromRoot) ? fromRoot : undefined;
}
