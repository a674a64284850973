/**
 * Pieces of a reading for workers: the places are known from the scan, so a piece is a list of places.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import type { Shard, Unit, UnitBatch } from "../../core/source.ts";
import { openInputs } from "./input/open_inputs.ts";
import { mediaOf } from "./media/media_of.ts";
import { readSlices } from "./slices.ts";
import type { TableRow } from "./rows.ts";
import type { Table, TableFile } from "./table.ts";
import { ConversationUnit } from "./unit.ts";

/** Rows of one file of one export, by their running numbers. */
interface Piece {
  input: number;
  file: number;
  transcoded: boolean;
  exportedAt?: number;
  rows: TableRow[];
}

/** What a worker is given. */
interface Part {
  paths: string[];
  media: boolean;
  pieces: Piece[];
}

/** Cuts what `select` chooses into `count` parts of about the same size, each in reading order. */
export function cutShards(
  { paths, media }: { paths: string[]; media: boolean },
  tables: Table[],
  count: number,
  select: (unit: Unit<Conversation>) => boolean,
): Shard[] {
  const chosen: Piece[] = [];
  let total = 0;
  for (const [input, table] of tables.entries()) {
    for (const [file, scanned] of table.files.entries()) {
      const rows = scanned.rows.filter((row) => select(new ConversationUnit(table, scanned, row, () => {})));
      if (rows.length) {
        chosen.push({ input, file, transcoded: scanned.transcoded, exportedAt: scanned.exportedAt, rows });
      }
      for (const row of rows) total += row.end - row.start;
    }
  }
  const parts: Part[] = Array.from({ length: count }, () => ({ paths, media, pieces: [] }));
  let before = 0;
  for (const piece of chosen) {
    for (const row of piece.rows) {
      const { pieces } = parts[Math.min(count - 1, Math.floor(before * count / total))];
      const last = pieces.at(-1);
      if (last?.input === piece.input && last.file === piece.file) last.rows.push(row);
      else pieces.push({ ...piece, rows: [row] });
      before += row.end - row.start;
    }
  }
  return parts.filter((part) => part.pieces.length > 0).map((part) => ({
    module: import.meta.url,
    part,
    bytes: part.pieces.reduce((sum, { rows }) => sum + rows.reduce((all, row) => all + row.end - row.start, 0), 0),
  }));
}

/** Reads one part, in a worker or here. */
export async function* openShard(part: unknown, context: Context): AsyncGenerator<UnitBatch<Conversation>> {
  const { paths, media, pieces } = part as Part;
  const inputs = await openInputs(paths, context);
  const found = mediaOf(inputs, media, context);
  try {
    for (const { input: at, file, transcoded, exportedAt, rows } of pieces) {
      const input = inputs.exports[at];
      const scanned: TableFile = { file: input.conversationFiles[file], rows, transcoded, exportedAt };
      const table: Table = { input, disk: context.files, files: [scanned], losses: [], exportedAt, media: found };
      for await (const slices of readSlices(scanned, rows, true)) {
        const units = slices.map(({ row, bytes }) => new ConversationUnit(table, scanned, row, context.count, bytes));
        yield { units };
      }
    }
  } finally {
    inputs.close();
  }
}
