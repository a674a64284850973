import assert from "node:assert/strict";
import { parseJson } from "../../../core/json/parse.ts";
import { PlainScanner } from "../../../core/json/plain_scanner.ts";
import { splitElements } from "../../../core/json/split.ts";
import { openWasmScanner } from "../../../core/json/wasm_scanner.ts";
import { bytesOf, chunksOf, split, splitAnyhow } from "./support.ts";

const cases: [name: string, input: string, texts: string[]][] = [
  ["finds objects between white space", ' \r\n[\t{"a":1} ,\n{"b" : [ ] } ]\n', ['{"a":1}', '{"b" : [ ] }']],
  ["finds nothing in an empty array", " [ \n] ", []],
  ["takes arrays and scalars as elements", '[[1,[2]],"a, ]\\"}",-1.5e3,true,null,{}]', [
    "[1,[2]]",
    '"a, ]\\"}"',
    "-1.5e3",
    "true",
    "null",
    "{}",
  ]],
  ["keeps an escaped quote inside a key", '[{"a\\"}]":{"b":"\\\\"}},{"c":1}]', ['{"a\\"}]":{"b":"\\\\"}}', '{"c":1}']],
  ["counts backslashes in long runs", `[{"a":"${"\\\\".repeat(100)}\\""},{"b":"${"\\\\".repeat(101)}"}]`, [
    `{"a":"${"\\\\".repeat(100)}\\""}`,
    `{"b":"${"\\\\".repeat(101)}"}`,
  ]],
  ["leaves brackets and commas in strings alone", '[{"a":"]},{[\\u005d"},{"b":"},{"}]', [
    '{"a":"]},{[\\u005d"}',
    '{"b":"},{"}',
  ]],
  ["lets NUL and control characters through", '[{"a":"\u0000\n\u0001"},{"b":1}]', [
    '{"a":"\u0000\n\u0001"}',
    '{"b":1}',
  ]],
  ["lets any Unicode through", '[{"é":"\u2028😀\\ud83d"},{"한":"\uffff"}]', [
    '{"é":"\u2028😀\\ud83d"}',
    '{"한":"\uffff"}',
  ]],
  ["takes a top-level object as one element", ' {"a":[1,{"b":2}]} ', ['{"a":[1,{"b":2}]}']],
  ["passes over a byte order mark", '\ufeff[{"a":1}]', ['{"a":1}']],
  ["hands over what only a parser can refuse", '[{"a":01},{"a" 1},{1:2},{"a":"\\x"},{"b":tru}]', [
    '{"a":01}',
    '{"a" 1}',
    "{1:2}",
    '{"a":"\\x"}',
    '{"b":tru}',
  ]],
];
for (const [name, input, texts] of cases) {
  Deno.test(`splitElements() ${name}`, async () => {
    const result = await splitAnyhow(input);
    assert.deepEqual(result.texts, texts);
    assert.equal(result.lines.length, texts.length);
  });
}

Deno.test("splitElements() gives byte offsets of the stream, byte order mark included", async () => {
  const { lines } = await splitAnyhow('\ufeff ["é", {"a":1}]');
  assert.deepEqual(lines, ['0 [5,9) "é"', '1 [11,18) {"a":1}']);
});

Deno.test("splitElements() splits the arrays of a wrapper at any place among other keys", async () => {
  const elements = '[{"id":1},{"id":2}]';
  const options = { arrayFields: ["conversations", "more"], fields: ["id"] };
  for (
    const input of [
      `{"conversations":${elements}}`,
      `{ "a" : {"conversations":[3]}, "b":["x",{"conversations":[4]}], "conversations" : \n${elements} , "z":[{"id":5}]}`,
      `{"a\\"b":"\\"conversations\\":[","\\u0063onversations":${elements},"n":null}`,
      `{"conversations":[],"more":${elements},"a":1} `,
      `{"conversations":[{"id":1}],"x":{"y":[]},"more":[{"id":2}]}`,
      `{"conversations":null,"more":${elements}}`,
      `{"conversations":[{"id":1}],"conversations":[{"id":2}]}`,
      `{"deep":${"[".repeat(600)}${"]".repeat(600)},"more":${elements}}`,
    ]
  ) {
    const result = await splitAnyhow(input, options);
    assert.deepEqual(result.scalars, [[1], [2]], input);
    assert.equal(result.lines.length, 2, result.lines.join("\n"));
  }
});

Deno.test("splitElements() takes a top-level object without the array as one element, with its fields", async () => {
  const text = '{"title":"t","conversations":{"a":[]},"id":"x"}';
  const { texts, scalars } = await splitAnyhow(text, { arrayFields: ["conversations"], fields: ["id", "title"] });
  assert.deepEqual([texts, scalars], [[text], [["x", "t"]]]);
});

