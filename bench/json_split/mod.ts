/**
 * The JSON splitter: how fast the borders of a huge array's elements are found.
 *
 * @module
 */
import { type Benchmark, number } from "../suite/benchmark.ts";
import { interleave, medianOf } from "../suite/interleave.ts";
import { denoRun } from "../suite/readers.ts";
import { shownCommands } from "../suite/show.ts";

const VARIANTS: readonly { name: string; words: [scanner: string, elements: string, fields: string] }[] = [
  { name: "WebAssembly, conversations", words: ["wasm", "conversations", "without"] },
  { name: "WebAssembly, conversations, three fields", words: ["wasm", "conversations", "with"] },
  { name: "TypeScript, conversations", words: ["typescript", "conversations", "without"] },
  { name: "TypeScript, conversations, three fields", words: ["typescript", "conversations", "with"] },
  { name: "WebAssembly, elements of 75 bytes", words: ["wasm", "lines", "without"] },
  { name: "WebAssembly, elements of 75 bytes, three fields", words: ["wasm", "lines", "with"] },
  { name: "TypeScript, elements of 75 bytes", words: ["typescript", "lines", "without"] },
];

/** The benchmark. */
export const jsonSplit: Benchmark = {
  name: "json_split",
  summary: "the splitter's two scanners, in memory",
  async run({ quick, rounds, say }) {
    const megabytes = quick ? 20 : 200;
    const results = await interleave(
      VARIANTS.map(({ name, words }) => ({
        name,
        command: denoRun("bench/json_split/split.ts", ...words, String(megabytes)),
      })),
      { rounds, say },
    );
    return {
      notes: [
        `An array of ${megabytes} MB in memory, cut into its elements; with fields, one of them is asked of each.`,
      ],
      tables: [{
        caption: "Splitting JSON",
        columns: ["scanner and elements", "MB/s", "elements"],
        rows: results.map((result) => [
          result.name,
          number(medianOf(result, "megabytesPerSecond")),
          number(Number(result.output.elements)),
        ]),
      }],
      targets: [],
      commands: shownCommands(results),
      measured: results,
    };
  },
};
