/**
 * What tests of compiled programs share. Compiling needs a base runtime, which `DENORT_BIN` names (for the deno that
 * `THREADLOOM_COMPILE_DENO` names); without it deno fetches one. Where none can be had, these tests say so and prove
 * nothing.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PLAIN, type Ran } from "../../cli/compile/deno.ts";

/** Folder of the tree. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What the command says where deno could not fetch a base runtime. */
const NO_BASE = /needs the base runtime for|error sending request/;

/** Runs a program in a folder. */
export async function runIn(cwd: string, program: string, args: readonly string[]): Promise<Ran> {
  const command = new Deno.Command(program, { args: [...args], cwd, stdin: "null", env: PLAIN });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), err: text.decode(stderr) };
}

/** Runs a module of the tree with this deno. */
export function runModule(cwd: string, module: string, args: readonly string[]): Promise<Ran> {
  return runIn(cwd, Deno.execPath(), ["run", "-q", "-A", "--no-prompt", join(ROOT, module), ...args]);
}

/** True when a program was compiled. False, said loudly, when that cannot be done here; a throw when it went wrong. */
export function wasCompiled(what: string, { code, err }: Ran): boolean {
  if (code === 0) return true;
  if (Deno.env.get("DENORT_BIN") || !NO_BASE.test(err)) throw new Error(`Cannot compile ${what}:\n${err}`);
  console.warn(`\nWARNING: NOT TESTED: ${what} was not compiled, there is no base runtime (set DENORT_BIN)\n`);
  return false;
}

/** A folder for as long as the tests of a file run. */
export async function scratchFolder(): Promise<string> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "threadloom-binary-" }));
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  return folder;
}

/** Writes files into a folder, by their path below it. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const place = join(folder, path);
    await Deno.mkdir(join(place, ".."), { recursive: true });
    await Deno.writeTextFile(place, text);
  }
}
