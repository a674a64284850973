/**
 * Builds the `threadloom` command for all machines, or some: `deno task compile [--host-only | --target NAME …]`.
 *
 * The programs lie in `dist/`, with `SHA256SUMS` of those that were built in this run. `DENORT_BIN` names a base
 * runtime, for its own machine only; `THREADLOOM_COMPILE_DENO` another deno to compile with.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build, type Built } from "../cli/compile/build.ts";
import { findDeno } from "../cli/compile/deno.ts";
import { scriptModules } from "../cli/compile/script.ts";
import { isTarget, programName, type Target, TARGETS } from "../cli/targets.ts";
import { VERSION } from "../cli/version.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * What the command may do: all. It reads and writes what it is pointed at, and reaches the services its user names,
 * none of which is known here.
 */
const FLAGS = ["--allow-all", "--quiet", "--frozen", "--exclude-unused-npm", `--config=${join(ROOT, "deno.json")}`];

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(words: string[]): Promise<number> {
  const { values } = parseArgs({
    args: words,
    options: {
      target: { type: "string", multiple: true },
      "host-only": { type: "boolean", default: false },
      out: { type: "string", default: join(ROOT, "dist") },
    },
  });
  const targets = chosen(values.target, values["host-only"]);
  const deno = await findDeno();
  const entry = join(ROOT, "cli/binary.ts");
  // Small libraries that are loaded by a computed specifier, which the compiler does not see.
  const { unseen } = await scriptModules(deno.command, entry);
  const libraries = unseen.filter((url) => url.startsWith("npm:")).flatMap((url) => ["--include", url]);
  await Deno.mkdir(values.out, { recursive: true });
  const sums: string[] = [];
  const failed: Target[] = [];
  for (const target of targets) {
    const out = join(values.out, programName(`threadloom-${VERSION}-${target}`, target));
    const expected = new RegExp(`^threadloom ${VERSION.replaceAll(".", "\\.")} `);
    try {
      const built = await build({ deno, entry, out, target, flags: [...FLAGS, ...libraries], expected });
      sums.push(`${await sha256(out)}  ${basename(out)}`);
      console.log(lineOf(built));
    } catch (error) {
      failed.push(target);
      console.error(error instanceof Error ? error.message : String(error));
    }
  }
  if (sums.length > 0) await Deno.writeTextFile(join(values.out, "SHA256SUMS"), `${sums.join("\n")}\n`);
  if (failed.length > 0) console.error(`Not built: ${failed.join(", ")}.`);
  return failed.length > 0 ? 1 : 0;
}

function chosen(named: string[] | undefined, hostOnly: boolean): readonly Target[] {
  for (const name of hostOnly ? [Deno.build.target] : named ?? []) {
    if (!isTarget(name)) {
      throw new RangeError(`Cannot compile for "${name}": expected one of ${TARGETS.join(", ")}`);
    }
  }
  if (hostOnly) return TARGETS.filter((target) => target === Deno.build.target);
  return named ? TARGETS.filter((target) => named.includes(target)) : TARGETS;
}

function lineOf({ out, target, size, says }: Built): string {
  const state = says === undefined
    ? `not run: it is for ${target}, this machine is ${Deno.build.target}`
    : `ran once: ${says.split("\n")[0]}`;
  return `${out}  ${(size / 1e6).toFixed(1)} MB  ${state}`;
}

async function sha256(path: string): Promise<string> {
  const sha = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) sha.update(chunk);
  return sha.digest("hex");
}
