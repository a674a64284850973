import assert from "node:assert/strict";
import { splitElements } from "../../../core/json/split.ts";
import { bytesOf, chunksOf, split, splitAnyhow } from "./support.ts";

const cases: [name: string, input: string, lines: string[]][] = [
  ["reports empty input", " \n", ["- lost [2,2) truncated the input is empty"]],
  ["reports what is no JSON", "<html>", ['- lost [0,) it begins with \'<\', "[" or "{" was expected']],
  ["reports what follows the array", '[{"a":1}] x', [
    '0 [1,8) {"a":1}',
    "- lost [10,11) there is more behind the end of the JSON",
  ]],
  ["reports what follows an object", '{"a":1}\n{"a":2}', [
    '0 [0,7) {"a":1}',
    "- lost [8,) there is more behind the end of the JSON",
  ]],
  ["loses nothing to a missing comma", '[{"a":1} {"a":2}]', [
    '0 [1,8) {"a":1}',
    "- lost [9,9) a comma is missing",
    '1 [9,16) {"a":2}',
  ]],
  ["loses nothing to commas too many", '[,{"a":1},, ,{"a":2},]', [
    "- lost [1,2) a value is missing beside the comma",
    '0 [2,9) {"a":1}',
    "- lost [10,13) a value is missing beside the comma",
    '1 [13,20) {"a":2}',
    "- lost [20,21) a value is missing beside the comma",
  ]],
  ["reports a truncated element", '[{"a":1},{"a":"x', [
    '0 [1,8) {"a":1}',
    "1 lost [9,16) truncated the input ends inside it",
  ]],
  ["reports a truncated string", '["a","b', ['0 [1,4) "a"', "1 lost [5,7) truncated the input ends inside it"]],
  ["reports a truncated number", "[1,23", ["0 [1,2) 1", "1 lost [3,5) truncated the input ends inside it"]],
  ["reports an array cut behind a comma", '[{"a":1}, ', [
    '0 [1,8) {"a":1}',
    "- lost [10,10) truncated the input ends inside the array",
  ]],
  ["reports an array cut behind an element", '[{"a":1}', [
    '0 [1,8) {"a":1}',
    "- lost [8,8) truncated the input ends inside the array",
  ]],
  ["reports a truncated object", '{"a":[', ["0 lost [0,6) truncated the input ends inside it"]],
  ["loses one element to a bracket that does not fit", '[{"a":1},{"a":]},{"a":3}]', [
    '0 [1,8) {"a":1}',
    "1 lost [9,16) ']' at byte 14 closes another kind of bracket",
    '2 [17,24) {"a":3}',
  ]],
  [
    "loses one element to an unescaped quote",
    '[{"t":"a","n":{}},{"t":"5" tape","n":{}},{"t":"b","n":{}},{"t":"c","n":{}}]',
    [
      '0 [1,17) {"t":"a","n":{}}',
      "1 lost [18,40) unexpected 'n' at byte 34",
      '2 [41,57) {"t":"b","n":{}}',
      '3 [58,74) {"t":"c","n":{}}',
    ],
  ],
  ["loses the first element to an unescaped quote", '[{"t":1,"n":"5"tape"},{"t":1,"n":"x"},{"t":2,"n":"y"}]', [
    "0 lost [1,21) unexpected 't' at byte 15",
    '1 [22,37) {"t":1,"n":"x"}',
    '2 [38,53) {"t":2,"n":"y"}',
  ]],
  ["hands over an element whose unescaped quotes are even", '[{"t":"he said "hi" there"},{"t":2}]', [
    '0 [1,27) {"t":"he said "hi" there"}',
    '1 [28,35) {"t":2}',
  ]],
  ["loses one element to a missing bracket", '[{"t":{"u":1},{"t":2},{"t":3}]', [
    "0 lost [1,13) unexpected '{' at byte 14",
    '1 [14,21) {"t":2}',
    '2 [22,29) {"t":3}',
  ]],
  ["loses nothing to a bracket too many", '[{"t":1}},{"t":2}],{"t":3}]', [
    '0 [1,8) {"t":1}',
    '- lost [8,9) unexpected \'}\', "," or "]" was expected',
    '1 [10,17) {"t":2}',
    "- lost [18,18) there is more behind the end of the JSON",
    '2 [19,26) {"t":3}',
  ]],
  ["goes on when an element ends too early", '[{"t":1,"x":2},"b":2},{"t":3,"x":1}]', [
    '0 [1,14) {"t":1,"x":2}',
    "- lost [15,21) unexpected ':' at byte 18",
    '1 [22,35) {"t":3,"x":1}',
  ]],
  ["does not take parts of an element for elements", '[{"id":1,"t":[{"id":2,"t":[]},{"id":3,"t":[]}', [
    "0 lost [1,45) truncated the input ends inside it",
  ]],
  [
    "finds elements that were taken for parts",
    '[{"id":0,"t":[]},{"id":1,"t":[{"u":1},{"id":2,"t":[]},{"id":3,"t":[]}]',
    [
      '0 [1,16) {"id":0,"t":[]}',
      "1 lost [17,37) a bracket that closes it is missing",
      '2 [38,53) {"id":2,"t":[]}',
      '3 [54,69) {"id":3,"t":[]}',
    ],
  ],
];
for (const [name, input, lines] of cases) {
  Deno.test(`splitElements() ${name}`, async () => {
    assert.deepEqual((await splitAnyhow(input)).lines, lines);
  });
}

