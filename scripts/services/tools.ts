/**
 * The programs that installations need, and whether they are there.
 *
 * @module
 */
import type { Tool } from "./server.ts";

export const NODE: Tool = { command: "node", version: ["--version"], least: [20], get: "Node.js 20 or newer" };
export const NPM: Tool = { command: "npm", version: ["--version"], get: "npm, which comes with Node.js" };
export const GO: Tool = { command: "go", version: ["version"], least: [1, 26], get: "Go 1.26 or newer" };
export const JAVA: Tool = { command: "javac", version: ["-version"], least: [17], get: "a JDK, 17 or newer" };
export const MAVEN: Tool = { command: "mvn", version: ["--version"], least: [3, 8], get: "Maven 3.8 or newer" };
export const COMPILER: Tool = { command: "g++", version: ["--version"], get: "a C++ compiler (g++)" };
export const MAKE: Tool = { command: "make", version: ["--version"], get: "make" };
export const PYTHON: Tool = {
  command: "python3",
  version: ["--version"],
  least: [3, 11],
  get: "Python 3.11 or newer, with venv",
};

/** What is missing of these, in words; empty when all is there. */
export async function missingTools(tools: readonly Tool[]): Promise<string[]> {
  const missing: string[] = [];
  for (const tool of tools) {
    const said = await versionOf(tool);
    if (said === undefined) missing.push(`${tool.get} ("${tool.command}" is not there)`);
    else if (isOlder(said, tool.least)) missing.push(`${tool.get} ("${tool.command}" is ${said.join(".")})`);
  }
  return missing;
}

async function versionOf({ command, version }: Tool): Promise<number[] | undefined> {
  try {
    // Asked through the shell: where there is no node, Deno would stand in for it.
    const args = ["-c", 'exec "$0" "$@"', command, ...version];
    const { stdout, stderr, success } = await new Deno.Command("sh", { args }).output();
    if (!success) return undefined;
    const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    return (/\d+(\.\d+)+/.exec(text)?.[0] ?? "").split(".").map(Number);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function isOlder(version: readonly number[], least: readonly number[] = []): boolean {
  for (const [at, wanted] of least.entries()) {
    const is = version[at] ?? 0;
    if (is !== wanted) return is < wanted;
  }
  return false;
}
