/**
 * The table of libraries in `docs/dependencies.md`, from `deps/`.
 *
 * @module
 */
import { join } from "node:path";

const BEGIN = "<!-- libraries: made by `deno task docs` from deps/ -->";
const END = "<!-- end of libraries -->";

/**
 * The page with today's table between its marks.
 *
 * @throws {Error} when the page has no marks, or a file of `deps/` does not say what it is
 */
export async function withLibraries(page: string, root: string): Promise<string> {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw new Error(`Cannot write the table of libraries: the page has no "${BEGIN}" with its end`);
  }
  const rows: string[] = [];
  for await (const { name } of Deno.readDir(join(root, "deps"))) {
    if (name.endsWith(".d.ts")) continue;
    const text = await Deno.readTextFile(join(root, "deps", name));
    const said = /^\/\*\*\n([\s\S]*?)\n \*\n/.exec(text)?.[1].replaceAll(/^ \* ?/gm, "").replaceAll("\n", " ");
    const specifier = /"npm:((?:@[^/"]+\/)?[^/"]+)/.exec(text)?.[1];
    if (said === undefined || specifier === undefined) {
      throw new Error(`Cannot describe "deps/${name}": expected a comment that says what it is, and an npm: specifier`);
    }
    rows.push(`| \`${specifier}\` | ${said.replaceAll("|", "\\|")} |`);
  }
  const table = ["| library | what it is for |", "| - | - |", ...rows.sort()].join("\n");
  return `${page.slice(0, begin)}${BEGIN}\n\n${table}\n\n${page.slice(end)}`;
}
