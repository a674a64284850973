/** Lexical vectors: deterministic, of length 1, near where words are shared. */
import assert from "node:assert/strict";
import { hashedEmbedding } from "../../../core/embedding/hashed.ts";

const cosine = (a: string, b: string, dimensions = 384): number => {
  const [x, y] = [hashedEmbedding(a, dimensions), hashedEmbedding(b, dimensions)];
  return x.reduce((sum, value, i) => sum + value * y[i], 0);
};

Deno.test("a hashed vector has the width asked for, length 1, and is the same each time", () => {
  for (const dimensions of [1, 7, 384, 1536]) {
    const vector = hashedEmbedding("The quick brown fox jumps", dimensions);
    assert.equal(vector.length, dimensions);
    const length = Math.hypot(...vector);
    assert.ok(Math.abs(length - 1) < 1e-5, `${dimensions}: ${length}`);
    assert.deepEqual(vector, hashedEmbedding("The quick brown fox jumps", dimensions));
  }
});

Deno.test("a hashed vector is the same on every machine", () => {
  const vector = hashedEmbedding("threadloom keeps chats, naïvely: 日本語 👍", 8);
  assert.deepEqual([...vector].map((value) => Math.round(value * 1e4)), PINNED);
});

Deno.test("accents, case and compatibility forms make no difference", () => {
  assert.ok(cosine("Café Résumé naïve", "cafe resume NAIVE") > 0.999);
  assert.ok(cosine("Straße", "STRASSE") > 0.999);
  assert.ok(cosine("ﬁle ｗｉｄｅ", "file wide") > 0.999);
  assert.ok(cosine("İstanbul", "istanbul") > 0.999);
});

Deno.test("texts that share words are nearer than those that do not", () => {
  const query = "renew my passport in Ghent";
  const answer = "You can renew a passport at the town hall of Ghent; bring a photo.";
  const other = "The recipe needs two eggs, flour and a pinch of salt.";
  assert.ok(cosine(query, answer) > 0.4, `${cosine(query, answer)}`);
  assert.ok(Math.abs(cosine(query, other)) < 0.2, `${cosine(query, other)}`);
});

Deno.test("other endings and typing errors stay near", () => {
  assert.ok(cosine("kubernetes", "kuberentes") > 0.2);
  assert.ok(cosine("bicycles", "bicycle") > 0.35);
  assert.ok(cosine("Donaudampfschiff", "Dampfschiff") > 0.3);
});

Deno.test("scripts without spaces are compared by their signs", () => {
  assert.ok(cosine("東京の天気", "今日の東京の天気はどうですか") > 0.4);
  assert.ok(Math.abs(cosine("東京の天気", "猫が好きです")) < 0.3);
  assert.ok(cosine("สวัสดีครับ", "สวัสดีค่ะ") > 0.4);
});

Deno.test("a text without words has a vector by its signs, white space alone has none", () => {
  assert.ok(cosine("???", " ??? ") > 0.999);
  assert.ok(cosine("👍", "👍👍") > 0.5);
  assert.deepEqual(hashedEmbedding(" \n\t", 16), new Float32Array(16));
  assert.deepEqual(hashedEmbedding("", 16), new Float32Array(16));
});

Deno.test("every text gives finite numbers, whatever is in it", () => {
  const odd = ["\ud800", "\0", "a\ud800b", "\u0301\u0301", "﷽", "\u202eabc", "0".repeat(50_000), "ab ".repeat(50_000)];
  for (const text of odd) {
    const vector = hashedEmbedding(text, 64);
    assert.ok(vector.every(Number.isFinite), JSON.stringify(text.slice(0, 10)));
    assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5, JSON.stringify(text.slice(0, 10)));
  }
});

Deno.test("a word of a million letters and a text of many words take no long", () => {
  const begun = performance.now();
  hashedEmbedding("a".repeat(1_000_000), 384);
  hashedEmbedding(Array.from({ length: 100_000 }, (_, i) => `w${i}`).join(" "), 384);
  assert.ok(performance.now() - begun < 5000);
});

Deno.test("a width that is none is refused", () => {
  for (const dimensions of [0, -1, 1.5, NaN, 65_537]) {
    assert.throws(() => hashedEmbedding("a", dimensions), RangeError, `${dimensions}`);
  }
});

/** Ten-thousandths. Another machine or version that gives others would mix vectors that cannot be compared. */
const PINNED = [-4153, -576, 62, 1809, -2681, 3207, -3987, 6766];
