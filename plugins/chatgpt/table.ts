/**
 * The table of one export: where each conversation lies, its id, its update time and a hash of its raw bytes. Made by
 * one scan that parses nothing; everything else asks the table.
 *
 * @module
 */
import { breathe } from "../../core/breathe.ts";
import type { Context } from "../../core/context.ts";
import type { Files, RandomAccessFile } from "../../core/host.ts";
import { detectEncoding } from "../../core/json/encoding.ts";
import { type Damage, type Element, splitElements } from "../../core/json/split.ts";
import { splitWithStretches } from "../../core/json/stretches.ts";
import type { Loss, Position } from "../../core/source.ts";
import { InputError } from "./input/input_error.ts";
import { isEmbedded, mayHoldConversations } from "./input/names.ts";
import type { ExportInput, InputFile } from "./input/open_inputs.ts";
import type { MediaIndex } from "./media/media_index.ts";
import type { MediaOf } from "./media/media_of.ts";
import { ROW_FIELDS, rowOf, type TableRow } from "./rows.ts";
import type { Shared, SharedPart } from "./share.ts";

/** One file of conversations, scanned. */
export interface TableFile {
  file: InputFile;
  rows: TableRow[];
  /** True where the bytes on disk are not UTF-8: ranges then count transcoded bytes. */
  transcoded: boolean;
  /** When the export it belongs to was made, epoch ms; not that of the table for an older export embedded in this one. */
  exportedAt?: number;
  /** Rows that were read each by itself, and the scratch file from which they are read when there are many. */
  singleReads?: number;
  spooled?: Promise<RandomAccessFile | undefined>;
}

/** One export, scanned. */
export interface Table {
  input: ExportInput;
  /** Where scratch files are made. */
  disk: Files;
  files: TableFile[];
  losses: Loss[];
  /** When the export was made, epoch ms. */
  exportedAt?: number;
  /** The media of all inputs, where they are to be matched. */
  media?: MediaOf;
}

/** Scans the conversation files of an export, of which other threads may have scanned parts. */
export async function scanExport(
  input: ExportInput,
  context: Context,
  seenBytes: number,
  { shared, media }: { shared?: Shared; media?: MediaOf },
): Promise<Table> {
  const table: Table = { input, disk: context.files, files: [], losses: lossesOf(input), media };
  const watch = { context, bytes: seenBytes, breathed: context.clock.now(), index: await media?.() };
  for (const file of input.conversationFiles) {
    const scanned: TableFile = { file, rows: [], transcoded: false };
    table.files.push(scanned);
    try {
      await scanFile(table, scanned, shared?.get(file) ?? [], watch);
    } catch (error) {
      context.signal.throwIfAborted();
      table.losses.push({ position: file.position, error });
    }
  }
  let newest: number | undefined;
  for (const { rows } of table.files) for (const { version } of rows) newest = later(newest, version);
  table.exportedAt = input.exportedAt ?? later(newest, input.newestEntryAt);
  for (const scanned of table.files) scanned.exportedAt = madeAt(scanned.file, table.exportedAt);
  return table;
}

/** What is told while it is scanned. */
interface Watch {
  context: Context;
  /** Bytes scanned so far, of all files. */
  bytes: number;
  breathed: number;
  index?: MediaIndex;
}

async function scanFile(table: Table, scanned: TableFile, shared: SharedPart[], watch: Watch): Promise<void> {
  const { file, rows } = scanned;
  const { context } = watch;
  const lost = table.losses.length;
  const before = watch.bytes;
  const whole = shared[0]?.whole ? await shared[0].split : undefined;
  if (whole) {
    rows.push(...whole.result);
    watch.bytes += file.size;
    return;
  }
  const options = { arrayFields: ["conversations"], fields: ROW_FIELDS, signal: context.signal };
  const stretches = shared.filter((part) => !part.whole);
  const batches = stretches.length
    ? splitWithStretches((from, to) => watched(file.part!(from, to), watch), stretches, options)
    : splitElements(watched(detecting(scanned), watch), options);
  for await (const items of batches) {
    if (items === "again") {
      rows.length = 0;
      table.losses.length = lost;
      watch.bytes = before;
      return await scanFile(table, scanned, [], watch);
    }
    if ("stretch" in items) {
      for (const row of items.stretch) rows.push({ ...row, index: items.first + row.index });
      watch.bytes += items.stretch.at(-1)!.end - items.stretch[0].start;
    } else {
      for (const item of items) {
        if (item.damage) damaged(table, file, item, context);
        else note(table, scanned, item, watch.index);
      }
    }
    context.progress({ stage: "indexing", bytes: watch.bytes });
    watch.breathed = await breathe(context, watch.breathed);
  }
}

/**
 * What is wrong with the input itself and has cost conversations, or may have: what is damaged besides (pictures, side
 * files) is told and no loss. Damage in a file of conversations shows when it is scanned.
 */
function lossesOf({ path, problems, conversationFiles }: ExportInput): Loss[] {
  const placeOf = ({ file = "", entry }: Position) => entry === undefined ? file : `${file}!/${entry}`;
  const told = new Set(conversationFiles.map(({ position }) => placeOf(position)));
  const losses: Loss[] = [];
  for (const { position, error } of problems) {
    const place = placeOf(position);
    // A second member of a name is never scanned, unlike the first.
    const scanned = told.has(place) && !(error instanceof InputError && error.fault === "duplicate");
    if (place !== path && (scanned || !mayHoldConversations(place))) continue;
    losses.push({ position, error });
    told.add(place);
  }
  return losses;
}

/** An export embedded as a `.dat` is older than the one it lies in: its entries' dates say by how much. */
function madeAt({ name, modifiedAt }: InputFile, outer: number | undefined): number | undefined {
  if (!isEmbedded(name)) return outer;
  return modifiedAt === undefined || outer === undefined ? modifiedAt : Math.min(modifiedAt, outer);
}

async function* watched(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  watch: Watch,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const chunk of chunks) {
    watch.bytes += chunk.length;
    yield chunk;
  }
}

/** Notes how the file is encoded. */
async function* detecting(scanned: TableFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let first = true;
  for await (const chunk of scanned.file.stream()) {
    if (first && chunk.length) {
      scanned.transcoded = detectEncoding(chunk) !== "utf-8";
      first = false;
    }
    yield chunk;
  }
}

/** Puts an element into the table. */
function note(table: Table, { file, rows }: TableFile, element: Element, media: MediaIndex | undefined): void {
  try {
    rows.push(rowOf(element, media));
  } catch (error) {
    const { start, end, index } = element;
    table.losses.push({ position: { ...file.position, range: [start, end], index }, error });
  }
}

function damaged(table: Table, file: InputFile, damage: Damage, context: Context): void {
  const { start, end, index, truncated, error } = damage;
  if (end === start && !truncated) {
    // Nothing is lost: a comma too many or too few.
    context.count("odd JSON");
    return;
  }
  const range: [number, number] = [start, end ?? file.size];
  table.losses.push({ position: { ...file.position, range, ...index === undefined ? {} : { index } }, error });
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}
