/**
 * Chat analytics: chats to tables beside pandas and DuckDB, and a million of them in the memory of a few.
 *
 * @module
 */
import { join } from "node:path";
import { atLeast, atMost, type Benchmark, number, type Section, type Target } from "../suite/benchmark.ts";
import { inTree, removeIfThere } from "../suite/inputs.ts";
import { type Contender, interleave, type Measured } from "../suite/interleave.ts";
import { denoRun } from "../suite/readers.ts";
import { ratioTo, shownCommands, spread } from "../suite/show.ts";
import { writeChats } from "./chats.ts";

const OURS = "threadloom";
const PANDAS = "pandas";
const DUCKDB = "DuckDB";
/** So that all of it takes minutes. */
const MOST_ROUNDS = 3;
/** What pandas needs of memory for the many, and what there must be for it to be asked. */
const PANDAS_BYTES = 12e9;
const ROOM_FOR_PANDAS = 16e9;
const SOURCES = ["bench/chat_csv/chats.ts", "bench/generate/random.ts", "core/csv/write.ts"];

/** The benchmark. */
export const chatCsv: Benchmark = {
  name: "chat_csv",
  summary: "a chat platform's CSV to chats.csv and messages.csv, beside pandas and DuckDB",
  madeOf: SOURCES,
  async run({ quick, rounds, inputs, scratch, peers, say }) {
    const [few, many] = quick ? [20_000, 40_000] : [200_000, 1_000_000];
    const make = (chats: number) =>
      inputs.file(`chats-${chats}.csv`, SOURCES, (path) => writeChats(path, chats).then());
    const [small, large] = [await make(few), await make(many)];
    const out = join(scratch, "tables");
    const prepare = () => removeIfThere(out);
    const ours = (path: string): Contender => ({
      name: OURS,
      command: denoRun("bench/chat_csv/convert.ts", path, out),
      prepare,
    });
    const others = (path: string, names: readonly string[]): Contender[] =>
      ([[PANDAS, peers.pandas], [DUCKDB, peers.duckdb]] as const).flatMap(([name, peer]) => {
        const script = inTree(`bench/peers/${name.toLowerCase()}_chats.py`);
        return peer && names.includes(name) ? [{ name, command: [peer.python, script, path, out], prepare }] : [];
      });
    const compared = await interleave([ours(small), ...others(small, [PANDAS, DUCKDB])], {
      rounds: Math.min(rounds, MOST_ROUNDS),
      say,
    });
    // Of a million chats pandas needs minutes: once has to do.
    const room = quick || Deno.systemMemoryInfo().available > ROOM_FOR_PANDAS;
    if (!room) say(`  ${PANDAS} is left out of the larger: it needs ${number(PANDAS_BYTES / 1e9)} GB`);
    const beside = room ? [PANDAS, DUCKDB] : [DUCKDB];
    const at = await interleave([ours(large), ...others(large, beside)], { rounds: 1, say });
    await prepare();
    agree(compared, few);
    agree(at, many);
    return {
      notes: [
        "One chat in a thousand comes twice. Time is taken inside each process, without its start. All write chats.csv " +
        "and messages.csv with 47 columns each; threadloom also both metrics tables, the rejects, the quality report " +
        "and the hashes of all files, and makes what it wrote durable. The larger input is read once.",
        ...room || !peers.pandas ? [] : [
          `pandas is left out of the larger: it needs ${number(PANDAS_BYTES / 1e9)} GB of memory, and less than ` +
          `${number(ROOM_FOR_PANDAS / 1e9)} GB were free.`,
        ],
      ],
      tables: [await table(few, small, compared), await table(many, large, at)],
      targets: targets(compared, at),
      commands: shownCommands([...compared, ...at]),
      measured: { compared, large: at },
    };
  },
};

async function table(count: number, path: string, results: Measured[]): Promise<Section["tables"][number]> {
  const { size } = await Deno.stat(path);
  const pandas = results.find(({ name }) => name === PANDAS);
  const messages = number(Number(results[0].output.messages));
  return {
    caption: `${number(count)} chats with ${messages} messages, ${number(size / 1e6)} MB, to tables`,
    columns: ["contender", "seconds (fastest–slowest)", "to pandas", "peak MB"],
    rows: results.map((result) => [
      result.name,
      spread(result),
      pandas ? ratioTo(pandas, result) : "–",
      number(result.peakMb ?? NaN),
    ]),
  };
}

function agree(results: Measured[], count: number): void {
  for (const { name, output } of results) {
    if (output.chats !== count) {
      throw new Error(`Cannot compare "${name}": it found ${output.chats} chats, ${count} were expected`);
    }
    if (output.messages !== results[0].output.messages) {
      throw new Error(`Cannot compare "${name}": it found ${output.messages} messages, others found more or less`);
    }
  }
}

function targets(compared: Measured[], larger: Measured[]): Target[] {
  const [small, large] = [compared[0], larger[0]];
  const list = [[small, compared, "fewer"], [large, larger, "more"]] as const;
  const quicker = list.flatMap(([ours, all, which]) => {
    const pandas = all.find(({ name }) => name === PANDAS);
    return pandas ? [atLeast(`threadloom, to pandas, of ${which} chats`, pandas.seconds / ours.seconds, 5, "x")] : [];
  });
  if (large.peakMb === undefined || small.peakMb === undefined) return quicker;
  return [
    ...quicker,
    atMost("threadloom, peak", large.peakMb, 300, " MB"),
    atMost("threadloom, peak over that of fewer chats", large.peakMb - small.peakMb, 30, " MB"),
  ];
}