Deno.test("splitElements() finds elements behind a wrapped array that closes too early", async () => {
  const { texts, lines } = await splitAnyhow('{"c":[{"a":1}],{"a":2},{"a":3}]}', { arrayFields: ["c"] });
  assert.deepEqual(texts, ['{"a":1}', '{"a":2}', '{"a":3}']);
  assert.deepEqual([lines.length, lines[1]], [5, "- lost [14,14) unexpected ',' at byte 14"]);
});

Deno.test("splitElements() loses one conversation to each broken one, in minified and in indented JSON", async () => {
  const node = (n: number): unknown => ({
    id: `n${n}`,
    message: { parts: [`Say "${n}" {`, "}]"], sources: [{ title: "x", url: "y" }] },
  });
  const chats = Array.from(
    { length: 40 },
    (_, n) => ({ title: `Chat "${n}"`, create_time: n, mapping: { a: node(n), b: node(n + 1) }, id: n }),
  );
  const breaks: ((text: string) => string)[] = [
    (text) => text.replace('\\"}', '"}').replace('Say \\"', 'Say "'), // one quote too many
    (text) => text.slice(0, 60) + text.slice(100), // a piece is missing
    (text) => text.slice(0, text.length >> 1), // the rest is missing
    (text) => text.replace('"parts":', '"parts":]'),
    (text) => text.replace(/\]/, ""),
    (text) => text.replace(/\}/, ""),
    (text) => text + "}",
    (text) => text.slice(0, 80) + "\0".repeat(30) + text.slice(90),
  ];
  for (const indent of [undefined, 2]) {
    const texts = chats.map((chat) => JSON.stringify(chat, null, indent));
    for (const [b, broken] of breaks.entries()) {
      const input = `[${texts.map((text, n) => n % 10 === 5 ? broken(text) : text).join(indent ? ",\n" : ",")}]`;
      const result = await split(chunksOf(input, 777), { fields: ["id"] });
      const intact = texts.filter((_, n) => n % 10 !== 5);
      assert.deepEqual(intact.filter((text) => !result.texts.includes(text)), [], `break ${b}, indent ${indent}`);
      const elements = result.lines.filter((line) => !line.startsWith("-"));
      assert.equal(elements.length, 40, `break ${b}, indent ${indent}`);
    }
  }
});

