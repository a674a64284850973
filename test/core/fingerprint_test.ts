import assert from "node:assert/strict";
import { canonical, digest, fingerprint } from "../../mod.ts";
import { fingerprintNow } from "../../core/fingerprint.ts";
import { fc } from "../../deps/fast_check.ts";

/** The same value with its keys in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value).reverse()) {
    Object.defineProperty(copy, key, { value: shuffled(field), enumerable: true });
  }
  return copy;
}

Deno.test("fingerprint() depends on content alone: not on the order of keys, not on run or machine", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    assert.equal(fingerprint(shuffled(value)), fingerprint(value));
    assert.equal(fingerprintNow(value), fingerprint(value));
    assert.match(fingerprint(value), /^[0-9a-f]{32}$/);
  }));
  const record = { id: "a", messages: [{ id: "m", text: "hi" }], n: 1 };
  assert.equal(fingerprint(record), "b94f43b840b17ffb56d5ccf0fae5e8b0");
});

Deno.test("fingerprint() tells different content apart", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
    // Two texts that differ only in what JSON writes alike are the same content.
    fc.pre(canonical(a) !== canonical(b));
    assert.notEqual(fingerprint(a), fingerprint(b));
  }));
  for (const [a, b] of [[1, "1"], [null, "null"], [[], {}], [[1, [2]], [[1], 2]], [{ a: 1 }, { a: 2 }]]) {
    assert.notEqual(fingerprint(a), fingerprint(b));
  }
});

Deno.test("fingerprint() leaves out where a record was read, and nothing else named origin", () => {
  const record = { id: "a" };
  const read = fingerprint({ ...record, origin: { file: "x.zip", entry: "e", range: [1, 2], sha256: "s" } });
  assert.equal(read, fingerprint(record));
  assert.notEqual(fingerprint({ ...record, origin: "Bonn" }), fingerprint(record));
  assert.notEqual(fingerprint({ ...record, origin: { file: "x", city: "Bonn" } }), fingerprint(record));
  assert.notEqual(
    fingerprint({ ...record, deeper: { origin: { file: "x" } } }),
    fingerprint({ ...record, deeper: {} }),
  );
});

Deno.test("fingerprint() counts lone surrogates as U+FFFD, and leaves out undefined and functions", () => {
  assert.equal(fingerprint({ text: "a\ud800b" }), fingerprint({ text: "a\ufffdb" }));
  assert.equal(fingerprint({ a: 1, b: undefined, open: () => 1 }), fingerprint({ a: 1 }));
  assert.equal(fingerprint(-0), fingerprint(0));
});

Deno.test("fingerprint() takes __proto__ and constructor as the data they are", () => {
  const one = JSON.parse('{"__proto__":{"x":1},"constructor":"c"}');
  const two = JSON.parse('{"__proto__":{"x":2},"constructor":"c"}');
  assert.notEqual(fingerprint(one), fingerprint(two));
  assert.equal(({} as { x?: number }).x, undefined);
});

Deno.test("canonical() refuses hostile nesting and what holds itself with an error that says so, at once", () => {
  for (const deep of ["[".repeat(200_000) + "]".repeat(200_000), '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000)]) {
    assert.throws(() => canonical(JSON.parse(deep)), /nested deeper than/);
  }
  const ring: { self?: unknown } = {};
  ring.self = [ring];
  assert.throws(() => canonical(ring), RangeError);
  const fine = "[".repeat(1000) + "]".repeat(1000);
  assert.equal(canonical(JSON.parse(fine)), fine);
});

Deno.test("digest() hashes text as its UTF-8 bytes", () => {
  assert.equal(digest("ä"), digest(new TextEncoder().encode("ä")));
  assert.equal(digest(""), "e3b0c44298fc1c149afbf4c8996fb924");
});
