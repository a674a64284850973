/**
 * The scan of an export, shared with other threads: each scans a part of its bytes, from where a conversation probably
 * begins, and the scan in this thread takes over what proves to be right.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { describe } from "../../core/errors.ts";
import { detectEncoding } from "../../core/json/encoding.ts";
import { firstHead, guessBorder } from "../../core/json/guess.ts";
import { splitElements } from "../../core/json/split.ts";
import { type SplitStretch, splitStretch } from "../../core/json/stretches.ts";
import type { Helper } from "../../core/source.ts";
import { type InputFile, type OpenInputs, openInputs } from "./input/open_inputs.ts";
import type { MediaIndex } from "./media/media_index.ts";
import { mediaOf } from "./media/media_of.ts";
import { ROW_FIELDS, rowOf, type TableRow } from "./rows.ts";

/** A part of one file. `whole`: all of it, in one go with its checks. */
interface Task {
  input: number;
  file: number;
  start: number;
  stop: number;
  whole: boolean;
}

/** What a helper is given. */
interface Part {
  paths: string[];
  media: boolean;
  tasks: Task[];
}

/** Rows of one part; their running numbers count from its start. */
export type Scanned = SplitStretch<TableRow[]>;

/** A part that another thread scans; `split` gives undefined where its rows are not beyond doubt. */
export interface SharedPart {
  start: number;
  whole: boolean;
  split: Promise<Scanned | undefined>;
}

/** What other threads scan, by file. */
export type Shared = Map<InputFile, SharedPart[]>;

/** Bytes from which on it pays: below, a thread that has yet to start comes too late. */
const LEAST_BYTES = 24e6;

/** Gives each helper its part of the files' bytes. */
export async function shareScan(
  paths: string[],
  inputs: OpenInputs,
  helpers: Helper[],
  context: Context,
  media: boolean,
): Promise<Shared> {
  const shared: Shared = new Map();
  const tasks = await planTasks(inputs, helpers.length);
  for (const [i, helper] of helpers.entries()) {
    if (!tasks[i].length) continue;
    const part: Part = { paths, media, tasks: tasks[i] };
    const help = helper.help({ module: import.meta.url, part }).catch((cause: unknown) => {
      // Nothing is lost by it but time; whether the run can go on shows when it goes on.
      context.log.warn(`Cannot scan in another thread, it is done in this one: ${describe(cause)}`);
      return [];
    });
    for (const [j, { input, file, start, whole }] of tasks[i].entries()) {
      const leaf = inputs.exports[input].conversationFiles[file];
      const split = help.then((all) => (all as (Scanned | undefined)[])[j]);
      shared.set(leaf, [...shared.get(leaf) ?? [], { start, whole, split }]);
    }
  }
  return shared;
}

/** Cuts all files, one behind the other, into equal parts: the first is for this thread, the others for the helpers. */
async function planTasks({ exports }: OpenInputs, helpers: number): Promise<Task[][]> {
  const tasks: Task[][] = Array.from({ length: helpers }, () => []);
  const total = exports.flatMap((each) => each.conversationFiles).reduce((sum, file) => sum + file.size, 0);
  if (total < LEAST_BYTES) return tasks;
  let before = 0;
  for (const [input, { conversationFiles }] of exports.entries()) {
    for (const [file, leaf] of conversationFiles.entries()) {
      const share = total / (helpers + 1);
      const cuts: { start: number; helper: number }[] = [];
      const first = Math.floor(before / share);
      // What cannot be cut belongs to whom most of it does.
      const most = Math.min(helpers, Math.floor((before + leaf.size / 2) / share));
      if (!leaf.part && most > 0) cuts.push({ start: 0, helper: most - 1 });
      for (let k = Math.max(1, first); leaf.part && k <= helpers && k * share < before + leaf.size; k++) {
        const start = await guessStart(leaf, Math.max(0, k * share - before));
        if (start !== undefined && start > (cuts.at(-1)?.start ?? -1)) cuts.push({ start, helper: k - 1 });
      }
      for (const [i, { start, helper }] of cuts.entries()) {
        tasks[helper].push({ input, file, start, stop: cuts[i + 1]?.start ?? leaf.size, whole: !leaf.part });
      }
      before += leaf.size;
    }
  }
  return tasks;
}

async function guessStart(leaf: InputFile, from: number): Promise<number | undefined> {
  const head = firstHead(await leaf.read(0, 65_536));
  return head && await guessBorder(leaf.read, leaf.size, Math.floor(from), head);
}

/** Scans what `shareScan` asks for, in another thread; rows for each task, undefined where there is any doubt. */
export async function help(part: unknown, context: Context): Promise<(Scanned | undefined)[]> {
  const { paths, media, tasks } = part as Part;
  const inputs = await openInputs(paths, context);
  try {
    const all: (Scanned | undefined)[] = [];
    const index = await mediaOf(inputs, media, context)?.();
    for (const task of tasks) {
      const leaf = inputs.exports[task.input].conversationFiles[task.file];
      all.push(await scan(leaf, task, context, index));
    }
    return all;
  } finally {
    inputs.close();
  }
}

async function scan(
  leaf: InputFile,
  task: Task,
  context: Context,
  index: MediaIndex | undefined,
): Promise<Scanned | undefined> {
  const rows: TableRow[] = [];
  const { signal } = context;
  try {
    if (task.whole) return await scanWhole(leaf, rows, context, index);
    const split = await splitStretch(leaf.part!, task, { fields: ROW_FIELDS, signal }, (element) => {
      context.progress({ stage: "indexing" });
      return rows.push(rowOf(element, index)) > 0;
    });
    return split && { ...split, result: rows };
  } catch {
    signal.throwIfAborted();
    return undefined; // The scan that cannot take this over comes to the same place, and says what is wrong.
  }
}

async function scanWhole(
  leaf: InputFile,
  rows: TableRow[],
  context: Context,
  index: MediaIndex | undefined,
): Promise<Scanned | undefined> {
  // Of other encodings ranges count other bytes, which the scan in the other thread has to note.
  if (detectEncoding(await leaf.read(0, 4)) !== "utf-8") return undefined;
  const options = { arrayFields: ["conversations"], fields: ROW_FIELDS, signal: context.signal };
  for await (const items of splitElements(leaf.stream(), options)) {
    context.progress({ stage: "indexing" });
    for (const item of items) {
      if (item.damage) return undefined;
      rows.push(rowOf(item, index));
    }
  }
  return { end: leaf.size, count: rows.length, result: rows };
}
