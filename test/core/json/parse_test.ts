import assert from "node:assert/strict";
import { invalidUtf8, parseJson } from "../../../core/json/parse.ts";
import { bytesOf } from "./support.ts";

Deno.test("parseJson() gives what JSON.parse gives", () => {
  const value = parseJson(
    bytesOf('\ufeff {"a":1,"a":2,"__proto__":{"x":1},"s":"\\ud800","n":12345678901234567890}'),
  ) as object;
  assert.deepEqual(Object.keys(value), ["a", "__proto__", "s", "n"]);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.deepEqual(Object.entries(value)[0], ["a", 2]);
});

Deno.test("parseJson() names the byte that is no UTF-8, again and again", () => {
  for (let round = 0; round < 2; round++) {
    const bytes = Uint8Array.of(...bytesOf('{"é":"'), 0xc3, ...bytesOf('"}'));
    const message = "Cannot parse JSON: byte 0xc3 at offset 7 is not valid UTF-8";
    assert.throws(() => parseJson(bytes), { name: "SyntaxError", message });
    assert.deepEqual(parseJson(bytesOf("[1]")), [1]);
  }
});

Deno.test("parseJson() says what the parser says, with it as the cause", () => {
  for (const text of ["", "{", '{"a":1,}', "[01]", '"\n"', "NaN", "[1]]", "{'a':1}", "\u00a01", '"\\x"', "tru"]) {
    assert.throws(() => parseJson(bytesOf(text)), (error: Error) => {
      assert.ok(error instanceof SyntaxError && error.cause instanceof SyntaxError, text);
      assert.equal(error.message, `Cannot parse JSON: ${error.cause.message}`);
      return true;
    });
  }
});

Deno.test("invalidUtf8() finds the first byte at which a decoder fails", () => {
  const cases: [number[], number][] = [
    [[], -1],
    [[...bytesOf("aé한😀\u0000\ud7ff\ue000")], -1],
    [[0x61, 0x80], 1],
    [[0xc0, 0x80], 0],
    [[0xc1, 0xbf], 0],
    [[0xe0, 0x9f, 0xbf], 0],
    [[0xe0, 0xa0, 0x80], -1],
    [[0xed, 0xa0, 0x80], 0],
    [[0xf0, 0x8f, 0xbf, 0xbf], 0],
    [[0xf4, 0x90, 0x80, 0x80], 0],
    [[0xf4, 0x8f, 0xbf, 0xbf], -1],
    [[0xf5, 0x80, 0x80, 0x80], 0],
    [[0x61, 0xe2, 0x82], 1],
    [[0xe2, 0x28, 0xa1], 0],
    [[0x61, 0x62, 0xff], 2],
  ];
  for (const [bytes, expected] of cases) {
    const array = Uint8Array.from(bytes);
    assert.equal(invalidUtf8(array), expected, String(bytes));
    const decode = (): string => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(array);
    if (expected < 0) decode();
    else assert.throws(decode, TypeError);
  }
});
