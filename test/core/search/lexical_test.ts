/** Texts compared with words, word by word: what is near by chance in a hashed vector is not near here. */
import assert from "node:assert/strict";
import { lexicalScorer } from "../../../core/search/lexical.ts";

const scores = (words: string, ...texts: string[]): number[] => lexicalScorer(words.split(" "))(texts);

Deno.test("a text of the words alone scores 1, one that shares nothing 0, others lie between", () => {
  const [same, part, none, empty] = scores("ferry island", "ferry island", "the ferry leaves at nine", "bread", "");
  assert.ok(same > 0.999 && same <= 1, `${same}`);
  assert.ok(part > 0.1 && part < 0.9, `${part}`);
  assert.deepEqual([none, empty], [0, 0]);
});

Deno.test("other endings and typing errors count, less than the word itself", () => {
  const [word, ending, error, other] = scores("orchid", "an orchid", "two orchids", "an orchod", "an oak");
  assert.ok(word > ending && ending > error && error > other, [word, ending, error, other].join());
});

Deno.test("a word that stands in few of the texts counts more than one that stands in most", () => {
  const crowd = Array.from({ length: 50 }, (_, i) => `a flat number ${i}`);
  const [rare, common] = scores("notice flat", "please notice it", "please flat it", ...crowd);
  assert.ok(rare > 2 * common, `${rare} ${common}`);
});

Deno.test("a long text about the words is before a short one that has a piece of one", () => {
  const long = `We took the ferry to the island. ${"And then there was more to see of it. ".repeat(30)}`;
  const [about, short] = scores("ferry island", long, "berry");
  assert.ok(about > short, `${about} ${short}`);
});

Deno.test("no words, odd texts and long ones are compared without harm", () => {
  assert.deepEqual(lexicalScorer([])(["anything", ""]), [0, 0]);
  assert.deepEqual(lexicalScorer(["a"])([]), []);
  const started = performance.now();
  const odd = ["__proto__ constructor toString", "\ud800", "a".repeat(1_000_000), "ab ".repeat(300_000), "東京の天気"];
  for (const words of [["constructor"], ["a".repeat(50_000)], ["東京"]]) {
    assert.ok(lexicalScorer(words)(odd).every((score) => score >= 0 && score <= 1));
  }
  assert.ok(scores("constructor", odd[0])[0] > 0);
  assert.ok(performance.now() - started < 5_000);
});