Deno.test("splitElements() passes over an element larger than maxElementBytes", async () => {
  for (
    const large of [`{"a":"${"x".repeat(100)}"}`, `[${"1,".repeat(60)}1]`, `"${"x".repeat(100)}"`, "1".repeat(100)]
  ) {
    const { lines } = await splitAnyhow(`[{"a":1},${large} ,{"a":2}]`, { maxElementBytes: 99 });
    const end = 9 + large.length;
    assert.deepEqual(lines, [
      '0 [1,8) {"a":1}',
      `1 lost [9,${end}) it is longer than maxElementBytes (99)`,
      `2 [${end + 2},${end + 9}) {"a":2}`,
    ]);
  }
  const exact = `{"a":"${"x".repeat(91)}"}`;
  assert.deepEqual((await splitAnyhow(`[${exact}]`, { maxElementBytes: exact.length })).texts, [exact]);
  assert.deepEqual((await splitAnyhow(`[${exact}]`, { maxElementBytes: exact.length - 1 })).texts, []);
  const options = { maxElementBytes: 50, arrayFields: ["c"] };
  assert.deepEqual((await splitAnyhow(`{"b":"${"x".repeat(90)}","c":[{"a":1}]}`, options)).texts, ['{"a":1}']);
  assert.deepEqual((await splitAnyhow(`{"b":"${"x".repeat(90)}","d":[{"a":1}]}`, options)).lines, [
    "0 lost [0,112) it is longer than maxElementBytes (50)",
  ]);
});

Deno.test("splitElements() passes over an element nested deeper than maxDepth", async () => {
  const deep = (n: number): string => "[".repeat(n) + "]".repeat(n);
  const { lines, texts } = await splitAnyhow(`[${deep(512)},${deep(513)},{"a":${deep(511)}},{"a":1}]`);
  assert.deepEqual(texts, [deep(512), `{"a":${deep(511)}}`, '{"a":1}']);
  assert.equal(lines[1], "1 lost [1026,2052) it is nested deeper than maxDepth (512) at byte 1538");
});

Deno.test("splitElements() neither hangs nor fills memory on ten million open brackets", async () => {
  const brackets = new Uint8Array(1_000_000).fill(0x5b);
  const start = performance.now();
  const { lines } = await split(Array.from({ length: 10 }, () => brackets));
  assert.deepEqual(lines, ["0 lost [1,10000000) truncated it is nested deeper than maxDepth (512) at byte 513"]);
  const objects = bytesOf('{"a":['.repeat(150_000));
  await split([bytesOf('[{"a":1},'), ...Array.from({ length: 10 }, () => objects)]);
  assert.ok(performance.now() - start < 5000);
});

Deno.test("splitElements() takes linear time for damage after damage", async () => {
  const start = performance.now();
  for (
    const unit of [
      '{"a":"b"c},',
      '{"a":"b"c,',
      '{"a":[},',
      '{"a":1}',
      ",",
      "]",
      '{"a":{"b":1},',
      '{"a":[,',
      '"',
      '\\"',
      '{"a',
      ',{"a":1',
    ]
  ) {
    const bytes = bytesOf('[{"a":1},' + unit.repeat(2_000_000 / unit.length));
    for await (const _ of splitElements([bytes])) { /* only time matters */ }
  }
  assert.ok(performance.now() - start < 10_000, `${performance.now() - start} ms`);
});

Deno.test("Damage.error is a SyntaxError that says where and what", async () => {
  for await (const batch of splitElements([bytesOf('[{"a":]},{"a":1},')])) {
    const [lost, whole, end] = batch;
    if (!lost.damage || lost.truncated) continue;
    assert.ok(lost.error instanceof SyntaxError);
    assert.equal(lost.error.message, "Cannot split element 0 at byte 1: ']' at byte 6 closes another kind of bracket");
    assert.deepEqual([lost.index, lost.start, lost.end, lost.truncated], [0, 1, 8, false]);
    assert.deepEqual([whole.damage, end], [false, undefined]);
  }
});
