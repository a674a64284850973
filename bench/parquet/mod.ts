/**
 * Parquet: a million messages into a tree of days, beside DuckDB's own writer.
 *
 * @module
 */
import { type Benchmark, number } from "../suite/benchmark.ts";
import { runChild } from "../suite/child.ts";
import { interleave, medianOf } from "../suite/interleave.ts";
import { denoRun } from "../suite/readers.ts";
import { shownCommands } from "../suite/show.ts";

const SOURCES = [
  "bench/search/talk.ts",
  "bench/parquet/write.ts",
  ...["conversation_tables", "table_file", "columns"].map((name) => `plugins/parquet/${name}.ts`),
];

/** The benchmark. */
export const parquet: Benchmark = {
  name: "parquet",
  summary: "a million messages as Parquet by day, beside DuckDB's own writer",
  madeOf: SOURCES,
  async run({ quick, rounds, inputs, say }) {
    const messages = quick ? 20_000 : 1_000_000;
    const program = "bench/parquet/write.ts";
    const tree = await inputs.file(`parquet-${messages}`, SOURCES, async (path) => {
      await runChild(denoRun(program, "threadloom", path, String(messages)));
    });
    const results = await interleave([
      { name: "parquetSink", command: denoRun(program, "threadloom", `${tree}-ours`, String(messages)) },
      { name: "DuckDB COPY", command: denoRun(program, "duckdb", `${tree}-duckdb`, String(messages), tree) },
    ], { rounds, say });
    return {
      notes: [
        `${
          number(messages)
        } messages of 20 to 80 words in 100 days, zstd. parquetSink is handed conversations and writes ` +
        "three tables a day; its time has the scratch file in it. DuckDB has the rows of messages in a table in memory, " +
        "sorts them and writes that one table, with all processors.",
      ],
      tables: [{
        caption: "Writing",
        columns: ["contender", "seconds", "messages/s", "MB written", "peak MB"],
        rows: results.map((result) => {
          const seconds = medianOf(result, "seconds");
          const peak = Math.max(...result.samples.map(({ peakMb }) => peakMb ?? NaN));
          const rows = [seconds, messages / seconds, medianOf(result, "bytes") / 1e6, peak];
          return [result.name, ...rows.map(number)];
        }),
      }],
      targets: [],
      commands: shownCommands(results),
      measured: Object.fromEntries(results.map((result) => [result.name, result.samples.map(({ output }) => output)])),
    };
  },
};
