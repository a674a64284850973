/**
 * The programs whose start is measured besides the command itself: a run with JSONL only, and compiled programs where
 * a base runtime can be had.
 *
 * @module
 */
import { join } from "node:path";
import { build } from "../../cli/compile/build.ts";
import { findDeno } from "../../cli/compile/deno.ts";
import { isTarget } from "../../cli/targets.ts";
import { inTree, removeIfThere } from "../suite/inputs.ts";
import type { Contender } from "../suite/interleave.ts";
import { denoRun } from "../suite/readers.ts";

/** `threadloom run` of one line of JSONL into JSONL, a first run each time. */
export async function runOfJsonl(folder: string): Promise<Contender> {
  const config = join(folder, "threadloom.json");
  const pipeline = { source: { use: "jsonl", path: "in.jsonl" }, to: { use: "jsonl", path: "out.jsonl" } };
  await Deno.writeTextFile(join(folder, "in.jsonl"), '{"id":1}\n');
  await Deno.writeTextFile(config, JSON.stringify({ pipelines: { copy: pipeline } }));
  return {
    name: "threadloom run, JSONL to JSONL, one line",
    command: denoRun("cli/mod.ts", "run", "--config", config, "--quiet"),
    watchMemory: false,
    async prepare() {
      for (const made of [".threadloom", "out.jsonl"]) await removeIfThere(join(folder, made));
    },
  };
}

/** Compiled programs: an empty one and the command, with their sizes in bytes; none where there is no base runtime. */
export async function compiledPrograms(
  folder: string,
  say: (line: string) => void,
): Promise<{ contenders: Contender[]; sizes: { [name: string]: number } }> {
  const sizes: { [name: string]: number } = {};
  const contenders: Contender[] = [];
  const { target } = Deno.build;
  if (!isTarget(target)) return { contenders, sizes };
  const programs = [
    { name: "an empty program, compiled", entry: "bench/start/empty.ts", words: [], expected: /^/ },
    { name: "the threadloom binary --help", entry: "cli/binary.ts", words: ["--help"], expected: /^threadloom / },
  ];
  try {
    const deno = await findDeno();
    for (const [i, { name, entry, words, expected }] of programs.entries()) {
      const flags = ["--allow-all", "--quiet", "--frozen", "--exclude-unused-npm", `--config=${inTree("deno.json")}`];
      const out = join(folder, `program-${i}`);
      const { size } = await build({ deno, entry: inTree(entry), out, target, flags, expected });
      sizes[name] = size;
      contenders.push({ name, command: [out, ...words], watchMemory: false });
    }
  } catch (error) {
    say(`compiled programs are left out: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { contenders, sizes };
}
