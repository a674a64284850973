/** Reading CSV: what people's programs write, and what is wrong with some of it. */
import assert from "node:assert/strict";
import { parseCsv } from "../../../deps/csv_parse.ts";
import { fc } from "../../../deps/fast_check.ts";
import { csvSource } from "../../../plugins/csv/mod.ts";
import { batches, bytesOf, records, units } from "./support.ts";

Deno.test("csvSource() reads quotes, doubled quotes, and line breaks and delimiters inside quotes as they stand", async () => {
  const text = `id,text\n1,"l1\nl2\r\nl3"\n2,"say ""hi"", you"\n3,5" pipe\n4,""\n5, "x"\n"6",'\n`;
  assert.deepEqual(await records(text), [
    { id: "1", text: "l1\nl2\r\nl3" },
    { id: "2", text: `say "hi", you` },
    { id: "3", text: `5" pipe` },
    { id: "4", text: "" },
    { id: "5", text: ` "x"` },
    { id: "6", text: "'" },
  ]);
});

Deno.test("csvSource() ends rows at LF, CRLF or CR, skips blank lines, and needs none at the end", async () => {
  const expected = [{ a: "1", b: "2" }, { a: "3", b: "4" }];
  for (const text of ["a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4\r", "\n\na,b\n\r\n1,2\r\r3,4\n\n\n"]) {
    assert.deepEqual(await records(text), expected, JSON.stringify(text));
  }
});

Deno.test("csvSource() reads UTF-8 and UTF-16 by their marks, and Windows text when told", async () => {
  const text = 'näme,"💬 quoted"\n日本,"a\nb"\n';
  const expected = [{ näme: "日本", "💬 quoted": "a\nb" }];
  for (const encoding of ["utf-8", "utf-16le", "utf-16be"] as const) {
    assert.deepEqual(await records(bytesOf(text, encoding)), expected, encoding);
  }
  assert.deepEqual(await records("\ufeff" + text), expected);
  assert.deepEqual(await records('\ufeff"näme",b\n1,2'), [{ näme: "1", b: "2" }]);
  assert.deepEqual(await records(new Uint8Array([0x61, 0x0a, 0xe4, 0x80]), { encoding: "windows-1252" }), [{
    a: "ä€",
  }]);
  await assert.rejects(units(bytesOf(text, "utf-16le"), { encoding: "utf-8" }), /its byte order mark says utf-16le/);
});

Deno.test("csvSource() tells comma, semicolon and tab apart, and takes any other when told", async () => {
  const row = { a: "1", b: "2,5", c: "x" };
  for (const text of ["a;b;c\n1;2,5;x\n", "a\tb\tc\n1\t2,5\tx\n", `a,b,c\n1,"2,5",x\n`, `"a";"b";"c"\n1;"2,5";x`]) {
    assert.deepEqual(await records(text), [row], text);
  }
  assert.deepEqual(await records("a|b|c\n1|2,5|x", { delimiter: "|" }), [row]);
  assert.deepEqual(await records("a||b||c\n1||2,5||x", { delimiter: "||" }), [row]);
  assert.deepEqual(await records(`"a;b;c",d\n1,2\n`), [{ "a;b;c": "1", d: "2" }]);
  assert.deepEqual(await records("name, first;age\nx;3\ny, z;4"), [{ "name, first": "x", age: "3" }, {
    "name, first": "y, z",
    age: "4",
  }]);
  assert.deepEqual(await records("one\nx\n"), [{ one: "x" }]);
  assert.deepEqual(await records(`a,b\n"x,y`, { quote: "" }), [{ a: '"x', b: "y" }]);
  assert.deepEqual(await records("a,b\n'x,y',z", { quote: "'" }), [{ a: "x,y", b: "z" }]);
});

Deno.test("csvSource() gives nothing for an empty file, a mark alone and a header alone", async () => {
  for (const text of ["", "\ufeff", "a,b", "a,b\n", "\n\r\n"]) {
    assert.deepEqual(await units(text), [], JSON.stringify(text));
  }
});

