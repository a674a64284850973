/**
 * Start: how long the command takes before it does anything.
 *
 * @module
 */
import { atMost, type Benchmark } from "../suite/benchmark.ts";
import { interleave } from "../suite/interleave.ts";
import { denoRun } from "../suite/readers.ts";
import { shownCommands } from "../suite/show.ts";

const EMPTY = "an empty Deno program";
const HELP = "threadloom --help";

/** The benchmark. */
export const start: Benchmark = {
  name: "start",
  summary: "--help and --version beside an empty Deno program",
  async run({ rounds, peers, say }) {
    const [empty, ...others] = await interleave([
      { name: EMPTY, command: denoRun("bench/start/empty.ts"), watchMemory: false },
      { name: HELP, command: denoRun("cli/mod.ts", "--help"), watchMemory: false },
      { name: "threadloom --version", command: denoRun("cli/mod.ts", "--version"), watchMemory: false },
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
  },
};
