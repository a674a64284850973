/**
 * The table of one export: where each conversation lies, its id, its update time and a hash of its raw bytes. Made by
 * one scan that parses nothing; everything else asks the table.
 *
 * @module
 */
import { hash } from "node:crypto";
import type { Context } from "../../core/context.ts";
import type { Files, RandomAccessFile } from "../../core/host.ts";
import { detectEncoding } from "../../core/json/encoding.ts";
import { type Damage, type Element, splitElements } from "../../core/json/split.ts";
import type { Loss, Position } from "../../core/source.ts";
import { readTime } from "./conversation/times.ts";
import { isEmbedded, mayHoldConversations } from "./input/names.ts";
import type { ExportInput, InputFile } from "./input/open_inputs.ts";

/** One conversation as it lies in a file. */
export interface TableRow {
  key: string;
  /** Update time, epoch ms. */
  version?: number;
  /** SHA-256 of its bytes, in hexadecimal. */
  fingerprint: string;
  /** First byte and the byte after the last, in the inflated file, in UTF-8. */
  start: number;
  end: number;
  /** Running number in its file. */
  index: number;
  /** True without a `mapping`: a folder or project item. */
  empty: boolean;
}

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
}

const FIELDS = ["conversation_id", "id", "update_time", "mapping"];

/** Scans the conversation files of an export. */
export async function scanExport(input: ExportInput, context: Context, seenBytes: number): Promise<Table> {
  const table: Table = { input, disk: context.files, files: [], losses: lossesOf(input) };
  let newest: number | undefined;
  let bytes = seenBytes;
  let breathed = context.clock.now();
  for (const file of input.conversationFiles) {
    const scanned: TableFile = { file, rows: [], transcoded: false };
    table.files.push(scanned);
    try {
      const options = {
        arrayFields: ["conversations"],
        fields: FIELDS,
        signal: context.signal,
      };
      for await (const items of splitElements(watched(scanned, (n) => bytes += n), options)) {
        for (const item of items) {
          if (item.damage) damaged(table, file, item, context);
          else newest = later(newest, note(table, scanned, item));
        }
        context.progress({ stage: "indexing", bytes });
        breathed = await breathe(context, breathed);
      }
    } catch (error) {
      context.signal.throwIfAborted();
      table.losses.push({ position: file.position, error });
    }
  }
  table.exportedAt = input.exportedAt ?? later(newest, input.newestEntryAt);
  for (const scanned of table.files) scanned.exportedAt = madeAt(scanned.file, table.exportedAt);
  return table;
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
    if (place !== path && (told.has(place) || !mayHoldConversations(place))) continue;
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

/** A scan waits for nothing: without a pause nobody would hear of a signal before its end. */
async function breathe({ clock }: Context, last: number): Promise<number> {
  if (clock.now() - last < 50) return last;
  await clock.sleep(0);
  return clock.now();
}

async function* watched(scanned: TableFile, add: (bytes: number) => void): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let first = true;
  for await (const chunk of scanned.file.stream()) {
    if (first && chunk.length) {
      scanned.transcoded = detectEncoding(chunk) !== "utf-8";
      first = false;
    }
    add(chunk.length);
    yield chunk;
  }
}

/** Puts an element into the table; gives its update time. */
function note(table: Table, { file, rows }: TableFile, element: Element): number | undefined {
  const { start, end, index } = element;
  const position = { ...file.position, range: [start, end] as [number, number], index };
  if (element.bytes[0] !== 0x7b) {
    const error = new SyntaxError(`Cannot read item ${index}: it is no object, a conversation was expected`);
    table.losses.push({ position, error });
    return undefined;
  }
  const fingerprint = hash("sha256", element.bytes, "hex");
  const id = idOf(element);
  const empty = element.field("mapping") === undefined || element.scalar("mapping") === null;
  if (id === undefined && !empty) {
    const error = new SyntaxError(`Cannot read conversation ${index}: it has neither "conversation_id" nor "id"`);
    table.losses.push({ position, error });
    return undefined;
  }
  // What has no messages and no id is a folder or project item: it needs a name to be counted by.
  const key = id ?? `item:${fingerprint}`;
  const version = readTime(element.scalar("update_time")).at;
  rows.push({ key, version, fingerprint, start, end, index, empty });
  return version;
}

function idOf(element: Element): string | undefined {
  for (const name of ["conversation_id", "id"]) {
    const id = element.scalar(name);
    if (typeof id === "string" && id !== "") return id.toWellFormed();
  }
  return undefined;
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