Deno.test("csvSource() takes names of columns from the first row, from the options, or counts them", async () => {
  assert.deepEqual(await records("1,2\n", { header: ["x", "y"] }), [{ x: "1", y: "2" }]);
  assert.deepEqual(await records("1,2\n3,4", { header: false }), [{ column1: "1", column2: "2" }, {
    column1: "3",
    column2: "4",
  }]);
  await assert.rejects(
    units("id,x,id,,y,\n1,2,3,4,5,6\n"),
    /^SyntaxError: Cannot read "in.csv": its header names "id", "" more than once, expected each name once/,
  );
});

Deno.test("csvSource() reads columns of any name, and no row changes a prototype", async () => {
  const [record] = await records("__proto__,constructor,toString\nx,y,z\n") as Record<string, string>[];
  assert.deepEqual(Object.entries(record), [["__proto__", "x"], ["constructor", "y"], ["toString", "z"]]);
  assert.equal(Object.getPrototypeOf(record), Object.prototype);
  const [keyed] = await units("__proto__,b\nk,1\n", { key: "__proto__" });
  assert.equal(keyed.key, "k");
});

Deno.test("csvSource() lets a bad row fail alone, with its line, and reads on", async () => {
  const bytes = new Uint8Array([
    ...bytesOf('a,b\n"1\r\n\n1",2\nshort\n1,2,3\n"x"y,"2\n3"\n'),
    0xff,
    ...bytesOf(",2\nlast,1\n"),
  ]);
  assert.deepEqual(await records(bytes), [
    { a: "1\r\n\n1", b: "2" },
    'Cannot parse line 5: it has 1 cell(s), expected 2: "a", "b"',
    'Cannot parse line 6: it has 3 cell(s), expected 2: "a", "b"',
    "Cannot parse line 7: text follows the closing quote of cell 1, expected a delimiter or the end of the row " +
    "(a quote inside a quoted cell is doubled)",
    "Cannot parse line 9, cell 1: it holds bytes that are not UTF-8, expected UTF-8 (or name the encoding)",
    { a: "last", b: "1" },
  ]);
  const lines = (await units(bytes)).map((unit) => unit.position.line);
  assert.deepEqual(lines, [2, 5, 6, 7, 9, 10]);
});

Deno.test("csvSource() names the line in which a quote was opened that is never closed", async () => {
  await assert.rejects(
    units('a,b\r\n1,2\r\n"x\r\ny","open\nand on,\n3,4\n'),
    (error: Error) =>
      error instanceof SyntaxError && error.message ===
        'Cannot read "in.csv": the quote that opens cell 2 of the row that begins in line 3 in line 4 is never closed, ' +
          "expected a closing quote before the end of the file; close it, or double a quote that is meant as text",
  );
  const long = `a\n"x${"y\n".repeat(400_000)}`;
  await assert.rejects(units(long), /opens cell 1 in line 2 is never closed/);
  await assert.rejects(units(`a,b\n1,"${"y\n".repeat(400_000)}`, { maxRowBytes: 1_000 }), /opens cell 2 in line 2/);
});

Deno.test("csvSource() reads a cell of 50 MB, and passes over a row that is longer than allowed", async () => {
  const json = '{""x"":1}\r\n'.repeat(200_000);
  const [big, after] = await units(`id,text\n1,"${json}${"x".repeat(50_000_000)}"\n2,end\n`);
  const [{ text }] = big.parse() as { text: string }[];
  assert.equal(text.length, json.length - 2 * 200_000 + 50_000_000);
  assert.ok(text.startsWith('{"x":1}\r\n{"x":1}') && text.endsWith("x"));
  assert.equal(after.position.line, 200_003);
  const small = { maxRowBytes: 1_000 };
  for (const bad of [`"${'a,""\r\n'.repeat(200_000)}",x`, `${"a".repeat(600_000)},"b\nc"`, `${"a".repeat(2_000)},1`]) {
    const [first, second, ...rest] = await records(`a,b\n1,2\n${bad}\r\n3,4\n`, small);
    assert.deepEqual([first, rest], [{ a: "1", b: "2" }, [{ a: "3", b: "4" }]]);
    assert.match(String(second), /^Cannot parse line 3: its row is longer than 1000 bytes/);
    const line = (await units(`a,b\n1,2\n${bad}\r\n3,4\n`, small)).at(-1)!.position.line;
    assert.equal(line, 4 + (bad.match(/\r\n|\n|\r/g) ?? []).length);
  }
});

