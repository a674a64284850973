import assert from "node:assert/strict";
import { fc } from "../../../deps/fast_check.ts";
import type { Damage, Element, SplitOptions } from "../../../core/json/split.ts";
import { splitStretch, splitWithStretches, type Stretch } from "../../../core/json/stretches.ts";
import { bytesOf, chunksOf, split } from "./support.ts";

const FIELDS = ["id", "title"];

/** Elements and notes as lines, as `split` of the support module writes them. */
function lineOf(item: Element | Damage, first = 0): string {
  if (item.damage) {
    const range = `[${item.start},${item.end ?? ""})${item.truncated ? " truncated" : ""}`;
    return `${item.index ?? "-"} lost ${range} ${item.why}`;
  }
  return `${first + item.index} [${item.start},${item.end}) ${new TextDecoder().decode(item.bytes)}`;
}

/** Splits with stretches from these places on, each to the next; also says how many of them were taken over. */
async function splitFrom(
  input: string,
  starts: number[],
  { size = 64, ...options }: SplitOptions & { size?: number } = {},
): Promise<{ lines: string[]; leaps: number }> {
  const bytes = bytesOf(input);
  const read = (from: number, to: number) => chunksOf(bytes.subarray(from, to), size);
  const stretches = starts.map((start, i): Stretch<string[]> => {
    const found: string[] = [];
    const stop = starts[i + 1] ?? bytes.length;
    const take = (element: Element) =>
      found.push(JSON.stringify([element.index, lineOf(element).replace(/^\d+/, "")])) > 0;
    return {
      start,
      split: splitStretch(read, { start, stop }, { fields: FIELDS, ...options }, take)
        .then((whole) => whole && { ...whole, result: found }),
    };
  });
  let lines: string[] = [];
  let leaps = 0;
  for await (const items of splitWithStretches(read, stretches, { fields: FIELDS, ...options })) {
    if (items === "again") {
      leaps = 0;
      lines = (await split(bytes, { fields: FIELDS, ...options })).lines;
    } else if ("stretch" in items) {
      leaps++;
      for (const line of items.stretch) {
        const [index, rest] = JSON.parse(line);
        lines.push(`${items.first + index}${rest}`);
      }
    } else {
      lines.push(...items.map((item) => lineOf(item)));
    }
  }
  return { lines, leaps };
}

const plain = '[{"id":"a","title":"x"}, {"id":"b","title":"[y]"},\n{"id":"c","title":"z"} ]';

Deno.test("splitWithStretches() takes over what was split elsewhere from where an element begins", async () => {
  const starts = [plain.indexOf('{"id":"b"'), plain.indexOf('{"id":"c"')];
  const { lines, leaps } = await splitFrom(plain, starts);
  assert.deepEqual(lines, (await split(plain, { fields: FIELDS })).lines);
  assert.equal(leaps, 2);
});

Deno.test("splitWithStretches() takes over nothing from a place inside a string, of an inner array, or of no element", async () => {
  const hostile = '[{"id":"a","inner":[{"id":"q"}, {"id":"r"}]}, {"id":"b","text":"}, {\\"id\\":1}, {"}, {"id":"c"}]';
  const { lines } = await split(hostile, { fields: FIELDS });
  for (const place of ['{"id":"q"}', '{"id":"r"}', "{\\", '{"}', '"id":"c"']) {
    const made = await splitFrom(hostile, [hostile.indexOf(place)]);
    assert.deepEqual(made, { lines, leaps: 0 }, place);
  }
});

Deno.test("splitWithStretches() takes over arrays inside an object around them, and goes on behind them", async () => {
  const wrapped = '{"a":1,"conversations":[{"id":"a"},{"id":"b"}],"conversations":[{"id":"c"}],"z":{}}';
  const options = { arrayFields: ["conversations"] };
  const { lines } = await split(wrapped, { fields: FIELDS, ...options });
  const made = await splitFrom(wrapped, [wrapped.indexOf('{"id":"b"'), wrapped.indexOf('{"id":"c"')], options);
  assert.deepEqual(made, { lines, leaps: 2 });
});

Deno.test("splitWithStretches() says that all is to be split again where damage follows a stretch", async () => {
  for (const tail of [',{"id":"d"', ',{"id":"d"]', ",,1]", "]]", ""]) {
    const broken = plain.replace(/ \]$/, "") + tail;
    const made = await splitFrom(broken, [plain.indexOf('{"id":"b"')]);
    assert.deepEqual(made, { lines: (await split(broken, { fields: FIELDS })).lines, leaps: 0 }, tail);
  }
});

// Elements, with texts that look like borders raw and escaped, and between them what breaks JSON.
const element = fc.constantFrom(
  ',{"id":1,"title":"a"}',
  ', {"id":"","title":[{"id":3,"title":4}, {"id":5,"title":6}]}',
  ',{"id":"},{\\"id\\":1,\\"title\\":2}","title":"{[\\\\"}',
  ',\n{"id":"a",\n"title":{"id":7}}',
);
const other = fc.constantFrom(
  ",7",
  ',"x"',
  ",[[1],[2]]",
  ",",
  "]",
  "}",
  "{",
  "[",
  '"',
  "\\",
  '{"id":',
  '"title":',
  "x",
  "é",
);
const elements = fc.oneof(
  fc.array(element, { minLength: 1, maxLength: 20 }),
  fc.array(fc.oneof({ weight: 6, arbitrary: element }, { weight: 1, arbitrary: other }), { maxLength: 20 }),
);

Deno.test("splitWithStretches() gives what splitElements() gives, whatever the places, the damage and the chunks", async () => {
  let leaps = 0;
  const property = fc.asyncProperty(
    fc.constantFrom("[", "[", "[", '{"conversations":[', '{"conversations":[', '["', ""),
    elements,
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 3 }),
    fc.boolean(),
    fc.constantFrom(1, 7, 64, 1000),
    async (head, parts, places, atBracket, size) => {
      const text = `${head}{"id":0,"title":0}${parts.join("")}]${head.startsWith("{") ? "}" : ""}`;
      const bytes = bytesOf(text);
      const near = (place: number) => {
        const at = Math.min(bytes.length - 1, Math.floor(place * bytes.length));
        return atBracket ? Math.max(at, bytes.indexOf(0x7b, at)) : at;
      };
      const starts = [...new Set(places.map(near))].sort((a, b) => a - b);
      const options = { arrayFields: ["conversations"], maxDepth: 3, maxElementBytes: 60 };
      const made = await splitFrom(text, starts, { ...options, size });
      assert.deepEqual(made.lines, (await split(text, { fields: FIELDS, ...options })).lines);
      leaps += made.leaps;
    },
  );
  await fc.assert(property, { numRuns: 2000 });
  assert.ok(leaps > 250, `only ${leaps} stretches were taken over: the test shows little`);
});
