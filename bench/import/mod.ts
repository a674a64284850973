/**
 * Import: the whole command, from an export to a database with full-text search; again; and a later export.
 *
 * @module
 */
import { join } from "node:path";
import { atMost, type Benchmark, type BenchOptions, type Target } from "../suite/benchmark.ts";
import { removeIfThere } from "../suite/inputs.ts";
import { type Contender, interleave, type Measured, medianOf } from "../suite/interleave.ts";
import { denoRun, JSON_LOAD, jsonLoad } from "../suite/readers.ts";
import { shownCommands } from "../suite/show.ts";
import { NAMES } from "./names.ts";
import { importTable, outputsTable, stagesTable } from "./tables.ts";

/** Most rounds of the large export: one takes a minute. */
const LARGE_ROUNDS = 2;

/** The benchmark. */
export const imports: Benchmark = {
  name: "import",
  summary: "`threadloom import` into SQLite: first, again, a later export, each output, from a zip",
  async run(options) {
    const [size, largeSize] = options.quick ? ["5MB", "20MB"] : ["200MB", "1GB"];
    options.say(`import: ${size}`);
    const results = await measure(options, size, true);
    options.say(`import: ${largeSize}`);
    const large = await measure({ ...options, rounds: Math.min(options.rounds, LARGE_ROUNDS) }, largeSize, false);
    const stages = find(results, NAMES.stages);
    return {
      notes: [
        "Whole processes of the command, from start to end, into a folder on disk: every conversation, message, branch and " +
        "asset in SQLite with its full-text index, and the ledger. `json.load + walk` only reads, by its own clock. " +
        `Further outputs are taken once, ${largeSize} at most ${LARGE_ROUNDS} times, the first rows of ${size} in every round.`,
      ],
      tables: [
        importTable(size, results, writesOf),
        outputsTable(size, results),
        stagesTable(size, {
          all: stages.seconds,
          store: medianOf(stages, "storeSeconds"),
          sqlite: medianOf(stages, "sqliteSeconds"),
        }),
        importTable(largeSize, large, writesOf),
      ],
      targets: [...targets(size, results), ...targets(largeSize, large)],
      commands: shownCommands([...results]),
      measured: { [size]: results, [largeSize]: large },
    };
  },
};

/** A result by its contender's name. */
function find(results: Measured[], name: string): Measured {
  const found = results.find((result) => result.name === name);
  if (!found) {
    throw new Error(`Cannot find the contender "${name}": there are ${results.map((r) => r.name).join(", ")}`);
  }
  return found;
}

async function measure(options: BenchOptions, size: string, outputs: boolean): Promise<Measured[]> {
  const { inputs, peers, rounds, say, scratch } = options;
  const first = await inputs.chatgptExport(size);
  const later = await inputs.chatgptExport(size, { edition: 2 });
  const into = (name: string, path: string, folder: string, ...flags: string[]): Contender => ({
    name,
    command: denoRun("cli/mod.ts", "import", path, "--out", join(scratch, folder), "--json", ...flags),
  });
  const fresh = (contender: Contender, folder: string): Contender => ({
    ...contender,
    prepare: () => removeIfThere(join(scratch, folder)),
  });
  // In this order: each import finds in its folder what the one before it left.
  const contenders = [
    ...jsonLoad(peers, first.path),
    fresh(into(NAMES.first, first.path, "a", "--no-archive"), "a"),
    into(NAMES.again, first.path, "a"),
    into(NAMES.later, later.path, "a"),
  ];
  if (outputs) {
    const zip = await inputs.chatgptExport(size, { zip: true });
    const further = [
      fresh(into(NAMES.zip, zip.path, "b", "--no-archive"), "b"),
      fresh(into(NAMES.archive, first.path, "f"), "f"),
      fresh(into(NAMES.markdown, first.path, "c", "--no-archive", "--markdown"), "c"),
      fresh(into(NAMES.jsonl, first.path, "d", "--no-archive", "--jsonl"), "d"),
      fresh({
        name: NAMES.stages,
        command: denoRun("bench/import/stages.ts", first.path, join(scratch, "e")),
      }, "e"),
    ];
    contenders.push(...further.map((contender) => ({ ...contender, rounds: 1 })));
  }
  const results = await interleave(contenders, { rounds, say });
  for (const folder of "abcdef") await removeIfThere(join(scratch, folder));
  for (const { name, output } of results) {
    if (output.status !== undefined && output.status !== "ok") {
      throw new Error(`Cannot measure "${name}": its report says "${output.status}", "ok" was expected`);
    }
  }
  return results;
}

function targets(size: string, results: Measured[]): Target[] {
  const first = find(results, NAMES.first);
  const again = find(results, NAMES.again);
  // No peer, no promise: there may be no Python.
  const json = results.find(({ name }) => name === JSON_LOAD);
  const toJson = json && atMost(`${size}: ${NAMES.first}, to ${JSON_LOAD}`, first.seconds / json.seconds, 1, "x");
  return [
    ...toJson ? [toJson] : [],
    atMost(`${size}: ${NAMES.again}, to the first import`, again.seconds / first.seconds, 0.3, "x"),
    {
      what: `${size}: ${NAMES.again}, entries written`,
      wanted: "0",
      got: String(writesOf(again)),
      met: writesOf(again) === 0,
    },
  ];
}

/** Entries put and deleted in all sinks, by the command's report. */
function writesOf(result: Measured): number {
  const sinks = (result.output.sinks ?? {}) as { [name: string]: { puts: number; deletes: number } };
  return Object.values(sinks).reduce((sum, { puts, deletes }) => sum + puts + deletes, 0);
}