Deno.test("csvSource() keeps NUL and other odd characters", async () => {
  assert.deepEqual(await records('a,b\n"x"\0,\0\n\u2028,"\0"\n'), [
    "Cannot parse line 2: text follows the closing quote of cell 1, expected a delimiter or the end of the row " +
    "(a quote inside a quoted cell is doubled)",
    { a: "\u2028", b: "\0" },
  ]);
});

Deno.test("csvSource() finds key and version in columns; a row without a key is lost and no completeness is claimed", async () => {
  const good = await batches("id,at,x\na,2025-05-28T12:55:10.546493,1\nb,17,2\nc,,3\n", { key: "id", version: "at" });
  const found = good.flatMap((batch) => batch.units).map(({ key, version }) => [key, version]);
  assert.deepEqual(found, [["a", Date.UTC(2025, 4, 28, 12, 55, 10, 546)], ["b", 17], ["c", undefined]]);
  assert.equal(good.at(-1)?.claims?.length, 1);
  const bad = await batches("id,at\n,1\nx\ny,soon\n", { key: "id", version: "at" });
  assert.deepEqual(
    bad.flatMap(({ losses }) => losses ?? []).map(({ position, error }) => [position.line, `${error}`]),
    [
      [2, `TypeError: Cannot find key "id" in line 2: it is empty, expected text`],
      [3, `SyntaxError: Cannot parse line 3: it has 1 cell(s), expected 2: "id", "at"`],
    ],
  );
  assert.throws(() => bad[0].units[0].parse(), /Cannot read version "at" in line 4/);
  assert.equal(bad.at(-1)?.claims, undefined);
  await assert.rejects(
    units("idd,text\n", { key: "id" }),
    /^TypeError: Cannot find column "id" in "in.csv": available columns are "idd", "text"; did you mean "idd"\?/,
  );
});

Deno.test("csvSource() gives a row another fingerprint when its cells or its columns change", async () => {
  const fingerprints = async (text: string) => (await units(text)).map((unit) => unit.fingerprint);
  const [one, two] = await fingerprints("a,b\n1,2\n3,4\n");
  assert.notEqual(one, two);
  assert.deepEqual(await fingerprints("a,b\r\n\r\n1,2"), [one]);
  assert.notDeepEqual(await fingerprints("a,c\n1,2\n"), [one]);
});

Deno.test("csvSource() refuses what is no CSV, and options that cannot be", async () => {
  await assert.rejects(units(new Uint8Array([0x1f, 0x8b, 8, 0])), /it is compressed, expected CSV: unpack it first/);
  await assert.rejects(units(bytesOf("PK\x03\x04")), /it is a zip or a workbook, expected CSV/);
  const unmarked = Uint8Array.from("a,b\n1,2\n", (character) => character.charCodeAt(0)).reduce(
    (all, byte) => [...all, byte, 0],
    [] as number[],
  );
  await assert.rejects(units(new Uint8Array(unmarked)), /it is UTF-16 without a byte order mark, expected UTF-8/);
  assert.equal((await units(new Uint8Array(unmarked), { encoding: "utf-16le" })).length, 1);
  await assert.rejects(units("1,2\n", { header: ["a", "a"] }), /header names "a" more than once/);
  assert.throws(() => csvSource({ path: "x", version: "v" }), /expected `key` beside it/);
  assert.throws(() => csvSource({ path: "x", delimiter: "" }), TypeError);
  assert.throws(() => csvSource({ path: "x", delimiter: '"' }), /it holds the quote/);
  assert.throws(() => csvSource({ path: "x", delimiter: "§" }), /expected ASCII characters/);
});

const cell = fc.string({ unit: fc.constantFrom("a", "ä", ",", '"', "\n", "\r", "\r\n", " ", "\0"), maxLength: 8 });

Deno.test("csvSource() reads whatever is written in quotes, and agrees with another program's reading", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell), { maxLength: 6 }),
      fc.constantFrom("\n", "\r\n"),
      async (rows, newline) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = [["a", "b"], ...rows].map((row) => row.map(quoted).join(",")).join(newline);
        const read = await records(text);
        assert.deepEqual(read, rows.map(([a, b]) => ({ a, b })));
        assert.deepEqual(read, parseCsv(text, { columns: true, record_delimiter: newline }));
      },
    ),
    { numRuns: 200 },
  );
});
