import assert from "node:assert/strict";
import { fc } from "../../deps/fast_check.ts";
import { jsonLine } from "../../cli/format.ts";
import { plainText } from "../../cli/plain_text.ts";

// deno-lint-ignore no-control-regex -- what must not be there
const ACTS = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

Deno.test("plainText() keeps words of all scripts and emoji", () => {
  for (const text of ["Grüße, 日本語, עברית, العربية", "👩‍👩‍👧 e\u0301", "[31m is only text", "a\\x1b"]) {
    assert.equal(plainText(text), text);
  }
});

Deno.test("plainText() takes escape sequences away whole", () => {
  assert.equal(plainText("a\x1b[31;1mred\x1b[0m"), "ared");
  assert.equal(plainText("a\x1b]0;new title\x07b"), "ab");
  assert.equal(plainText("a\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\b"), "alinkb");
  assert.equal(plainText("a\x9b2Jb\x9d0;t\x9cc"), "abc");
  assert.equal(plainText("a\x1bPq#0\x1b\\b\x1bcb"), "abb");
});

Deno.test("plainText() does not swallow what follows a sequence without an end", () => {
  assert.equal(plainText("a\x1b]0;rest of the text"), "a0;rest of the text");
  assert.equal(plainText("a\x1b["), "a");
  assert.equal(plainText("a\x1b"), "a");
});

Deno.test("plainText() keeps text on its line and in its direction", () => {
  assert.equal(plainText("a\r\nb\nc\td\re\u2028f"), "a b c d e f");
  assert.equal(plainText("abc\u202ecod.exe\u2066x\u200f"), "abccod.exex");
  assert.equal(plainText("a\u{e0041}\u{e007f}b"), "ab");
  assert.equal(plainText("a\ud800b"), "a\ufffdb");
});

Deno.test("plainText() leaves nothing a terminal acts on, whatever the text, and changes nothing the second time", () => {
  const unit = fc.oneof(
    fc.constantFrom("\x1b", "[", "]", "\x07", "\x9b", "\x9d", "\\", "m", "0;", "\n", "\u202e", "x", "\x1b[", "P"),
    fc.string({ unit: "binary", maxLength: 3 }),
  );
  fc.assert(fc.property(fc.array(unit, { maxLength: 20 }), (parts) => {
    const plain = plainText(parts.join(""));
    assert.doesNotMatch(plain, ACTS);
    assert.equal(plainText(plain), plain);
  }));
});

Deno.test("jsonLine() writes nothing a terminal acts on and parses to the same value", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const line = jsonLine({ text });
    assert.doesNotMatch(line.trimEnd(), ACTS);
    assert.equal(JSON.parse(line).text, text);
  }));
  assert.equal(jsonLine("\x9b31m"), '"\\u009b31m"\n');
});
