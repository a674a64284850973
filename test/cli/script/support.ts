/**
 * What tests of scripts share: scripts in folders of their own, run as processes.
 *
 * @module
 */
import assert from "node:assert/strict";
import { beyond, parseAudit } from "../../../conformance/audit.ts";
import type { Permissions } from "../../../core/plugin.ts";
import { writeSampleExport } from "../../../examples/sample_export/mod.ts";
import type { Done } from "../support.ts";

/** The package, as scripts import it. */
export const ROOT: string = new URL("../../../", import.meta.url).href;

/** Imports that scripts begin with. */
export const IMPORTS = `import { definePipeline, from, runCli } from "${ROOT}mod.ts";
import { chatgptSource } from "${ROOT}plugins/chatgpt/mod.ts";
import { jsonlSink } from "${ROOT}plugins/jsonl/mod.ts";
import { memorySink, memorySource } from "${ROOT}plugins/memory/mod.ts";
import { sqliteStore } from "${ROOT}plugins/sqlite/mod.ts";
import { markdownStore } from "${ROOT}plugins/markdown/mod.ts";
`;

/** Does something in a new folder, which is gone afterwards. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-script-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes a script that begins with `IMPORTS`. */
export async function writeScript(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, IMPORTS + text);
}

/** Writes an invented export. */
export async function writeExport(path: string, edition: 1 | 2 = 1): Promise<void> {
  await writeSampleExport(path, { edition });
}

/** How a process is run. */
export interface RunSetup {
  cwd: string;
  env?: { [name: string]: string };
  /** Flags of `deno run`. @default ["-A"] */
  flags?: readonly string[];
}

/** Runs a script. */
export async function script(words: readonly string[], { cwd, env = {}, flags = ["-A"] }: RunSetup): Promise<Done> {
  return await process(Deno.execPath(), ["run", "--no-prompt", "--quiet", "--no-check", ...flags, ...words], {
    cwd,
    env,
  });
}

/** Runs a program. */
export async function process(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: Pick<RunSetup, "cwd" | "env">,
): Promise<Done> {
  const command = new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", RUST_BACKTRACE: "0", ...env },
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), err: text.decode(stderr) };
}

/**
 * Runs a line as a shell does, with nothing allowed but what it says, and checks what the process asked for: nothing
 * was denied, and nothing that was granted lies elsewhere.
 */
export async function runLine(line: string, cwd: string, env: { [name: string]: string } = {}): Promise<Done> {
  assert.match(line, /^deno run /);
  assert.doesNotMatch(line, / -A|--allow-\w+(?: |$)/, "no bare flag");
  const audit = await Deno.makeTempFile({ suffix: ".jsonl" });
  try {
    const deno = Deno.execPath();
    const quiet = line.replace(/^deno run /, `'${deno}' run --no-prompt --quiet --no-check `);
    const done = await process("sh", ["-c", quiet], { cwd, env: { ...env, DENO_AUDIT_PERMISSIONS: audit } });
    const asked = parseAudit(await Deno.readTextFile(audit));
    assert.deepEqual(beyond(asked, [await allowedBy(line, cwd)], cwd), [], `${line}\n${done.err}`);
    return done;
  } finally {
    await Deno.remove(audit);
  }
}

/** What a line's flags allow; the shell takes its quotes away. */
async function allowedBy(line: string, cwd: string): Promise<Permissions> {
  const { out } = await process("sh", ["-c", `printf '%s\\n' ${line.replace(/^deno run /, "")}`], { cwd });
  const allowed = out.split("\n").map((word) => /^--allow-(\w+)=(.*)$/.exec(word)).filter((found) => found !== null);
  return Object.fromEntries(allowed.map(([, name, values]) => [name, values.split(",")]));
}
