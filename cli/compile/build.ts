/**
 * `deno compile`, believed only once its result has run.
 *
 * @module
 */
import { resolve } from "node:path";
import { type DenoCommand, PLAIN, runDeno, runProgram } from "./deno.ts";
import { targetOfFile } from "./executable.ts";
import type { Target } from "../targets.ts";

/** What to build. */
export interface Build {
  deno: { command: DenoCommand; version: string };
  /** Path or URL of the main module. */
  entry: string;
  /** Path of the program. */
  out: string;
  target: Target;
  /** Flags of `deno compile`: permissions, modules to include. */
  flags: readonly string[];
  /** What the program's `--version` has to print. */
  expected: RegExp;
}

/** What was built. */
export interface Built {
  out: string;
  target: Target;
  /** Bytes. */
  size: number;
  /** What its `--version` said; absent for a program of another machine, which cannot be run here. */
  says?: string;
}

/** Longest wait for `--version`, in milliseconds: the first start of a new file may be looked at by a virus scanner. */
const PATIENCE_MS = 60_000;

/**
 * Compiles a program and runs it once. It gets its name only then: whatever fails leaves no program behind.
 *
 * @throws {Error} when deno does not compile it, when it is not for the target, when it does not start
 */
export async function build({ deno, entry, out, target, flags, expected }: Build): Promise<Built> {
  await checkBase(target);
  const unproven = `${out}.unproven${target.includes("windows") ? ".exe" : ""}`;
  try {
    const args = ["compile", "--target", target, "--output", unproven, ...flags, entry];
    const { code, err } = await runDeno(deno.command, args);
    if (code !== 0) throw new Error(`Cannot compile "${entry}" for ${target}: ${reasonOf(err, target)}`);
    const is = await targetOfFile(unproven);
    if (is !== target) {
      throw new Error(
        `Cannot compile "${entry}" for ${target}: what deno wrote is a program for ${is ?? "no machine"}`,
      );
    }
    const says = target === Deno.build.target ? await tryOut(unproven, deno.version, expected) : undefined;
    await Deno.rename(unproven, out);
    return { out, target, size: (await Deno.stat(out)).size, ...(says === undefined ? {} : { says }) };
  } catch (error) {
    await removeFile(unproven);
    throw error;
  }
}

/** `DENORT_BIN` is used for every target, also for those it is not made for. */
async function checkBase(target: Target): Promise<void> {
  const base = Deno.env.get("DENORT_BIN");
  if (!base) return;
  let is: Target | undefined;
  try {
    is = await targetOfFile(base);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new Deno.errors.NotFound(`Cannot find "${base}": DENORT_BIN has to name a base runtime (denort)`, { cause });
  }
  if (is === target) return;
  throw new TypeError(
    `Cannot compile for ${target}: the base runtime that DENORT_BIN names is for ${is ?? "no machine"}; name one for ` +
      `${target}, or unset DENORT_BIN and let deno fetch it`,
  );
}

/** What deno said, and what to do where it could not fetch the base runtime. */
function reasonOf(err: string, target: Target): string {
  const lines = err.split("\n").filter((line) =>
    line.trim() !== "" && !/^(Check|Compile|Download|npm warn) /.test(line)
  );
  const text = lines.slice(0, 12).join("\n").replace(/^error: /, "").trim() || "deno says no reason";
  if (!/error sending request|denort/.test(text)) return text;
  return `${text}\nIt needs the base runtime for ${target}, which deno fetches once; without that, name one in DENORT_BIN`;
}

/** A program that was written is not yet a program that runs: one on a base runtime of another version does not. */
async function tryOut(path: string, version: string, expected: RegExp): Promise<string> {
  const { code, out, err } = await runProgram(resolve(path), ["--version"], {
    env: PLAIN,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (code === 0 && expected.test(out)) return out.trim();
  const said = (err || out).trim().split("\n")[0] || `nothing, exit code ${code}`;
  throw new Error(
    `Cannot compile "${path.replace(/\.unproven(\.exe)?$/, "")}": it was written, but does not run (${said}); ` +
      `deno ${version} needs a base runtime (DENORT_BIN) of its own version`,
  );
}

async function removeFile(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
