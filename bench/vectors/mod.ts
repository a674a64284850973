/**
 * Vectors: a million of them, how long an answer takes, and how many of the nearest it holds.
 *
 * @module
 */
import { atLeast, atMost, type Benchmark, number, type Target } from "../suite/benchmark.ts";
import { runChild } from "../suite/child.ts";
import { removeIfThere } from "../suite/inputs.ts";
import { type Contender, interleave } from "../suite/interleave.ts";
import { leaveMemory } from "../suite/page_cache.ts";
import { denoRun } from "../suite/readers.ts";
import { shownCommands } from "../suite/show.ts";
import { DIMENSIONS, SETS } from "./sets.ts";

/** Another one of these, another store. */
const SOURCES = [
  "bench/generate/random.ts",
  "bench/vectors/sets.ts",
  "bench/vectors/make_store.ts",
  ...["schema", "rotate", "encode", "segment", "segment_file"].map((name) => `plugins/vectors/${name}.ts`),
];
const QUERIES = 100;

/** Processes that search once. */
const FIRSTS = 5;

interface Answers {
  answers: { name: string; recall: number; p50: number; p95: number; cpu95: number }[];
  exactMs: number;
  megabytes: number;
}

interface Firsts {
  /** Median of a process whose files are in memory. */
  firstMs: number;
  /** Median of one that has to wait for the disk; undefined where files cannot be made to leave memory. */
  coldMs?: number;
}

interface Made {
  writeSeconds: number;
  buildSeconds: number;
}

type Asked = Answers & Firsts & Made;

/** The benchmark. */
export const vectors: Benchmark = {
  name: "vectors",
  summary: "recall and times of the nearest among a million vectors",
  madeOf: SOURCES,
  async run({ quick, inputs, say }) {
    const count = quick ? 30_000 : 1_000_000;
    const measured: { [set: string]: Asked } = {};
    const commands: string[] = [];
    for (const set of Object.keys(SETS)) {
      const path = await inputs.file(`vectors-${set}-${count}`, SOURCES, async (path) => {
        await removeIfThere(path);
        const { output } = await runChild(denoRun("bench/vectors/make_store.ts", path, set, String(count)));
        await Deno.writeTextFile(tookFile(path), JSON.stringify(output));
      });
      const made = JSON.parse(await Deno.readTextFile(tookFile(path))) as Made;
      say(`  ${set}: written in ${made.writeSeconds.toFixed(0)} s, indexed in ${made.buildSeconds.toFixed(0)} s`);
      const command = denoRun("bench/vectors/ask.ts", path, set, String(count), String(QUERIES));
      const [result] = await interleave([{ name: set, command }], { rounds: 1, say });
      const firsts = await firstAnswers(path, set, count, say);
      commands.push(...shownCommands([result]), firsts.command);
      measured[set] = { ...made, ...firsts, ...result.samples[0].output as unknown as Answers };
    }
    return {
      notes: [
        `${
          number(count)
        } vectors of ${DIMENSIONS} dimensions, ${QUERIES} queries each in one process; recall is how many ` +
        "of the exact ten nearest are among the ten found. CPU: of the process, for machines that do other work, too. First " +
        `answers: from opening the store on, ${FIRSTS} processes; files in memory, and on the disk alone.`,
        ...Object.entries(SETS).map(([name, { says }]) => `${name}: ${says}.`),
      ],
      tables: Object.entries(measured).map(([set, { answers, exactMs, firstMs, coldMs, megabytes, buildSeconds }]) => ({
        caption: `${set}: built in ${number(buildSeconds)} s, first answer after ${number(firstMs)} ms` +
          (coldMs === undefined ? "" : ` (${number(coldMs)} ms from the disk)`) +
          `, at most ${number(megabytes)} MB; comparing with every vector takes ${number(exactMs)} ms`,
        columns: ["filter", "recall@10", "p50 ms", "p95 ms", "p95 CPU ms"],
        rows: answers.map(({ name, recall, p50, p95, cpu95 }) => [
          name,
          recall.toFixed(3),
          number(p50),
          number(p95),
          number(cpu95),
        ]),
      })),
      targets: quick ? [] : Object.entries(measured).flatMap(([set, asked]) => targetsOf(set, asked)),
      commands,
      measured,
    };
  },
};

/** Beside the store, which may be kept for another call: what it took to make it. */
function tookFile(path: string): string {
  return `${path}.took.json`;
}

/** What a process pays that searches once. */
async function firstAnswers(
  path: string,
  set: string,
  count: number,
  say: (line: string) => void,
): Promise<Firsts & { command: string }> {
  const command = denoRun("bench/vectors/first.ts", path, set, String(count));
  const name = `${set}, first answer`;
  const contenders: Contender[] = [{ name, command }];
  if (await leaveMemory(path)) {
    contenders.unshift({ name: `${name}, from the disk`, command, prepare: async () => void await leaveMemory(path) });
  }
  const results = await interleave(contenders, { rounds: FIRSTS, say });
  const [warm, cold] = results.toReversed();
  return {
    firstMs: warm.seconds * 1000,
    ...cold && { coldMs: cold.seconds * 1000 },
    command: shownCommands([warm])[0],
  };
}

function targetsOf(set: string, { answers, firstMs, coldMs, megabytes }: Asked): Target[] {
  return [
    atLeast(`recall@10, ${set}, the least of all filters`, Math.min(...answers.map(({ recall }) => recall)), 0.95, ""),
    atMost(`p95, ${set}, the most of all filters`, Math.max(...answers.map(({ p95 }) => p95)), 50, " ms"),
    atMost(`first answer, ${set}`, firstMs, 1000, " ms"),
    ...coldMs === undefined ? [] : [atMost(`first answer from the disk, ${set}`, coldMs, 1000, " ms")],
    atMost(`memory, ${set}`, megabytes, 600, " MB"),
  ];
}
