/**
 * What a pipeline script says of itself when it is asked: its version, and what it may do.
 *
 * @module
 */
import { type DenoCommand, type Ran, runDeno } from "./deno.ts";
import { firstLine } from "./script.ts";

/** Longest wait for an answer, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * The permission flags of a script that ends in `runCli`, for words that it is given.
 *
 * Reading and writing become unlimited: which paths a program is pointed at, and the folder it keeps its state in, are
 * known when it runs. Hosts, names of variables and all else stay what the script said.
 */
export async function askPermissions(
  deno: DenoCommand,
  script: string,
  words: readonly string[],
): Promise<{ flags: string[] } | { why: string }> {
  const { code, out, err } = await ask(deno, script, ["--print-permissions", ...words]);
  const line = out.split("\n").find((text) => text.startsWith("deno run "));
  if (code !== 0 || line === undefined) return { why: firstLine(err) || "it prints no permissions" };
  const flags = shellWords(line).filter((word) => word.startsWith("--allow-")).map((flag) => {
    const [name] = flag.split("=");
    return name === "--allow-read" || name === "--allow-write" ? name : flag;
  });
  // What it imports from servers is inside the program.
  return { flags: flags.filter((flag) => !flag.startsWith("--allow-import")) };
}

/** The version of a script that ends in `runCli`, where it has one. */
export async function askVersion(deno: DenoCommand, script: string): Promise<string | undefined> {
  const { code, out } = await ask(deno, script, ["--version"]);
  return code === 0 ? /^\S+ (\S+) \(threadloom /m.exec(out)?.[1] : undefined;
}

/** Runs a script that is allowed nothing, so that one which does not listen ends at its first effect. */
function ask(deno: DenoCommand, script: string, words: readonly string[]): Promise<Ran> {
  const args = ["run", "--quiet", "--no-prompt", "--node-modules-dir=none", script, ...words];
  return runDeno(deno, args, { signal: AbortSignal.timeout(PATIENCE_MS) });
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
