/** The CSV reader: texts as programs really write them, cut at every place, beside another reader. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { RandomAccessFile } from "../../../core/host.ts";
import { type CsvReading, readCsv } from "../../../core/csv/read.ts";
import { csvLine } from "../../../core/csv/write.ts";
import { parseCsv } from "../../../deps/csv_parse.ts";
import { fc } from "../../../deps/fast_check.ts";

function fileOf(content: string | Uint8Array): RandomAccessFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const readSync = (into: Uint8Array, at: number) => {
    const part = bytes.subarray(at, at + into.length);
    into.set(part);
    return part.length;
  };
  return { path: "a.csv", size: bytes.length, readSync, read: (...at) => Promise.try(readSync, ...at), close() {} };
}

async function rowsOf(content: string | Uint8Array, options: CsvReading = {}) {
  const rows = [];
  for await (const batch of readCsv(fileOf(content), options)) rows.push(...batch.rows);
  return rows;
}

async function cellsOf(content: string | Uint8Array, options: CsvReading = {}): Promise<string[][]> {
  return (await rowsOf(content, options)).map((row) => row.cells());
}

const CASES: [what: string, text: string, rows: string[][]][] = [
  ["doubled quotes", 'a,b\n"1 ""x""",""""\n', [["a", "b"], ['1 "x"', '"']]],
  ["line ends inside quotes", 'a,b\r\n"l1\nl2\r\nl3\r",2\r\n', [["a", "b"], ["l1\nl2\r\nl3\r", "2"]]],
  ["delimiters inside quotes", 'a,b\n"1,2",\n', [["a", "b"], ["1,2", ""]]],
  ["JSON in a cell", 'id,j\n1,"{""a"":""b,c"",""d"":[1]}"\n', [["id", "j"], ["1", '{"a":"b,c","d":[1]}']]],
  ["no line end at the end", "a,b\n1,2", [["a", "b"], ["1", "2"]]],
  ["an empty cell at the end", "a,b\n1,", [["a", "b"], ["1", ""]]],
  ["blank lines", "a,b\n\n1,2\n\r\n\n", [["a", "b"], ["1", "2"]]],
  ["a byte order mark before a quote", '\ufeff"a",b\n1,2\n', [["a", "b"], ["1", "2"]]],
  ["CR alone", 'a,b\r1,"x\ny"\r3,4\r', [["a", "b"], ["1", "x\ny"], ["3", "4"]]],
  ["semicolons", "a;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]],
  ["tabs", "a\tb\n1\t\n", [["a", "b"], ["1", ""]]],
  ["rows of other widths", "a,b\n1\n1,2,3\n", [["a", "b"], ["1"], ["1", "2", "3"]]],
  ["empty quoted cells", 'a,b\n"",""\n', [["a", "b"], ["", ""]]],
  ["spaces kept", "a,b\n 1 , 2\n", [["a", "b"], [" 1 ", " 2"]]],
  ["what is not ASCII", 'é,b\n"日本 ""x""",ü\nz,"😀"\n', [["é", "b"], ['日本 "x"', "ü"], ["z", "😀"]]],
  ["a quote inside a field", 'a,b\n5" wide,"x"y\n', [["a", "b"], ['5" wide', "xy"]]],
  ["nothing", "", []],
];

for (const [what, text, expected] of CASES) {
  Deno.test(`readCsv() reads ${what}, wherever the text is cut`, async () => {
    for (const blockBytes of [1, 2, 3, 5, 7, 1000]) {
      assert.deepEqual(await cellsOf(text, { blockBytes }), expected, `blocks of ${blockBytes}`);
    }
  });
}

Deno.test("readCsv() gives passing rows the same cells while they are good, whatever memory is used again", async () => {
  const line = csvLine(["é".repeat(9), 'x "y"', "z"]);
  const text = Array.from({ length: 500 }, (_, i) => csvLine([String(i), "q".repeat(i), ""]) + line).join("");
  const expected = await cellsOf(text);
  for (const blockBytes of [1, 64, 1000]) {
    const cells: string[][] = [];
    for await (const { rows } of readCsv(fileOf(text), { blockBytes, passing: true })) {
      for (const row of rows) cells.push(row.cells());
    }
    assert.deepEqual(cells, expected, `blocks of ${blockBytes}`);
  }
});

Deno.test("a row's cells are the same side by side and one by one, with bytes that are no UTF-8", async () => {
  const bytes = Buffer.concat([
    Buffer.from('a,"b c",é,"d ""e""",f\n'),
    Buffer.from([0x78, 0xff, 0x2c, 0xe2, 0x82, 0x2c, 0x22, 0xc3, 0x22, 0x2c, 0x22, 0x22, 0x2c, 0x0a]),
  ]);
  const rows = await rowsOf(bytes);
  for (const row of rows) assert.deepEqual(row.cells(), Array.from({ length: row.width }, (_, i) => row.cell(i)));
  assert.deepEqual(rows.map((row) => row.wellFormed), [true, false]);
  assert.deepEqual(rows[0].cells(), ["a", "b c", "é", 'd "e"', "f"]);
});

Deno.test("readCsv() reads UTF-16 of either order by its mark", async () => {
  const text = 'a;b\r\n"é ""x""";😀\r\n';
  const little = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
  const big = Buffer.from(little).swap16();
  for (const blockBytes of [1, 3, 4, 1000]) {
    assert.deepEqual(await cellsOf(little, { blockBytes }), [["a", "b"], ['é "x"', "😀"]]);
    assert.deepEqual(await cellsOf(big, { blockBytes }), [["a", "b"], ['é "x"', "😀"]]);
  }
});

Deno.test("readCsv() names the line in which a quote was opened that is never closed", async () => {
  const text = 'a,b\n"1\n2",3\n4,"5\n6,7\n8,9\n';
  for (const blockBytes of [1, 4, 1000]) {
    await assert.rejects(cellsOf(text, { blockBytes }), (error: Error) => {
      assert.ok(error instanceof SyntaxError);
      assert.match(error.message, /"a\.csv": the quote opened in line 4 is never closed/);
      return true;
    });
  }
});

Deno.test("readCsv() refuses a row that is too long, and says which quote may be why", async () => {
  const text = `a,b\n1,2\n3,"${"x\n".repeat(5000)}`;
  await assert.rejects(
    cellsOf(text, { maxRowBytes: 1000, blockBytes: 100 }),
    /row that begins in line 3 is longer than 1000 bytes.*quote opened in line 3/,
  );
});

Deno.test("readCsv() numbers rows by the line they begin in, and says of which bytes are no UTF-8", async () => {
  const bytes = Buffer.concat([
    Buffer.from('a,b\n"x\ny",1\r\n\n'),
    Buffer.from([0x66, 0xff, 0x2c, 0x31, 0x0a]),
    Buffer.from("é,\ufffd\n"),
  ]);
  const rows = await rowsOf(bytes);
  assert.deepEqual(rows.map(({ line }) => line), [1, 2, 5, 6]);
  assert.deepEqual(rows.map(({ wellFormed }) => wellFormed), [true, true, false, true]);
  assert.deepEqual(rows[2].cells(), ["f\ufffd", "1"]);
});

Deno.test("readCsv() reads a cell of 50 MB in memory that fits it", async () => {
  const cell = `${'lorem "ipsum", '.repeat(3_400_000)}é`;
  const rows = await cellsOf(csvLine(["a", "b"]) + csvLine([cell, "2"]));
  assert.equal(rows[1][0].length, cell.length);
  assert.ok(rows[1][0] === cell && rows[1][1] === "2");
});

const piece = fc.constantFrom('"', '""', ",", "\n", "a", "é", "😀", " ", "'", "\t", ";", "[", '{"a":1}', "\\");
const cell = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));

Deno.test("what csvLine() writes, readCsv() and another reader read as the same cells", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, blockBytes) => {
        const text = rows.map(csvLine).join("");
        assert.deepEqual(await cellsOf(text, { blockBytes, delimiter: "," }), rows);
        assert.deepEqual(parseCsv(text, { relax_column_count: true }), rows);
      },
    ),
    { seed: 7, numRuns: 300 },
  );
});

Deno.test("of any text readCsv() reads what a strict reader accepts as that one does, and the same at every cut", async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join("")), async (text) => {
      const read = (blockBytes: number) =>
        cellsOf(text, { blockBytes, delimiter: "," }).catch((error: Error) => error.message);
      const whole = await read(1000);
      for (let blockBytes = 1; blockBytes < 8; blockBytes++) assert.deepEqual(await read(blockBytes), whole);
      let expected: string[][];
      try {
        expected = parseCsv(text, { relax_column_count: true, skip_empty_lines: true, record_delimiter: "\n" });
      } catch {
        return; // It is strict about quotes; what is read then is ours to say.
      }
      compared++;
      assert.deepEqual(whole, expected);
    }),
    { seed: 11, numRuns: 600 },
  );
  assert.ok(compared > 100, `only ${compared} texts were compared`);
});
