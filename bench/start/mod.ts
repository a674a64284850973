/**
 * Start: how long the command takes before it does anything, and how long the smallest run.
 *
 * @module
 */
import { atMost, type Benchmark, number } from "../suite/benchmark.ts";
import { interleave } from "../suite/interleave.ts";
import { denoRun } from "../suite/readers.ts";
import { shownCommands } from "../suite/show.ts";
import { compiledPrograms, runOfJsonl } from "./programs.ts";

const EMPTY = "an empty Deno program";
const HELP = "threadloom --help";

/** The benchmark. */
export const start: Benchmark = {
  name: "start",
  summary: "--help, --version, the smallest run and the binary beside an empty Deno program",
  async run({ rounds, peers, say }) {
    const folder = await Deno.makeTempDir({ prefix: "threadloom-start-" });
    try {
      const { contenders: compiled, sizes } = await compiledPrograms(folder, say);
      const [empty, ...others] = await interleave([
        { name: EMPTY, command: denoRun("bench/start/empty.ts"), watchMemory: false },
        { name: HELP, command: denoRun("cli/mod.ts", "--help"), watchMemory: false },
        { name: "threadloom --version", command: denoRun("cli/mod.ts", "--version"), watchMemory: false },
        await runOfJsonl(folder),
        ...compiled,
        ...(peers.python
          ? [{ name: "an empty Python program", command: [peers.python.python, "-c", "pass"], watchMemory: false }]
          : []),
      ], { rounds: rounds * 4, warmUps: 1, say });
      const all = [empty, ...others];
      const help = all.find(({ name }) => name === HELP)!;
      const ms = (seconds: number) => (seconds * 1000).toFixed(0);
      return {
        notes: [
          `Whole processes, ${
            rounds * 4
          } rounds after one that is not counted (it fills Deno's cache of transpiled modules).`,
          ...Object.entries(sizes).map(([name, size]) => `Size of ${name}: ${number(size / 1e6)} MB.`),
        ],
        tables: [{
          caption: "Start",
          columns: ["program", "ms (fastest–slowest)", "to empty"],
          rows: all.map((result) => [
            result.name,
            `${ms(result.seconds)} (${ms(result.fastest)}–${ms(result.slowest)})`,
            `${(result.seconds / empty.seconds).toFixed(2)}x`,
          ]),
        }],
        targets: [atMost(`${HELP}, to ${EMPTY}`, help.seconds / empty.seconds, 2, "x")],
        commands: shownCommands(all),
        measured: all,
      };
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
};
