import assert from "node:assert/strict";
import type { Claim, Loss, Unit } from "../../../core/source.ts";
import { fc } from "../../../deps/fast_check.ts";
import { jsonlSource, type JsonlSourceOptions } from "../../../plugins/jsonl/mod.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";

interface Reading {
  units: Unit<unknown>[];
  losses: Loss[];
  claims: Claim[];
}

async function readAll(options: JsonlSourceOptions): Promise<Reading> {
  const source = await jsonlSource(options).open(pluginContext());
  const all: Reading = { units: [], losses: [], claims: [] };
  for await (const { units, losses = [], claims = [] } of source.read()) {
    all.units.push(...units);
    all.losses.push(...losses);
    all.claims.push(...claims);
  }
  await source.close();
  return all;
}

/** What each unit holds: its records, or its error's message. */
function outcomes(units: Unit<unknown>[]): unknown[] {
  return units.map((unit) => {
    try {
      return (unit.parse() as unknown[])[0];
    } catch (error) {
      return (error as Error).message;
    }
  });
}

async function read(content: string | Uint8Array, options: Partial<JsonlSourceOptions> = {}): Promise<Reading> {
  let all: Reading | undefined;
  await inFolder(async (folder) => {
    const path = `${folder}/in.jsonl`;
    await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    all = await readAll({ path, ...options });
  });
  return all!;
}

Deno.test("jsonlSource() reads byte order mark, CRLF, blank lines and a missing last line feed", async () => {
  const { units } = await read('\ufeff{"a":1}\r\n\r\n  \t\n[2]\n"x\u2028\\u2029"\nnull');
  assert.deepEqual(outcomes(units), [{ a: 1 }, [2], "x\u2028\u2029", null]);
  assert.deepEqual(units.map((unit) => unit.position.line), [1, 4, 5, 6]);
  assert.match(units[0].position.file ?? "", /in\.jsonl$/);
});

Deno.test("jsonlSource() gives one fingerprint to one line, whatever its line end", async () => {
  const [a, b, c] = (await read('{"a":1}\r\n{"a":1}\n{"a":2}\n')).units;
  assert.equal(a.fingerprint, b.fingerprint);
  assert.notEqual(b.fingerprint, c.fingerprint);
});

Deno.test("jsonlSource() fails only the lines that are bad, by line number, without their text", async () => {
  const head = new TextEncoder().encode('{"a":1}\n{"secret":nope}\n"');
  const tail = new TextEncoder().encode('"\n{"b":\n{"c":3}\n');
  const { units } = await read(Uint8Array.of(...head, 0xff, 0xfe, ...tail));
  assert.deepEqual(outcomes(units), [
    { a: 1 },
    "Cannot parse line 2 as JSON: unexpected token 'o'",
    "Cannot parse line 3: it holds bytes that are not UTF-8, expected UTF-8",
    "Cannot parse line 4 as JSON: unexpected end of JSON input",
    { c: 3 },
  ]);
  assert.equal(units[3].raw?.(), '{"b":');
});

Deno.test("jsonlSource() keeps a field called __proto__ as data", async () => {
  const [record] = outcomes((await read('{"__proto__":{"polluted":true}}')).units) as object[];
  assert.ok(Object.hasOwn(record, "__proto__"));
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

Deno.test("jsonlSource() reads over lines that are too long, and goes on behind them", async () => {
  const long = JSON.stringify("x".repeat(700_000));
  const { units } = await read(`1\n${long}\n2\n${long}`, { maxLineBytes: 1000 });
  assert.deepEqual(units.map((unit) => unit.position.line), [1, 2, 3, 4]);
  const [first, second, third, fourth] = outcomes(units);
  assert.deepEqual([first, third], [1, 2]);
  assert.match(`${second}`, /^Cannot parse line 2: it is longer than 1000 bytes, .*maxLineBytes/);
  assert.match(`${fourth}`, /^Cannot parse line 4: it is longer/);
  const short = await read(`1\n"${"y".repeat(50)}"\n2\n3\n"${"z".repeat(50)}"`, { maxLineBytes: 20 });
  assert.deepEqual(short.units.map((unit) => [unit.position.line, unit.bytes]), [[1, 1], [2, 52], [3, 1], [4, 1], [
    5,
    52,
  ]]);
});

Deno.test("jsonlSource() reads lines longer than what it reads at a time", async () => {
  const values = [1, "a".repeat(300_000), 2, "b".repeat(1_500_000), "é".repeat(200_000), 3];
  const { units } = await read(values.map((value) => JSON.stringify(value)).join("\n") + "\n");
  assert.deepEqual(outcomes(units), values);
});

Deno.test("jsonlSource() gives back any values written one a line", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.json()), fc.constantFrom("\n", "\r\n", "\n\n"), async (lines, end) => {
      const { units } = await read(lines.join(end));
      assert.deepEqual(outcomes(units), lines.map((line) => JSON.parse(line)));
    }),
    { numRuns: 40 },
  );
});

