/**
 * A user's module, with its imports pointed to where they lead in a compiled program.
 *
 * @module
 */
import { parse } from "../../deps/es_module_lexer.ts";
import { importedNames, writeImport } from "./import_clause.ts";

/** Names that stand for `import(…)` and `import.meta` in the result. */
const LOAD = "$threadloomImport";
const META = "$threadloomMeta";
/** The module whose function carries out `import(…)`. */
const IMPORTER = new URL("../user_module.ts", import.meta.url).href;

/** What to put instead of a specifier; throws where it leads nowhere. */
export type Redirect = (specifier: string, line: number) => Promise<string>;

/**
 * Rewrites the imports of a module; the number of lines stays.
 *
 * @param values local names that are used as values; imports of other names are left out. Absent: all are.
 * @throws {SyntaxError} when it is no JavaScript
 */
export async function rewriteImports(
  code: string,
  file: URL,
  redirect: Redirect,
  values?: ReadonlySet<string>,
): Promise<string> {
  const [imports] = lex(code);
  const pieces: string[] = [];
  let done = 0;
  let loads = false;
  let meta = false;
  const put = (from: number, to: number, text: string): void => {
    pieces.push(code.slice(done, from), text);
    done = to;
  };
  for (const found of imports) {
    if (found.type === "import-meta") {
      meta = true;
      put(found.start, found.end, META);
    } else if (found.type === "dynamic") {
      loads = true;
      // Only the word: arguments may hold further imports.
      put(found.importStart, found.importStart + "import".length, LOAD);
    } else {
      const statement = code.slice(found.importStart, found.start - 1);
      const names = importedNames(`${statement}""`);
      const kept = values && names?.filter(({ local }) => values.has(local));
      if (kept && names && kept.length < names.length) {
        if (kept.length === 0) {
          put(found.importStart, found.importEnd, newlines(code.slice(found.importStart, found.importEnd)));
          continue;
        }
        put(found.importStart, found.start - 1, newlines(statement) + writeImport(kept));
      }
      put(found.start - 1, found.end + 1, JSON.stringify(await redirect(found.specifier, lineOf(code, found.start))));
    }
  }
  pieces.push(code.slice(done));
  const head = (loads ? importHead(file) : "") + (meta ? metaHead(file) : "");
  return head + pieces.join("").replace(/^#!/, "//#!");
}

function lex(code: string): ReturnType<typeof parse> {
  try {
    return parse(code);
  } catch (error) {
    if (!(error instanceof Error && "idx" in error && typeof error.idx === "number")) throw error;
    throw new SyntaxError(`line ${lineOf(code, error.idx)}: it cannot be read as a module`, { cause: error });
  }
}

function lineOf(code: string, at: number): number {
  return code.slice(0, at).split("\n").length;
}

function newlines(text: string): string {
  return text.replaceAll(/[^\n]/g, "");
}

function importHead(file: URL): string {
  const from = JSON.stringify(file.href);
  return `import { importUserModule as ${LOAD}1 } from ${JSON.stringify(IMPORTER)};` +
    `const ${LOAD} = async (specifier) => await ${LOAD}1(String(specifier), new URL(${from}));`;
}

function metaHead(file: URL): string {
  const parts = [
    `url: ${JSON.stringify(file.href)}`,
    "main: false",
    `resolve(specifier) { return new URL(specifier, this.url).href; }`,
    `get filename() { return ${META}Path(new URL(this.url)); }`,
    `get dirname() { return ${META}Path(new URL(".", this.url)).replace(/(?<=[^/\\\\:])[/\\\\]$/, ""); }`,
  ];
  return `import { fileURLToPath as ${META}Path } from "node:url";const ${META} = { ${parts.join(", ")} };`;
}
