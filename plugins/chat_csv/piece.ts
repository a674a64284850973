/**
 * Rows that become lines together, in this thread or in another.
 *
 * @module
 */
import { collector } from "../../core/garbage.ts";
import { type PackedRows, unpack } from "./packed_rows.ts";
import { plainChats } from "./plain_chats.ts";
import { type Counts, LINE_FILES, Renderer, SAFE_FILES } from "./renderer.ts";
import { rowRecord } from "./row_record.ts";
import { tableMaker } from "./table_maker.ts";
import { TextBuffer } from "./text_buffer.ts";

/** Lines made of a piece. */
export interface PieceLines {
  /** Memory for each file, as in `LINE_FILES` and `SAFE_FILES`; it may be used again. */
  transfer: ArrayBuffer[];
  /** How much of it is filled. */
  sizes: number[];
  counts: Counts;
}

/** Bytes of rows after which a thread's garbage is collected: left to itself it grows for as long as rows come. */
const COLLECT_BYTES = 64e6;
const collect = collector(COLLECT_BYTES);

/** The lines of rows of one file: the same in any thread. `memory` is used where there is some. */
export function linesOf(rows: PackedRows, safe: boolean, memory: ArrayBuffer[]): PieceLines {
  collect(rows.bytes.byteLength);
  const names = safe ? [...LINE_FILES, ...SAFE_FILES] : LINE_FILES;
  const buffers = names.map((_, i) => new TextBuffer(memory[i]));
  // All names count here: which the report shows depends on those of earlier pieces.
  const renderer = new Renderer(buffers, Infinity);
  const make = tableMaker();
  // Cells that nobody takes for a formula are made one by one.
  const plain = safe ? undefined : plainChats(rows.file, (lines) => renderer.addLines(lines));
  for (const { row, verdict, file } of unpack(rows)) {
    const chat = plain?.make(row, verdict);
    if (chat !== undefined) {
      renderer.addPlain(chat);
      continue;
    }
    // Lines of rows before it come first.
    plain?.flush();
    const record = rowRecord(row, verdict, file);
    if (record.kind === "reject") renderer.addReject(record);
    else renderer.addChat(make(record));
  }
  plain?.flush();
  const filled = buffers.map((buffer) => buffer.bytes);
  return {
    transfer: filled.map(({ buffer }) => buffer),
    sizes: filled.map(({ length }) => length),
    counts: renderer.counts,
  };
}