Deno.test("jsonlSource() finds keys and versions, at the top and deeper", async () => {
  const text = '{"id":"a","m":{"v":2}}\n{"id":7,"m":{"v":"2024-01-01T00:00:00Z"}}\n{"id":"c","m":null}';
  const { units, losses, claims } = await read(text, { key: "id", version: "m.v" });
  assert.deepEqual(units.map(({ key, version }) => [key, version]), [["a", 2], ["7", 1704067200000], ["c", undefined]]);
  assert.deepEqual(losses, []);
  assert.equal(claims.length, 1);
  const dotted = await read('{"a.b":"x"}\n{"a":{"b":"y"}}', { key: "a.b" });
  assert.deepEqual(dotted.units.map((unit) => unit.key), ["x", "y"]);
});

Deno.test("jsonlSource() hands out a fresh record at each attempt", async () => {
  const [unit] = (await read('{"id":1,"list":[]}', { key: "id" })).units;
  const [first] = unit.parse() as { list: number[] }[];
  first.list.push(1);
  assert.deepEqual(unit.parse(), [{ id: 1, list: [] }]);
  assert.deepEqual(unit.parse(), [{ id: 1, list: [] }]);
});

Deno.test("jsonlSource() reports lines whose key cannot be learned, and then claims nothing", async () => {
  const { units, losses, claims } = await read('{"id":1}\n{"name":"x"}\nnope\n{"id":{}}\n7', { key: "id" });
  assert.deepEqual(units.map((unit) => unit.key), ["1"]);
  assert.deepEqual(losses.map(({ position }) => position.line), [2, 3, 4, 5]);
  assert.equal(
    (losses[0].error as Error).message,
    'Cannot find key "id" in line 2: it is missing, expected a string or a number: available fields are "name"',
  );
  assert.deepEqual(claims, []);
});

Deno.test("jsonlSource() makes a unit with an unusable version dead under its key", async () => {
  const { units, losses } = await read('{"id":1,"v":"2024-01-01 10:00"}', { key: "id", version: "v" });
  assert.deepEqual([units[0].key, losses.length], ["1", 0]);
  assert.throws(() => units[0].parse(), /Cannot read version "v" in line 1: it is a string, expected .* with its zone/);
});

Deno.test("jsonlSource() does not find keys on the prototype", async () => {
  const { losses } = await read("{}\n[]", { key: "constructor.name" });
  assert.equal(losses.length, 2);
});

Deno.test("jsonlSource() refuses what is no JSONL file before reading it", async () => {
  const open = (path: string) => jsonlSource({ path }).open(pluginContext());
  await inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/wide`, Uint8Array.of(0xff, 0xfe, 0x31, 0));
    await Deno.writeFile(`${folder}/packed`, Uint8Array.of(0x1f, 0x8b, 8));
    await assert.rejects(open(`${folder}/none`), /Cannot read ".*none": there is no such file/);
    await assert.rejects(open(`${folder}/wide`), /it is UTF-16, expected UTF-8/);
    await assert.rejects(open(`${folder}/packed`), /it is compressed/);
    await assert.rejects(open(folder), /Cannot open .*folder/);
  });
});

Deno.test("jsonlSource() refuses a version without a key and options it does not know", () => {
  assert.throws(
    () => jsonlSource({ path: "x", version: "v" }),
    /Cannot create jsonl: version: only records with a key/,
  );
  assert.throws(() => jsonlSource({ path: "x", keys: "v" } as never), /Cannot create jsonl/);
});

Deno.test("jsonlSource() ends a reading when the run is stopped", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/in`, "1\n2\n");
    const stop = new AbortController();
    const source = await jsonlSource({ path: `${folder}/in` }).open(pluginContext({ signal: stop.signal }));
    stop.abort(new Error("stopped"));
    await assert.rejects(async () => {
      for await (const _ of source.read()) assert.fail("read on");
    }, /stopped/);
    await source.close();
  });
});
