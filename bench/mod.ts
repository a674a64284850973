/**
 * The benchmarks: `deno task bench [names…] [--quick] [--rounds N] [--dir DIR] [--write]`.
 *
 * @module
 */
import { join } from "node:path";
import process from "node:process";
import { chatCsv } from "./chat_csv/mod.ts";
import { dynamodb } from "./dynamodb/mod.ts";
import { finetune } from "./finetune/mod.ts";
import { imports } from "./import/mod.ts";
import { jsonSplit } from "./json_split/mod.ts";
import { overhead } from "./overhead/mod.ts";
import { parquet } from "./parquet/mod.ts";
import { read } from "./read/mod.ts";
import { searching } from "./search/mod.ts";
import { start } from "./start/mod.ts";
import { vectors } from "./vectors/mod.ts";
import { type Asked, readArguments } from "./suite/arguments.ts";
import type { Benchmark, BenchOptions, Section } from "./suite/benchmark.ts";
import { inTree, openInputs, removeIfThere } from "./suite/inputs.ts";
import { describeMachine, thisMachine } from "./suite/machine.ts";
import { describePeers, findPeers } from "./suite/peers.ts";
import { plainTarget, renderSection, replaceBetween } from "./suite/readme.ts";
import { plainTable } from "./suite/table.ts";

/** All there are, the quickest questions last. */
export const BENCHMARKS: readonly Benchmark[] = [
  read,
  imports,
  chatCsv,
  finetune,
  dynamodb,
  parquet,
  overhead,
  start,
  searching,
  vectors,
  jsonSplit,
];

const README = inTree("bench/README.md");
const RESULTS = inTree("bench/results.json");

function help(): string {
  const names = BENCHMARKS.map(({ name, summary }) => `  ${name.padEnd(11)} ${summary}`);
  return `deno task bench [names…] [flags]

${names.join("\n")}

  --quick      small inputs, one round: to see that it works
  --rounds N   how often each contender runs (5)
  --dir DIR    where generated inputs are kept (about 7 GB; threadloom-bench in the system's temporary folder)
  --write      write the figures into bench/README.md

The figures also go to bench/results.json. Peers: bash bench/install_peers.sh`;
}

async function runAll(asked: Asked): Promise<boolean> {
  const say = (line: string) => console.error(line);
  const peers = await findPeers();
  for (const line of peers.missing) say(`NOTE: ${line}`);
  const machine = thisMachine();
  const date = new Date().toISOString().slice(0, 10);
  const how = asked.rounds === 1 ? "One round." : `Medians of ${asked.rounds} rounds, contenders in turn.`;
  const header = `${date}. ${describeMachine(machine)}, ${describePeers(peers)}. ${how}`;
  // A fixed name, so that what an interrupted suite left goes away.
  const scratch = join(asked.folder, "scratch");
  await removeIfThere(scratch);
  await Deno.mkdir(scratch, { recursive: true, mode: 0o700 });
  const { quick, rounds } = asked;
  const options: BenchOptions = { quick, rounds, scratch, peers, say, inputs: openInputs(asked.folder, say) };
  const sections = new Map<string, Section>();
  let failed = false;
  try {
    for (const benchmark of BENCHMARKS.filter(({ name }) => asked.names.includes(name))) {
      const section = await runOne(benchmark, options);
      if (section) sections.set(benchmark.name, section);
      else failed = true;
    }
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
  console.log(`\n${header}`);
  for (const [name, section] of sections) print(name, section, quick);
  const results = { date, machine, peers, rounds, quick, benchmarks: Object.fromEntries(sections) };
  await Deno.writeTextFile(RESULTS, JSON.stringify(results, null, 2) + "\n");
  if (asked.write) await writeReadme(sections, header);
  return !failed;
}

/** One benchmark; what goes wrong with it is said, and the others go on. */
async function runOne(benchmark: Benchmark, options: BenchOptions): Promise<Section | undefined> {
  try {
    options.say(`${benchmark.name}`);
    return await benchmark.run(options);
  } catch (error) {
    options.say(`FAILED: ${benchmark.name}: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/** Promises are about the large inputs: with small ones a process is mostly its start. */
function print(name: string, { tables, targets }: Section, quick: boolean): void {
  console.log(`\n== ${name}`);
  for (const table of tables) console.log(`\n${plainTable(table)}`);
  if (targets.length > 0 && !quick) console.log(`\n${targets.map(plainTarget).join("\n")}`);
}

async function writeReadme(sections: Map<string, Section>, header: string): Promise<void> {
  let text = await Deno.readTextFile(README);
  for (const [name, section] of sections) text = replaceBetween(text, name, renderSection(section, header));
  await Deno.writeTextFile(README, text);
  const { success } = await new Deno.Command(Deno.execPath(), { args: ["fmt", "-q", README] }).output();
  if (!success) throw new Error(`Cannot format "${README}": deno fmt refused it`);
}

if (import.meta.main) {
  try {
    const asked = readArguments(Deno.args, BENCHMARKS.map(({ name }) => name));
    if (asked.help) console.log(help());
    else if (!await runAll(asked)) process.exitCode = 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
