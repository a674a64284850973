import assert from "node:assert/strict";
import { canonical, fingerprint } from "../../mod.ts";
import { fingerprintNow } from "../../core/fingerprint.ts";
import { keepBytes, keepText, takeKept } from "../../core/kept_bytes.ts";
import { sortedKeys } from "../../core/key_order.ts";
import { knownJson } from "../../core/known_json.ts";
import { fc } from "../../deps/fast_check.ts";

const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

Deno.test("knownJson() gives the JSON of metadata that was hashed, its keys in order", () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (metadata, other) => {
    const record = { id: "m", zeta: other, metadata, alpha: other };
    assert.equal(knownJson(metadata), undefined);
    fingerprint(record);
    assert.equal(text(knownJson(metadata)), canonical(metadata));
  }));
});

Deno.test("knownJson() knows nothing of what may still change, nor of what JSON does not give back", () => {
  const changing = { a: 1 };
  fingerprintNow({ id: "m", metadata: changing });
  assert.equal(knownJson(changing), undefined);
  for (const value of [NaN, -Infinity, 2n ** 70n, new Uint8Array([1, 2])]) {
    const metadata = { a: { b: value } };
    fingerprint({ id: "m", metadata });
    assert.equal(knownJson(metadata), undefined);
  }
});

Deno.test("keepText() and keepBytes() keep pieces of any size beside each other", () => {
  const texts = [
    "",
    "a",
    "京".repeat(100),
    "x".repeat(50_000),
    "half \ud83d",
    ...Array.from({ length: 3000 }, (_, i) => `piece ${i}`),
  ];
  const kept = texts.flatMap((one) => [keepText(one), keepBytes(new TextEncoder().encode(one))]);
  for (const [i, bytes] of kept.entries()) assert.equal(text(bytes), texts[i >> 1].toWellFormed());
});

Deno.test("takeKept() gives all memory in which something was kept since it was called", () => {
  takeKept();
  const kept = ["a", "b".repeat(60_000), "c".repeat(100), "d".repeat(15_000)].map(keepText);
  const taken = new Set(takeKept());
  assert.ok(kept.every(({ buffer }) => taken.has(buffer)));
  assert.ok(!taken.has(keepText("next").buffer));
});

Deno.test("sortedKeys() orders keys however they came, and forgets orders that never come again", () => {
  fc.assert(fc.property(fc.uniqueArray(fc.string({ unit: "binary" })), (keys) => {
    const object = Object.fromEntries(keys.map((key) => [key, 1]));
    const expected = Object.keys(object).sort();
    // As it is seen first, as it comes again, and as it is remembered.
    for (const { keys, json, ends } of [sortedKeys(object), sortedKeys(object), sortedKeys(object)]) {
      assert.deepEqual([...keys], expected);
      if (!json) continue;
      const written = ends.map((end, i) => text(json.subarray(ends[i - 1] ?? 0, end)));
      assert.deepEqual(written, expected.map((key) => `${JSON.stringify(key.toWellFormed())}:`));
    }
  }));
  const many = Array.from({ length: 100 }, (_, i) => `${"long ".repeat(i)}${(i * 37) % 100}`);
  assert.deepEqual([...sortedKeys(Object.fromEntries(many.map((key) => [key, 1]))).keys], many.sort());
  for (let i = 0; i < 50_000; i++) assert.deepEqual([...sortedKeys({ [`k${i}`]: 1, a: 2 }).keys], ["a", `k${i}`]);
});
