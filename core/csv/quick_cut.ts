/**
 * Cuts rows in WebAssembly with 128-bit vectors: `cut.wat`.
 *
 * @module
 */
import { CUT_WASM } from "./cut_wasm.ts";
import { CsvRow, ENTRY } from "./row.ts";
import type { Cut, Dialect, Piece } from "./scan.ts";

const PAGE = 65_536;
/** Where the table and the text lie in the module's memory. */
const TABLE = PAGE;
const TEXT = 5 * PAGE;
/** Bytes 0 behind the text. */
const SLACK = 32;
/** Longest text: what is larger holds rows so long that nobody waits for the cutting. */
const LONGEST = 2 * 1024 * 1024;

/** What the module says. */
const Code = { whole: 0, part: 1, open: 2, full: 3 } as const;

interface Cutter {
  cut(row: number, end: number, last: number, line: number, delimiter: number, bareReturn: number): number;
  memory: WebAssembly.Memory;
}

/** One in a thread: it remembers nothing of a text. Null where the runtime has no such thing. */
let cutter: Cutter | null | undefined;

/** What `plainCut` gives; undefined where it has to be asked. */
export function quickCut(
  { bytes, at, line, last, table: given }: Piece,
  { delimiter, bareReturn }: Dialect,
): Cut | undefined {
  if (bytes.length > LONGEST || !(cutter = cutter === undefined ? openCutter() : cutter)) return undefined;
  const { cut, memory } = cutter;
  const missing = TEXT + bytes.length + SLACK - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  const text = new Uint8Array(memory.buffer, TEXT);
  text.set(bytes);
  text.fill(0, bytes.length, bytes.length + SLACK);
  const words = new Int32Array(memory.buffer, 0, TEXT / 4);
  const found: Cut = { rows: [], rest: 0, line };
  let used = 0;
  for (;;) {
    const code = cut(found.rest, bytes.length, last ? 1 : 0, found.line, delimiter, bareReturn ? 1 : 0);
    const count = words[3] / 4 - TABLE / 4;
    // One row fills the table.
    if (code === Code.full && count === 0) return undefined;
    let table = given;
    if (table === undefined || used + count > table.length) {
      table = words.slice(TABLE / 4, TABLE / 4 + count);
      used = 0;
      given = undefined;
    } else table.set(words.subarray(TABLE / 4, TABLE / 4 + count), used);
    for (const end = used + count; used < end; used += ENTRY + table[used + 4]) {
      found.rows.push(new CsvRow(bytes, at, table, used));
    }
    found.rest = words[0];
    found.line = words[1];
    if (code === Code.open) found.openQuote = words[2];
    if (code !== Code.full) return found;
  }
}

function openCutter(): Cutter | null {
  const bytes = Uint8Array.from(atob(CUT_WASM), (c) => c.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return null;
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Cutter;
}
