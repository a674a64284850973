/**
 * The engine's own cost: a million small records without keys, three inline transforms, one file.
 *
 * @module
 */
import { join } from "node:path";
import { atLeast, type Benchmark, number } from "../suite/benchmark.ts";
import { inTree, removeIfThere } from "../suite/inputs.ts";
import { type Contender, interleave } from "../suite/interleave.ts";
import { denoRun } from "../suite/readers.ts";
import { shownCommands, spread } from "../suite/show.ts";
import { records } from "./small_record.ts";

const WANTED = 300_000;
const SOURCES = ["bench/overhead/small_record.ts"];

/** The benchmark. */
export const overhead: Benchmark = {
  name: "overhead",
  summary: "records per second through three transforms, beside the same work by hand",
  madeOf: SOURCES,
  async run({ quick, rounds, inputs, scratch, peers, say }) {
    const count = quick ? 100_000 : 1_000_000;
    const input = await inputs.file(`records-${count}.jsonl`, SOURCES, (path) => writeRecords(path, count));
    const [output, state] = [join(scratch, "records.jsonl"), join(scratch, "state")];
    const fresh = async () => {
      await removeIfThere(output);
      await removeIfThere(state);
    };
    const ours = (name: string, way: string, from: string): Contender => ({
      name,
      command: denoRun("bench/overhead/records.ts", way, from, output, state),
      prepare: fresh,
    });
    const contenders = [
      ours("threadloom, records made in memory", "iterable", String(count)),
      ours("threadloom, from a JSONL file", "jsonl", input),
      ours("by hand in TypeScript, from a JSONL file", "by-hand", input),
    ];
    if (peers.python) {
      const command = [peers.python.python, inTree("bench/peers/jsonl_transform.py"), input, output];
      contenders.push({ name: "by hand in Python, from a JSONL file", command, prepare: fresh });
    }
    const results = await interleave(contenders, { rounds, say });
    await fresh();
    for (const { name, output } of results) {
      if (output.records === count) continue;
      throw new Error(`Cannot compare "${name}": it handled ${output.records} records, ${count} were expected`);
    }
    return {
      notes: [
        "Time is taken inside each process, without its start. Sources without keys, so there is no diff to pay for.",
      ],
      tables: [{
        caption: `${number(count)} small records through three transforms to a JSONL file`,
        columns: ["contender", "seconds (fastest–slowest)", "records/s", "peak MB"],
        rows: results.map((result) => [
          result.name,
          spread(result),
          number(count / result.seconds),
          number(result.peakMb ?? NaN),
        ]),
      }],
      targets: results.slice(0, 2).map(({ name, seconds }) => atLeast(name, count / seconds, WANTED, " records/s")),
      commands: shownCommands(results),
      measured: results,
    };
  },
};

async function writeRecords(path: string, count: number): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  const encoder = new TextEncoder();
  let lines: string[] = [];
  const flush = async () => {
    const bytes = encoder.encode(lines.join(""));
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    lines = [];
  };
  for (const record of records(count)) {
    lines.push(JSON.stringify(record) + "\n");
    if (lines.length === 10_000) await flush();
  }
  await flush();
}
