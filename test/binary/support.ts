/**
 * What tests of compiled programs share. Compiling needs a base runtime, which `DENORT_BIN` names (for the deno that
 * `THREADLOOM_COMPILE_DENO` names); without it deno fetches one. Where none can be had, these tests say so and prove
 * nothing.
 *
 * @module
 */
import assert from "node:assert/strict";
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

/**
 * Tests of a program that was compiled, or not: where there is no base runtime each says in its name that it proves
 * nothing, the one thing a quiet run shows. What failed for another reason fails here.
 */
export function testsOf(what: string, { code, err }: Ran): (says: string, body: () => void | Promise<void>) => void {
  const lacking = code !== 0 && !Deno.env.get("DENORT_BIN") && NO_BASE.test(err);
  return (says, body) => {
    Deno.test(lacking ? `NOT TESTED, no base runtime (set DENORT_BIN): ${says}` : says, async () => {
      if (lacking) return;
      assert.equal(code, 0, `${what} was not compiled:\n${err}`);
      await body();
    });
  };
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
