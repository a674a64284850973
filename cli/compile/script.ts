/**
 * What is known of a pipeline script before it is compiled: the modules it will bring along, and what it may do.
 *
 * @module
 */
import { runDeno } from "./deno.ts";
import type { DenoCommand } from "./deno.ts";

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

/** Longest wait for a script to say its permissions, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * The permission flags of a script that ends in `runCli`: it says them itself (`--print-permissions`), and is allowed
 * nothing while it does, so that any other script ends at its first effect. Undefined for those.
 *
 * Reading and writing become unlimited: which paths a program is pointed at, and the folder it keeps its state in, are
 * known when it runs. Hosts, names of variables and all else stay what the script said.
 */
export async function scriptPermissions(
  deno: DenoCommand,
  script: string,
): Promise<{ flags: string[] } | { why: string }> {
  const args = ["run", "--quiet", "--no-prompt", script, "--print-permissions"];
  const { code, out, err } = await runDeno(deno, args, { signal: AbortSignal.timeout(PATIENCE_MS) });
  const line = out.split("\n").find((text) => text.startsWith("deno run "));
  if (code !== 0 || line === undefined) return { why: firstLine(err) || "it prints none" };
  const flags = shellWords(line).filter((word) => word.startsWith("--allow-")).map((flag) => {
    const [name] = flag.split("=");
    return name === "--allow-read" || name === "--allow-write" ? name : flag;
  });
  // What it imports from servers is inside the program.
  return { flags: flags.filter((flag) => !flag.startsWith("--allow-import")) };
}

/** The words of a line that is written for a shell: blanks part them, quotes and backslashes keep them together. */
export function shellWords(line: string): string[] {
  const words = line.matchAll(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/g);
  return [...words].map(([word]) => {
    return word.replaceAll(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g, (_, single, double, escaped) => {
      return single ?? escaped ?? double.replaceAll(/\\(.)/g, "$1");
    });
  });
}

function firstLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.find((line) => line !== "" && !/^(Download|npm warn)\b/.test(line))?.replace(/^error: /, "") ?? "";
}
