/**
 * `threadloom compile`: a pipeline script as a program.
 *
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Call, UsageError } from "../command.ts";
import { askPermissions, askVersion } from "../compile/asked.ts";
import { build } from "../compile/build.ts";
import { type DenoCommand, findDeno } from "../compile/deno.ts";
import { type ScriptModules, scriptModules } from "../compile/script.ts";
import { versionModule } from "../compile/version_module.ts";
import { isTarget, programName } from "../targets.ts";

/** Compiles, and runs the program once where it is for this machine. */
export async function run({ args: [script, ...given], flags, output }: Call): Promise<number> {
  const target = flags.text("target") ?? Deno.build.target;
  if (!isTarget(target)) throw new UsageError(`Cannot compile for ${target}: deno has no base runtime for it`);
  const deno = await findDeno();
  const modules = await scriptModules(deno.command, script);
  const named = given.filter((word) => /^(?:--(?:allow|deny|ignore)-|-[A-Z](?:$|=))/.test(word));
  const permissions = named.length > 0 ? named : await computed(deno.command, script, given);
  const others = named.length > 0 ? given.filter((word) => !named.includes(word)) : [];
  const name = basename(flags.text("output") ?? nameOf(script)).replace(/\.exe$/i, "");
  const out = resolve(programName(flags.text("output") ?? nameOf(script), target));
  const facts = {
    name,
    version: await askVersion(deno.command, script) ?? await versionBeside(modules.main),
    threadloom: await versionOfThreadloom(modules),
    plugins: modules.plugins,
    permissions,
  };
  output.note(`Compiling ${script} for ${target} with deno ${deno.version} …`);
  const built = await build({
    deno,
    entry: script,
    out,
    target,
    flags: [
      "--quiet",
      ...permissions,
      ...others,
      `--preload=${versionModule(facts)}`,
      ...modules.unseen.map((module) => `--include=${module}`),
      ...(others.some((word) => word.startsWith("--node-modules-dir")) ? [] : ["--node-modules-dir=none"]),
    ],
    expected: new RegExp(`^${name.replaceAll(/[^\w]/g, "\\$&")}[ \\n]`),
  });
  if (output.json) output.data({ ...built, permissions, plugins: modules.plugins });
  else {
    output.line(`${built.out}  ${(built.size / 1e6).toFixed(1)} MB, for ${target}`);
    output.line(`It may: ${permissions.join(" ") || "nothing"}`);
    if (built.says === undefined) {
      output.line(`It was not run: this machine is ${Deno.build.target}. Try it on its own.`);
    } else output.line(`It was run once:\n  ${built.says.replaceAll("\n", "\n  ")}`);
  }
  return 0;
}

/** `pipeline` of `folder/pipeline.ts` or of a URL. */
function nameOf(script: string): string {
  return basename(script.split(/[?#]/)[0]).replace(/(?<=.)\.[^.]*$/, "");
}

async function computed(deno: DenoCommand, script: string, words: readonly string[]): Promise<string[]> {
  const answer = await askPermissions(deno, script, words);
  if ("flags" in answer) return answer.flags;
  throw new UsageError(
    `Cannot compute what "${script}" may do: asked by --print-permissions it says "${answer.why}"`,
    `give it words to compute them for: threadloom compile ${script} -- <words>; or name them, as for deno run: ` +
      `threadloom compile ${script} -- --allow-read --allow-write`,
  );
}

/** The version in the script's own `deno.json`, beside it or in a folder above. */
async function versionBeside(main: string): Promise<string | undefined> {
  if (!main.startsWith("file:")) return undefined;
  let folder = dirname(fileURLToPath(main));
  for (let above = ""; above !== folder; [above, folder] = [folder, dirname(folder)]) {
    const text = await readIfThere(join(folder, "deno.json"));
    if (text !== undefined) return versionIn(text);
  }
}

async function versionOfThreadloom({ roots }: ScriptModules): Promise<string> {
  if (roots.length === 0) return "not used";
  const versions = await Promise.all(roots.map(async (root) => {
    const text = root.startsWith("file:") ? await readIfThere(fileURLToPath(new URL("deno.json", root))) : undefined;
    return (text === undefined ? undefined : versionIn(text)) ?? root;
  }));
  return versions.join(" and ");
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

/** `version` of a `deno.json`, which may hold comments. */
function versionIn(text: string): string | undefined {
  return /^\s*"version"\s*:\s*"([^"]+)"/m.exec(text)?.[1];
}
