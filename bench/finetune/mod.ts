/**
 * Fine-tuning data: a Telegram export to blocks, beside a Python program with tiktoken.
 *
 * @module
 */
import { RANKS } from "../../deps/js_tiktoken.ts";
import { fileSink, parseSize } from "../generate_export.ts";
import { generateTelegram } from "../generate_telegram.ts";
import { atLeast, atMost, type Benchmark, type BenchOptions, number, type Target } from "../suite/benchmark.ts";
import { inTree } from "../suite/inputs.ts";
import { type Contender, interleave, type Measured } from "../suite/interleave.ts";
import { denoRun } from "../suite/readers.ts";
import { shownCommands } from "../suite/show.ts";

const OURS = "threadloom finetune --compat";
const DEFAULT = "threadloom finetune";
const PYTHON = "Python json + tiktoken";
/** The owner of generated exports. */
const OWNER = "Ada Example";
const GENERATOR = ["bench/generate_telegram.ts", "bench/generate/telegram_chat.ts", "bench/generate/words.ts"];

/** The benchmark. */
export const finetune: Benchmark = {
  name: "finetune",
  summary: "a Telegram export to fine-tuning data, beside Python with tiktoken",
  async run(options) {
    const size = options.quick ? "5MB" : "1GB";
    const { inputs, rounds, say, scratch } = options;
    const path = await inputs.file(`telegram-${size}.json`, GENERATOR, async (path) => {
      await generateTelegram({ size: parseSize(size) }, fileSink(path));
    });
    const results = await interleave(await contenders(options, path), { rounds, say });
    const [ours, , python] = results;
    if (python) await agree(`${scratch}/ours`, `${scratch}/python`);
    return {
      notes: [
        "Whole processes, from a file in the page cache to train.jsonl and processed.json. By the rules of the " +
        "reference both write the same bytes, or the suite fails.",
      ],
      tables: [{
        caption: `${size} of chats to blocks`,
        columns: ["program", "s (fastest–slowest)", "peak MB"],
        rows: results.map((one) => [
          one.name,
          `${one.seconds.toFixed(1)} (${one.fastest.toFixed(1)}–${one.slowest.toFixed(1)})`,
          one.peakMb === undefined ? "" : number(one.peakMb),
        ]),
      }],
      targets: targets(ours, python),
      commands: shownCommands(results),
      measured: results,
    };
  },
};

async function contenders({ inputs, scratch, peers }: BenchOptions, path: string): Promise<Contender[]> {
  const making = (folder: string) => () => Deno.mkdir(`${scratch}/${folder}`, { recursive: true });
  const command = (folder: string, ...more: string[]) =>
    denoRun("cli/mod.ts", "finetune", path, "--out", `${scratch}/${folder}`, "--json", ...more);
  const all: Contender[] = [
    { name: OURS, command: command("ours", "--me", OWNER, "--compat"), prepare: making("ours") },
    { name: DEFAULT, command: command("default", "--me", "user1001"), prepare: making("default") },
  ];
  if (!peers.tiktoken) return all;
  const ranks = await inputs.file("o200k_base.json", ["deps/js_tiktoken.ts"], async (path) => {
    await Deno.writeTextFile(path, JSON.stringify((await RANKS.o200k_base()).default));
  });
  const script = inTree("bench/peers/telegram_finetune.py");
  return [...all, {
    name: PYTHON,
    command: [peers.tiktoken.python, script, path, ranks, OWNER, `${scratch}/python`],
    prepare: making("python"),
  }];
}

/** Speed is no merit of one who makes something else. */
async function agree(ours: string, theirs: string): Promise<void> {
  for (const name of ["train.jsonl", "processed.json"]) {
    const [a, b] = await Promise.all([Deno.readFile(`${ours}/${name}`), Deno.readFile(`${theirs}/${name}`)]);
    if (a.length !== b.length || a.some((byte, i) => byte !== b[i])) {
      throw new Error(`Cannot compare: ${name} of ${PYTHON} differs from ours`);
    }
  }
}

function targets(ours: Measured, python: Measured | undefined): Target[] {
  const all: Target[] = [];
  if (python) all.push(atLeast(`${PYTHON}, time to ours`, python.seconds / ours.seconds, 1, "x"));
  if (ours.peakMb !== undefined) all.push(atMost(`${OURS}, peak`, ours.peakMb, 300, " MB"));
  return all;
}
