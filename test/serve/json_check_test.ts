import assert from "node:assert/strict";
import { fc } from "../../deps/fast_check.ts";
import { JsonCheck, type JsonShape } from "../../cli/serve/json_check.ts";

const encoder = new TextEncoder();

/** The shape of a text that arrives in pieces. */
function check(text: string, size: number = Infinity): JsonShape {
  const bytes = encoder.encode(text);
  const found = new JsonCheck();
  for (let at = 0; at < bytes.length; at += size) found.push(bytes.subarray(at, Math.min(bytes.length, at + size)));
  return found.end();
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

Deno.test("JsonCheck takes what JSON.parse takes, and nothing else, in pieces of any size", () => {
  const pieces = fc.constantFrom(
    ..."{}[],:\"'\\ \n\t-+.eE0123456789abtrufnls/\u0001é",
    "true",
    "false",
    "null",
    '"a"',
    "\\u00e9",
    "1.5e-7",
    '{"a":',
    "[[",
    "]]",
  );
  const damaged = fc.tuple(fc.json(), fc.nat(), fc.array(pieces, { maxLength: 3 }), fc.nat({ max: 2 }))
    .map(([text, at, put, gone]) => {
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + put.join("") + text.slice(cut + gone);
    });
  const texts = fc.oneof(fc.json(), damaged, fc.array(pieces, { maxLength: 12 }).map((all) => all.join("")));
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 9 }), (text, size) => {
      // A byte order mark is taken here, and not there.
      const good = parses(text.toWellFormed());
      if (good) check(text.toWellFormed(), size);
      else assert.throws(() => check(text.toWellFormed(), size), SyntaxError, text);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("JsonCheck says what the root holds: where each value is, and the bytes of small ones", () => {
  const values = fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue(), { maxKeys: 6 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 9 }), fc.constantFrom(0, 2), (root, size, indent) => {
      const text = JSON.stringify(root, undefined, indent);
      const bytes = encoder.encode(text);
      const shape = check(text, size);
      assert.deepEqual([...shape.values.keys()].sort(), Object.keys(root).sort());
      for (const [name, value] of shape.values) {
        const expected = JSON.stringify(JSON.parse(text)[name]);
        const decode = (part: Uint8Array): string => JSON.stringify(JSON.parse(new TextDecoder().decode(part)));
        assert.equal(decode(bytes.subarray(value.start, value.end)), expected);
        assert.equal(decode(Uint8Array.from(value.bytes!)), expected);
        if (value.kind === "object") assert.deepEqual([...value.keys].sort(), Object.keys(JSON.parse(expected)).sort());
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("JsonCheck keeps no bytes of long values, and goes no deeper than a limit", () => {
  const shape = check(`{"chats":"${"x".repeat(200_000)}","a":1}`, 4096);
  assert.equal(shape.values.get("chats")!.bytes, undefined);
  assert.equal(shape.values.get("a")!.bytes!.length, 1);
  check("[".repeat(512) + "]".repeat(512));
  assert.throws(() => check("[".repeat(513) + "]".repeat(513)), /deeper than 512/);
  assert.throws(() => check("\ufeff"), /it ends at byte 3/);
  assert.equal(check("\ufeff[]", 1).root, "array");
});
