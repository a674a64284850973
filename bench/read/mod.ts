/**
 * Reading: an export to canonical messages, beside Python's readers.
 *
 * @module
 */
import { atLeast, atMost, type Benchmark, type BenchOptions, number, type Target } from "../suite/benchmark.ts";
import type { ExportInput } from "../suite/inputs.ts";
import { interleave, type Measured } from "../suite/interleave.ts";
import { JSON_LOAD, jsonLoad, otherReaders, threadloomReader } from "../suite/readers.ts";
import { ratioTo, shownCommands, spread } from "../suite/show.ts";
import type { Table } from "../suite/table.ts";

const ONE = "threadloom, 1 thread";
const TWO = "threadloom, 2 threads";
const ZIPPED = "threadloom, 1 thread, from a zip";
/** The peaks of one program, reading one file several times, lie so far apart. */
const NOISE = 1.1;

/** The benchmark. */
export const read: Benchmark = {
  name: "read",
  summary: "an export to canonical messages: MB/s and memory, beside Python's json, orjson and ijson",
  async run(options) {
    const sizes = options.quick ? ["5MB", "20MB"] : ["200MB", "1GB"];
    const all: { size: string; input: ExportInput; results: Measured[] }[] = [];
    for (const size of sizes) all.push({ size, ...await readOne(options, size) });
    const [small, large] = all;
    return {
      notes: [
        "From a file in the page cache to every message of every canonical thread. Time is taken inside each process, " +
        "without its start. All contenders must find the same conversations and messages, or the suite fails. Python's " +
        "readers join text parts; threadloom makes its whole model: branches, parts, citations, assets, metadata. orjson and " +
        "ijson take part in the first round only.",
      ],
      tables: all.map(({ size, input, results }) => table(size, input, results)),
      targets: targets(small, large),
      commands: shownCommands(large.results),
      measured: all.map(({ size, input, results }) => ({ size, facts: input.facts, results })),
    };
  },
};

async function readOne(options: BenchOptions, size: string): Promise<{ input: ExportInput; results: Measured[] }> {
  const { inputs, peers, rounds, say } = options;
  const input = await inputs.chatgptExport(size);
  const zip = await inputs.chatgptExport(size, { zip: true });
  say(`read: ${size}, ${input.facts.conversations} conversations, ${input.facts.threadMessages} messages`);
  const results = await interleave([
    ...jsonLoad(peers, input.path),
    // They stand beside what is promised, and take minutes.
    ...otherReaders(peers, input.path).map((contender) => ({ ...contender, rounds: 1 })),
    threadloomReader(ONE, input.path, 1),
    threadloomReader(TWO, input.path, 2),
    threadloomReader(ZIPPED, zip.path, 1),
  ], { rounds, say });
  for (const { name, output } of results) agree(name, output, input);
  return { input, results };
}

/** Speed is no merit of one who has not read everything. */
function agree(name: string, output: Measured["output"], { facts }: ExportInput): void {
  const found = [output.conversations, output.threadMessages ?? output.messages].join(" conversations, ");
  const wanted = [facts.conversations, facts.threadMessages].join(" conversations, ");
  if (found !== wanted) {
    throw new Error(`Cannot compare "${name}": it found ${found} messages, ${wanted} were expected`);
  }
}

function table(size: string, { bytes }: ExportInput, results: Measured[]): Table {
  const json = results.find(({ name }) => name === JSON_LOAD);
  return {
    caption: `Reading ${size}`,
    columns: ["contender", "seconds (fastest–slowest)", "MB/s", "to json.load", "peak MB"],
    rows: results.map((result) => [
      result.name,
      spread(result),
      number(bytes / 1e6 / result.seconds),
      ratioTo(json, result),
      number(result.peakMb ?? NaN),
    ]),
  };
}

function targets(small: { size: string; results: Measured[] }, large: { size: string; results: Measured[] }): Target[] {
  const find = (results: Measured[], name: string) => results.find((result) => result.name === name);
  const list: Target[] = [];
  const json = find(large.results, JSON_LOAD);
  if (json) {
    for (const [name, wanted] of [[ONE, 3], [TWO, 6]] as const) {
      const ratio = json.seconds / find(large.results, name)!.seconds;
      list.push(atLeast(`${large.size}: ${name}, to json.load`, ratio, wanted, "x"));
    }
  }
  for (const name of [ONE, TWO, ZIPPED]) {
    const [one, other] = [find(small.results, name), find(large.results, name)];
    const [before, after] = [one?.medianPeakMb, other?.medianPeakMb];
    if (other?.peakMb === undefined || before === undefined || after === undefined) continue;
    list.push(atMost(`${large.size}: ${name}, peak`, other.peakMb, 350, " MB"));
    list.push({
      what: `${name}: peak does not grow with the export`,
      wanted: `≤ ${number(before * NOISE)} MB (${small.size} and 10 %, as far as peaks of one file lie apart; medians)`,
      got: `${number(after)} MB`,
      met: after <= before * NOISE,
    });
  }
  return list;
}