Deno.test("Element.scalar() finds depth-1 fields: last of two, written with escapes, not deeper ones", async () => {
  const fields = ["id", "update_time", 'na"me'];
  const input = `[
    {"x":{"id":"no"},"id":"a","list":[{"id":"no"},1,2],"update_time":1.5,"id2":"no"},
    {"id":"no", "\\u0069d" : "b\\n" , "na\\"me":true},
    { "update_time" : null },
    {"id":{"a":1},"na\\u0022me":[1]},
    {}, [{"id":"no"}], "id", {"":"no","id":"","__proto__":1},
    {"id":"${"long ".repeat(40)}é"}, {"id":"not: , an end","update_time":-0}, {"id":tru}]`;
  const { scalars } = await splitAnyhow(input, { fields });
  const none = undefined;
  assert.deepEqual(scalars, [
    ["a", 1.5, none],
    ["b\n", none, true],
    [none, null, none],
    [none, none, none],
    [none, none, none],
    [none, none, none],
    [none, none, none],
    ["", none, none],
    ["long ".repeat(40) + "é", none, none],
    ["not: , an end", -0, none],
    [none, none, none],
  ]);
});

Deno.test("Element.field() gives the raw value of any kind", async () => {
  const input = '[{"a": {"b": [1, 2]} ,"c":"x","__proto__":[ ]}]';
  for await (const batch of splitElements(chunksOf(input, 5), { fields: ["a", "c", "d", "__proto__"] })) {
    const element = batch[0];
    assert.ok(!element.damage);
    const raw = ["a", "c", "__proto__"].map((name) => new TextDecoder().decode(element.field(name)));
    assert.deepEqual(raw, ['{"b": [1, 2]}', '"x"', "[ ]"]);
    assert.equal(element.field("d"), undefined);
    assert.throws(() => element.field("e"), {
      name: "TypeError",
      message: 'Cannot look up field "e" of an element: the splitter was told to find "a", "c", "d", "__proto__"',
    });
  }
});

Deno.test("Element.scalar() finds the field of an object with a hundred thousand fields", async () => {
  const many = Array.from({ length: 100_000 }, (_, i) => `"k${i}":{"id":${i}}`).join(",");
  for (const scanner of [undefined, new PlainScanner()]) {
    const options = { fields: ["id", "k7", "z"], scanner };
    const { scalars } = await split(chunksOf(`[{"id":1,${many},"id":2},{"id":3}]`, 65_536), options);
    assert.deepEqual(scalars, [[2, undefined, undefined], [3, undefined, undefined]]);
  }
});

Deno.test("splitElements() has elements larger than its window, whose bytes can be parsed in place", async () => {
  const large = { id: "large", text: 'say "so" \\ '.repeat(500_000) };
  const values = [{ id: 0 }, large, { id: 2 }, [large], { id: 4 }];
  const found: unknown[] = [];
  for await (const batch of splitElements(chunksOf(JSON.stringify(values), 100_000), { fields: ["id"] })) {
    for (const element of batch) if (!element.damage) found.push(parseJson(element.bytes));
  }
  assert.deepEqual(found, values);
});

Deno.test("splitElements() throws the signal's reason and asks for no more chunks", async () => {
  const controller = new AbortController();
  let asked = 0;
  function* chunks(): Generator<Uint8Array> {
    for (;;) {
      asked++;
      yield bytesOf(asked === 1 ? '[{"a":1}' : ',{"a":1}');
    }
  }
  await assert.rejects(async () => {
    for await (const _ of splitElements(chunks(), { signal: controller.signal })) {
      if (asked === 3) controller.abort(new Error("enough"));
    }
  }, { message: "enough" });
  assert.equal(asked, 4);
});

Deno.test("splitElements() throws a RangeError for limits that make no sense", async () => {
  for (const options of [{ maxDepth: 0 }, { maxDepth: 65_536 }, { maxElementBytes: 1.5 }, { maxElementBytes: NaN }]) {
    await assert.rejects(() => split("[]", options), { name: "RangeError", message: /^Cannot split JSON: max/ });
  }
});

Deno.test("splitElements() stops reading when its caller does", async () => {
  let closed = false;
  function* chunks(): Generator<Uint8Array> {
    try {
      for (;;) yield bytesOf("[[]," + "[],".repeat(9));
    } finally {
      closed = true;
    }
  }
  for await (const _ of splitElements(chunks())) break;
  assert.ok(closed);
});

Deno.test("openWasmScanner() is what this runtime uses", () => {
  assert.ok(openWasmScanner() !== undefined);
});
