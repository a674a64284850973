/**
 * The modules that a pipeline script brings along.
 *
 * @module
 */
import { type DenoCommand, runDeno } from "./deno.ts";

/** What a script's modules say of it. */
export interface ScriptModules {
  /** URL of the script. */
  main: string;
  /** Names of threadloom's plugins among them, sorted. */
  plugins: string[];
  /**
   * What the compiler cannot see: the module a worker of threadloom starts with, and libraries that a plugin imports by
   * a computed specifier when it needs them (it names them as types: `typeof import("…")`).
   */
  unseen: string[];
  /** URLs of the folders that hold threadloom; one, unless the script mixes copies. */
  roots: string[];
}

/** A module as `deno info --json` describes it; what is imported for its types alone has no `code`. */
interface Module {
  specifier: string;
  error?: string;
  dependencies?: { specifier: string; code?: { specifier?: string }; type?: { specifier?: string } }[];
}

/**
 * Follows the imports of a script.
 *
 * @throws {TypeError} when there is no such script, or a module of it cannot be found
 */
export async function scriptModules(deno: DenoCommand, script: string): Promise<ScriptModules> {
  const { code, out, err } = await runDeno(deno, ["info", "--json", script]);
  if (code !== 0) throw new TypeError(`Cannot compile "${script}": ${firstLine(err)}`);
  const { roots, modules } = JSON.parse(out) as { roots: string[]; modules: Module[] };
  const known = new Map(modules.map((module) => [module.specifier, module]));
  const reached = new Set(roots);
  const typed = new Set<string>();
  for (const specifier of reached) {
    const module = known.get(specifier);
    if (module?.error !== undefined) throw new TypeError(`Cannot compile "${script}": ${firstLine(module.error)}`);
    for (const { specifier: written, code, type } of module?.dependencies ?? []) {
      if (!code?.specifier) {
        if (type?.specifier) typed.add(type.specifier);
        continue;
      }
      reached.add(code.specifier);
      if (specifier.startsWith("file:") && /^(?:\/|file:|[A-Za-z]:[\\/])/.test(written)) {
        throw new TypeError(
          `Cannot compile "${script}": ${specifier} imports "${written}" by an absolute path, which a compiled ` +
            "program looks for on the machine it runs on; write it relative to the module, or as a URL",
        );
      }
    }
  }
  const found = (ending: RegExp): RegExpExecArray[] => {
    return [...reached].map((url) => ending.exec(url)).filter((match) => match !== null);
  };
  const trees = found(/^(.*\/)core\/engine\/api\.ts$/).map(([, root]) => root);
  const doors = found(/^(.*\/)plugins\/([^/]+)\/mod\.ts$/);
  return {
    main: roots[0],
    roots: trees,
    plugins: [...new Set(doors.filter(([, root]) => trees.includes(root)).map(([, , name]) => name))].sort(),
    unseen: [
      ...found(/^(.*\/host\/)workers\.ts$/).map(([, host]) => `${host}worker_main.ts`),
      ...[...typed].filter((url) => !reached.has(url) && (isLibrary(url, trees) || url.startsWith("npm:"))),
    ],
  };
}

/** True for a file of threadloom that names a library. */
function isLibrary(url: string, trees: readonly string[]): boolean {
  return trees.some((root) => url.startsWith(`${root}deps/`));
}

/** The first line that says something: no progress of deno's, no warning of a package manager's. */
export function firstLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.find((line) => line !== "" && !/^(Download|npm warn)\b/.test(line))?.replace(/^error: /, "") ?? "";
}
