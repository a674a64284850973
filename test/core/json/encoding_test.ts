import assert from "node:assert/strict";
import { detectEncoding, toUtf8 } from "../../../core/json/encoding.ts";
import { parseJson } from "../../../core/json/parse.ts";
import { splitElements } from "../../../core/json/split.ts";
import { chunksOf, splitAnyhow } from "./support.ts";

function utf16(text: string, little: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), little);
  return bytes;
}

Deno.test("splitElements() reads UTF-16 of both byte orders, with and without a mark", async () => {
  const text = '[{"a":"é한😀"},\n{"b":"\u2028"}]';
  const expected = ['0 [1,18) {"a":"é한😀"}', '1 [20,31) {"b":"\u2028"}'];
  for (const little of [true, false]) {
    for (const mark of ["", "\ufeff"]) {
      assert.deepEqual((await splitAnyhow(utf16(mark + text, little))).lines, expected);
    }
  }
});

Deno.test("splitElements() makes invalid UTF-8 of a lone surrogate in UTF-16, which the parser finds", async () => {
  const input = utf16('[{"a":"x\ud800y"},{"b":"\udc00"},{"c":"\ud83d\ude00"},{"d":1}]', true);
  const results: unknown[] = [];
  for await (const batch of splitElements(chunksOf(input, 3))) {
    for (const element of batch) {
      assert.ok(!element.damage);
      try {
        results.push(parseJson(element.bytes));
      } catch (error) {
        results.push((error as Error).message);
      }
    }
  }
  assert.deepEqual(results, [
    "Cannot parse JSON: byte 0xed at offset 7 is not valid UTF-8",
    "Cannot parse JSON: byte 0xed at offset 6 is not valid UTF-8",
    { c: "😀" },
    { d: 1 },
  ]);
});

Deno.test("splitElements() reports UTF-16 that ends in half a character", async () => {
  const input = utf16('[{"a":1},{"b', false);
  const { lines } = await splitAnyhow(input.subarray(0, input.length - 1));
  assert.deepEqual(lines, ['0 [1,8) {"a":1}', "1 lost [9,12) truncated the input ends inside it"]);
});

Deno.test("detectEncoding() tells UTF-8, and UTF-16 of both orders, from four bytes or less", () => {
  const bytes = (...list: number[]): Uint8Array => Uint8Array.from(list);
  assert.equal(detectEncoding(bytes()), "utf-8");
  assert.equal(detectEncoding(bytes(0x5b)), "utf-8");
  assert.equal(detectEncoding(bytes(0xef, 0xbb, 0xbf, 0x5b)), "utf-8");
  assert.equal(detectEncoding(bytes(0x5b, 0x7b, 0, 0)), "utf-8");
  assert.equal(detectEncoding(bytes(0xff, 0xfe)), "utf-16le");
  assert.equal(detectEncoding(bytes(0x5b, 0, 0x5d, 0)), "utf-16le");
  assert.equal(detectEncoding(bytes(0xfe, 0xff, 0, 0x5b)), "utf-16be");
  assert.equal(detectEncoding(bytes(0, 0x5b, 0, 0x0a)), "utf-16be");
});

Deno.test("toUtf8() hands UTF-8 through as it is, in the same chunks", async () => {
  const chunks = ["[{", '"a":', "1}]"].map((text) => new TextEncoder().encode(text));
  const out: string[] = [];
  for await (const chunk of toUtf8(chunks)) out.push(new TextDecoder().decode(chunk));
  assert.deepEqual(out, ['[{"a":', "1}]"]);
});
