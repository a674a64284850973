/**
 * Chat analytics: a million chats to tables, beside pandas and DuckDB.
 *
 * @module
 */
import { join } from "node:path";
import { atLeast, atMost, type Benchmark, number, type Target } from "../suite/benchmark.ts";
import { inTree, removeIfThere } from "../suite/inputs.ts";
import { type Contender, interleave, type Measured } from "../suite/interleave.ts";
import { denoRun } from "../suite/readers.ts";
import { ratioTo, shownCommands, spread } from "../suite/show.ts";
import { writeChats } from "./chats.ts";

const OURS = "threadloom";
const PANDAS = "pandas";
const SOURCES = ["bench/chat_csv/chats.ts", "bench/generate/random.ts", "core/csv/write.ts"];

/** The benchmark. */
export const chatCsv: Benchmark = {
  name: "chat_csv",
  summary: "a chat platform's CSV to chats.csv and messages.csv, beside pandas and DuckDB",
  async run({ quick, rounds, inputs, scratch, peers, say }) {
    const count = quick ? 20_000 : 1_000_000;
    const make = (chats: number) =>
      inputs.file(`chats-${chats}.csv`, SOURCES, (path) => writeChats(path, chats).then());
    const [small, large] = [await make(count / 10), await make(count)];
    const out = join(scratch, "tables");
    const prepare = () => removeIfThere(out);
    const ours = (name: string, path: string): Contender => ({
      name,
      command: denoRun("bench/chat_csv/convert.ts", path, out),
      prepare,
    });
    const contenders = [ours(OURS, large), ours(`${OURS}, a tenth of the chats`, small)];
    for (const [name, peer] of [[PANDAS, peers.pandas], ["DuckDB", peers.duckdb]] as const) {
      if (!peer) continue;
      const script = inTree(`bench/peers/${name.toLowerCase()}_chats.py`);
      contenders.push({ name, command: [peer.python, script, large, out], prepare });
    }
    const results = await interleave(contenders, { rounds, say });
    await prepare();
    agree(results, count);
    const { size } = await Deno.stat(large);
    const pandas = results.find(({ name }) => name === PANDAS);
    return {
      notes: [
        `${number(count)} chats with ${number(Number(results[0].output.messages))} messages, ${
          number(size / 1e6)
        } MB, ` +
        "one chat in a thousand twice. Time is taken inside each process, without its start. All write chats.csv and " +
        "messages.csv with 47 columns each; threadloom also both metrics tables, the rejects, the quality report and " +
        "the hashes of all files, and makes what it wrote durable.",
      ],
      tables: [{
        caption: `${number(count)} chats to tables`,
        columns: ["contender", "seconds (fastest–slowest)", "to pandas", "peak MB"],
        rows: results.map((result) => [
          result.name,
          spread(result),
          result.name.includes("tenth") ? "–" : ratioTo(pandas, result),
          number(result.peakMb ?? NaN),
        ]),
      }],
      targets: targets(results, pandas),
      commands: shownCommands(results),
      measured: results,
    };
  },
};

function agree(results: Measured[], count: number): void {
  for (const { name, output } of results) {
    const wanted = name.includes("tenth") ? count / 10 : count;
    if (output.chats !== wanted) {
      throw new Error(`Cannot compare "${name}": it found ${output.chats} chats, ${wanted} were expected`);
    }
    if (wanted === count && output.messages !== results[0].output.messages) {
      throw new Error(`Cannot compare "${name}": it found ${output.messages} messages, others found more or less`);
    }
  }
}

function targets([large, small]: Measured[], pandas: Measured | undefined): Target[] {
  const list = pandas ? [atLeast("threadloom, to pandas", pandas.seconds / large.seconds, 5, "x")] : [];
  if (large.peakMb === undefined || small.peakMb === undefined) return list;
  list.push(atMost("threadloom, peak", large.peakMb, 300, " MB"));
  list.push(atMost("threadloom, peak over that of a tenth of the chats", large.peakMb - small.peakMb, 60, " MB"));
  return list;
}
