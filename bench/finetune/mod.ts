/**
 * Fine-tuning data: a Telegram export to blocks, beside a Python program with tiktoken.
 *
 * @module
 */
import { RANKS } from "../../deps/js_tiktoken.ts";
import { fileSink, parseSize } from "../generate_export.ts";
import { generateTelegram, OWNER, type TelegramOptions } from "../generate_telegram.ts";
import { atLeast, atMost, type Benchmark, type BenchOptions, number, type Target } from "../suite/benchmark.ts";
import { inTree } from "../suite/inputs.ts";
import { type Contender, interleave, type Measured } from "../suite/interleave.ts";
import { denoRun } from "../suite/readers.ts";
import { shownCommands } from "../suite/show.ts";
import type { Table } from "../suite/table.ts";

const OURS = "threadloom finetune --compat";
const OURS_TWO = `${OURS} --workers 2`;
const DEFAULT = "threadloom finetune";
const DEFAULT_TWO = `${DEFAULT} --workers 2`;
const PYTHON = "Python json + tiktoken";
const GENERATOR = ["bench/generate_telegram.ts", "bench/generate/telegram_chat.ts", "bench/generate/words.ts"];

/** The benchmark. */
export const finetune: Benchmark = {
  name: "finetune",
  summary: "a Telegram export to fine-tuning data, beside Python with tiktoken",
  madeOf: GENERATOR,
  async run(options) {
    const { rounds, say } = options;
    const [small, large, single] = options.quick ? ["2MB", "5MB", "2MB"] : ["200MB", "1GB", "200MB"];
    const often = await compare(options, small, rounds);
    // Minutes: once is what people wait for.
    const once = await compare(options, large, 1);
    const path = await exportOf(options, `telegram-one-${single}.json`, { size: parseSize(single), single: true });
    const one = await interleave([contender(options, DEFAULT, path, "one", "--me", `user${OWNER.id}`)], {
      rounds: 1,
      say,
    });
    const measured = [...often, ...once, ...one];
    return {
      notes: [
        "Whole processes, from a file in the page cache to train.jsonl and processed.json. By the rules of the " +
        "reference threadloom and Python write the same bytes, or the suite fails. A chat has 20 MB at most, but for " +
        "the last table's.",
      ],
      tables: [
        table(`${small} of chats to blocks`, often),
        table(`${large} of chats to blocks, once`, once),
        table(`One chat of ${single}, once`, one),
      ],
      targets: targets(once, measured),
      commands: shownCommands(measured),
      measured,
    };
  },
};

/** All contenders on one export, in turn. */
async function compare(options: BenchOptions, size: string, rounds: number): Promise<Measured[]> {
  const path = await exportOf(options, `telegram-${size}.json`, { size: parseSize(size) });
  const results = await interleave(await contenders(options, path), { rounds, say: options.say });
  const folders = ["ours-two", ...options.peers.tiktoken ? ["python"] : []];
  for (const folder of folders) await agree(options.scratch, "ours", folder);
  await agree(options.scratch, "default", "default-two");
  return results;
}

async function exportOf({ inputs }: BenchOptions, name: string, made: TelegramOptions): Promise<string> {
  return await inputs.file(name, GENERATOR, async (path) => {
    await generateTelegram(made, fileSink(path));
  });
}

function contender(
  { scratch }: BenchOptions,
  name: string,
  path: string,
  folder: string,
  ...more: string[]
): Contender {
  return {
    name,
    command: denoRun("cli/mod.ts", "finetune", path, "--out", `${scratch}/${folder}`, "--json", ...more),
    prepare: () => emptied(`${scratch}/${folder}`),
  };
}

/** What lies there already need not be written: every round begins with an empty folder. */
async function emptied(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.remove(folder, { recursive: true });
  await Deno.mkdir(folder);
}

async function contenders(options: BenchOptions, path: string): Promise<Contender[]> {
  const { inputs, scratch, peers } = options;
  const compat = ["--me", OWNER.name, "--compat"];
  const plain = ["--me", `user${OWNER.id}`];
  const all: Contender[] = [
    contender(options, OURS, path, "ours", ...compat, "--workers", "1"),
    contender(options, OURS_TWO, path, "ours-two", ...compat, "--workers", "2"),
    contender(options, DEFAULT, path, "default", ...plain, "--workers", "1"),
    contender(options, DEFAULT_TWO, path, "default-two", ...plain, "--workers", "2"),
  ];
  if (!peers.tiktoken) return all;
  const ranks = await inputs.file("o200k_base.json", ["deps/js_tiktoken.ts"], async (path) => {
    await Deno.writeTextFile(path, JSON.stringify((await RANKS.o200k_base()).default));
  });
  const script = inTree("bench/peers/telegram_finetune.py");
  return [...all, {
    name: PYTHON,
    command: [peers.tiktoken.python, script, path, ranks, OWNER.name, `${scratch}/python`],
    prepare: () => emptied(`${scratch}/python`),
  }];
}

function table(caption: string, results: readonly Measured[]): Table {
  return {
    caption,
    columns: ["program", "s (fastest–slowest)", "peak MB"],
    rows: results.map(({ name, seconds, fastest, slowest, peakMb }) => [
      name,
      `${seconds.toFixed(1)} (${fastest.toFixed(1)}–${slowest.toFixed(1)})`,
      peakMb === undefined ? "" : number(peakMb),
    ]),
  };
}

/** Speed is no merit of one who makes something else. */
async function agree(scratch: string, ours: string, theirs: string): Promise<void> {
  for (const name of ["train.jsonl", "processed.json"]) {
    const [a, b] = await Promise.all([ours, theirs].map((folder) => Deno.readFile(`${scratch}/${folder}/${name}`)));
    if (a.length !== b.length || a.some((byte, i) => byte !== b[i])) {
      throw new Error(`Cannot compare: ${name} in ${theirs} differs from the one in ${ours}`);
    }
  }
}

function targets(once: readonly Measured[], all: readonly Measured[]): Target[] {
  const find = (name: string) => once.find((one) => one.name === name);
  const [one, two, python] = [find(OURS)!, find(OURS_TWO)!, find(PYTHON)];
  const targets: Target[] = [];
  if (python) {
    targets.push(atLeast(`${PYTHON}, time to ours with one worker`, python.seconds / one.seconds, 1, "x"));
    targets.push(atLeast(`${PYTHON}, time to ours with two`, python.seconds / two.seconds, 1.8, "x"));
  }
  for (const name of [OURS, DEFAULT]) {
    const peaks = all.filter((each) => each.name === name && once.includes(each)).flatMap(({ peakMb }) => peakMb ?? []);
    if (peaks.length > 0) targets.push(atMost(`${name}, peak`, Math.max(...peaks), 300, " MB"));
  }
  return targets;
}
