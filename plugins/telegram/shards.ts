/**
 * Pieces of a reading for workers: the places are known from the scan, so a piece is a list of places.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { compareDates, unite } from "../../core/engine/copies.ts";
import type { Shard, Unit, UnitBatch } from "../../core/source.ts";
import { openExportFile } from "./input/export_file.ts";
import { zoneClock } from "./map/zone.ts";
import type { Row, Table } from "./table.ts";
import { chatUnit, type UnitOptions } from "./unit.ts";
import { uniteChats } from "./unite.ts";

/** A file without what only the scan needs. */
type FilePart = Pick<Table, "owner" | "exportedAt"> & { path: string };

/** A copy of a chat: its file, by its place in the list, and its row. */
interface CopyPart {
  file: number;
  row: Row;
}

/** What a worker is given. */
interface Part {
  files: FilePart[];
  timeZone?: string;
  /** For each chat all its copies. */
  chats: CopyPart[][];
}

/** Cuts the chats of which `select` chooses a copy into `count` parts of about the same size, in reading order. */
export function cutShards(
  tables: Table[],
  options: UnitOptions,
  count: number,
  select: (unit: Unit<Conversation>) => boolean,
): Shard[] {
  const all = tables.flatMap(({ rows }, file) => rows.map((row): CopyPart => ({ file, row })));
  const copies = Map.groupBy(all, ({ row }) => row.key);
  const keys = new Set(
    all.filter(({ file, row }) => select(chatUnit(tables[file], row, options))).map(({ row }) => row.key),
  );
  // A chat stands where its last copy does, as in a reading that puts copies together.
  const places = new Map(all.map(({ row }, place) => [row.key, place]));
  const chosen = [...keys].sort((a, b) => places.get(a)! - places.get(b)!).map((key) => copies.get(key)!);
  const sizeOf = (chat: CopyPart[]) => chat.reduce((sum, { row }) => sum + row.end - row.start, 0);
  const total = chosen.reduce((sum, chat) => sum + sizeOf(chat), 0);
  const files = tables.map(({ file: { path }, owner, exportedAt }): FilePart => ({ path, owner, exportedAt }));
  const parts: Part[] = Array.from({ length: count }, () => ({ files, timeZone: options.clock?.timeZone, chats: [] }));
  let before = 0;
  for (const chat of chosen) {
    parts[Math.min(count - 1, Math.floor(before * count / total))].chats.push(chat);
    before += sizeOf(chat);
  }
  return parts.filter(({ chats }) => chats.length > 0).map((part) => ({
    module: import.meta.url,
    part,
    bytes: part.chats.reduce((sum, chat) => sum + sizeOf(chat), 0),
  }));
}

/** Reads one part, in a worker or here. */
export async function* openShard(part: unknown, context: Context): AsyncGenerator<UnitBatch<Conversation>> {
  const { files, timeZone, chats } = part as Part;
  const options: UnitOptions = { context };
  if (timeZone !== undefined) options.clock = { timeZone, read: zoneClock(timeZone) };
  const tables = new Map<number, Table>();
  try {
    for (const copies of chats) {
      context.signal.throwIfAborted();
      const units: Unit<Conversation>[] = [];
      for (const { file, row } of copies) {
        let table = tables.get(file);
        if (!table) {
          const { path, ...facts } = files[file];
          table = { file: await openExportFile(path, context), rows: [], losses: [], ...facts };
          tables.set(file, table);
        }
        units.push(chatUnit(table, row, options));
      }
      yield { units: [units.length === 1 ? units[0] : united(units)] };
    }
  } finally {
    for (const { file } of tables.values()) file.close();
  }
}

/** All copies of a chat as one unit. */
function united(units: Unit<Conversation>[]): Unit<Conversation> {
  const sorted = units.toSorted((a, b) => compareDates(a, b) || (a.fingerprint < b.fingerprint ? -1 : 1));
  return unite(sorted, (copies) => [uniteChats(copies.flat() as Conversation[])]) as Unit<Conversation>;
}
