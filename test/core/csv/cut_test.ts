/** Rows cut in WebAssembly: those of the plain cutter, at every place where a text may be cut. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { quickCut } from "../../../core/csv/quick_cut.ts";
import { type Cut, type Dialect, type Piece, plainCut } from "../../../core/csv/scan.ts";
import { fc } from "../../../deps/fast_check.ts";
import { cutModule } from "./build_cut.ts";

Deno.test("cut_wasm.ts carries what cut.wat says", async () => {
  assert.equal(await Deno.readTextFile(new URL("../../../core/csv/cut_wasm.ts", import.meta.url)), await cutModule());
});

/** All that a cut says. */
function told({ rows, ...rest }: Cut): unknown {
  const shown = rows.map((row) => {
    const { at, line, length, misplaced, width, raw } = row;
    const entry = new Int32Array(row.entryLength);
    row.copyEntry(entry, 0, 7);
    return { at, line, length, misplaced, width, raw, cells: row.cells(), entry: [...entry] };
  });
  return { rows: shown, ...rest };
}

const TOKENS = [
  '"',
  '""',
  ",",
  ";",
  "\n",
  "\r\n",
  "\r",
  "a",
  "é",
  "0123456789abcdef",
  '","',
  '"\n',
  ',"',
  "x".repeat(40),
];

Deno.test("quickCut() cuts any text as plainCut() does, whole or a part of one", () => {
  const text = fc.array(fc.constantFrom(...TOKENS), { maxLength: 60 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(
      text,
      fc.constantFrom(",", ";"),
      fc.boolean(),
      fc.boolean(),
      fc.nat(3),
      (text, mark, bareReturn, last, cut) => {
        const all = Buffer.from(text);
        const bytes = all.subarray(0, all.length - Math.min(cut, all.length));
        const piece: Piece = { bytes, at: 1000, line: 5, last };
        const dialect: Dialect = { delimiter: mark.charCodeAt(0), bareReturn };
        const quick = quickCut(piece, dialect);
        assert.ok(quick !== undefined);
        assert.deepEqual(told(quick), told(plainCut(piece, dialect)));
      },
    ),
    { numRuns: 4000 },
  );
});

Deno.test("quickCut() cuts rows of more fields than its table holds at once, and leaves one that fills it alone", () => {
  const dialect: Dialect = { delimiter: 0x2c, bareReturn: false };
  const many = Buffer.from("a,b\n".repeat(20_000) + '"open');
  const piece: Piece = { bytes: many, at: 0, line: 1, last: false };
  const quick = quickCut(piece, dialect)!;
  assert.equal(quick.rows.length, 20_000);
  assert.deepEqual(told(quick), told(plainCut(piece, dialect)));
  const wide: Piece = { ...piece, bytes: Buffer.from("a\n" + ",".repeat(100_000) + "\n") };
  assert.equal(quickCut(wide, dialect), undefined);
  assert.deepEqual(plainCut(wide, dialect).rows.map(({ width }) => width), [1, 100_001]);
});
