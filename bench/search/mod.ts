/**
 * Search: a million messages, and how long an answer takes.
 *
 * @module
 */
import { type Benchmark, number } from "../suite/benchmark.ts";
import { runChild } from "../suite/child.ts";
import { removeIfThere } from "../suite/inputs.ts";
import { interleave, median } from "../suite/interleave.ts";
import { denoRun } from "../suite/readers.ts";
import { shownCommands } from "../suite/show.ts";

/** Another one of these, another database. */
const SOURCES = [
  "bench/generate/random.ts",
  "bench/search/talk.ts",
  "bench/search/make_database.ts",
  "core/search/cut.ts",
  ...["schema", "statements", "scope", "entries"].map((name) => `plugins/sqlite/${name}.ts`),
];
const TIMES = 5;

/** The benchmark. */
export const searching: Benchmark = {
  name: "search",
  summary: "medians of searches in a database of a million messages",
  madeOf: SOURCES,
  async run({ quick, rounds, inputs, say }) {
    const messages = quick ? 20_000 : 1_000_000;
    const path = await inputs.file(`talk-${messages}.db`, SOURCES, async (path) => {
      await removeIfThere(path);
      const { wallSeconds } = await runChild(denoRun("bench/search/make_database.ts", path, String(messages)));
      say(`  made in ${wallSeconds.toFixed(0)} s`);
    });
    const { size } = await Deno.stat(path);
    const [result] = await interleave([
      { name: "search", command: denoRun("bench/search/ask.ts", path, String(TIMES)) },
    ], { rounds, say });
    const answers = result.samples.map(({ output }) => output.answers as Answers);
    return {
      notes: [
        `${number(messages)} messages of 20 to 80 words in ${
          number(size / 1e6)
        } MB. The 20 best results with their snippets, ` +
        `the database opened anew for each; ${rounds} processes of ${TIMES} searches each (after one that is not counted).`,
      ],
      tables: [{
        caption: `Searching ${number(messages)} messages`,
        columns: ["query", "ms", "results"],
        rows: Object.keys(answers[0]).map((name) => [
          name,
          number(median(answers.map((answer) => answer[name].ms))),
          String(answers[0][name].found),
        ]),
      }],
      targets: [],
      commands: shownCommands([result]),
      measured: result,
    };
  },
};

interface Answers {
  [name: string]: { ms: number; found: number };
}
