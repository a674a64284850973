/** Long texts are cut at token borders, overlap, and lose nothing. */
import assert from "node:assert/strict";
import { bytePairTokenizer } from "../../../core/bpe/encoding.ts";
import { readRanks } from "../../../core/bpe/ranks.ts";
import { chunksOf, pooled } from "../../../core/embedding/chunks.ts";
import type { Tokenizer } from "../../../core/tokenizer.ts";
import { fc } from "../../../deps/fast_check.ts";
import { RANKS } from "../../../deps/js_tiktoken.ts";

const { pat_str: pattern, bpe_ranks } = (await RANKS.cl100k_base()).default;
const tokenizer = bytePairTokenizer({ name: "cl100k_base", pattern, ranks: readRanks(bpe_ranks) });

/** Texts with what is hard to cut: signs of several tokens, long words, white space. */
const texts = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom("word ", "a", "日本語", "👩‍👩‍👧", "\n\n", "   ", "ﷺ", "x1 "),
      fc.string({ unit: "binary", maxLength: 5 }),
    ),
    fc.integer({ min: 1, max: 60 }),
  ),
  { minLength: 1, maxLength: 8 },
).map((parts) => parts.map(([piece, times]) => piece.repeat(times)).join("").toWellFormed());

Deno.test("token borders count up to the tokens of the text, and lie between characters", () => {
  fc.assert(fc.property(texts, (text) => {
    const { ends, tokens } = tokenizer.borders!(text);
    assert.equal(tokens.at(-1) ?? 0, tokenizer.count(text));
    assert.equal(ends.at(-1) ?? 0, text.length);
    for (const [i, end] of ends.entries()) {
      assert.ok(text.slice(0, end).isWellFormed());
      assert.ok(end > (ends[i - 1] ?? 0) && tokens[i] > (tokens[i - 1] ?? 0));
    }
  }));
});

for (
  const [name, one] of [["with", tokenizer], ["without", { ...tokenizer, borders: undefined } as Tokenizer]] as const
) {
  Deno.test(`pieces fit, are pieces of the text in its order, and cover it (a tokenizer ${name} borders)`, () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 8, max: 60 }),
        fc.integer({ min: 0, max: 40 }),
        (text, maxTokens, overlapTokens) => {
          let covered = 0;
          let before = -1;
          for (const { text: piece, tokens, at } of chunksOf(text, one, { maxTokens, overlapTokens })) {
            assert.equal(piece, text.slice(at, at + piece.length));
            assert.ok(piece.isWellFormed() && at > before);
            assert.equal(tokens, one.count(piece));
            assert.ok(tokens <= maxTokens || [...piece].length <= 2, `${tokens} of ${maxTokens}`);
            assert.ok(at <= covered || text.slice(covered, at).trim() === "", "nothing but white space is left out");
            covered = at + piece.length;
            before = at;
          }
          assert.equal(text.slice(covered).trim(), "");
        },
      ),
      { numRuns: 300 },
    );
  });
}

Deno.test("neighbouring pieces have tokens in common", () => {
  const text = Array.from({ length: 400 }, (_, i) => `n${i}`).join(" ");
  const chunks = chunksOf(text, tokenizer, { maxTokens: 100, overlapTokens: 20 });
  for (const [i, { text: piece }] of chunks.entries()) {
    if (i === 0) continue;
    const before = chunks[i - 1].text;
    const shared = Math.max(...Array.from({ length: 80 }, (_, n) => before.endsWith(piece.slice(0, n)) ? n : 0));
    assert.ok(tokenizer.count(piece.slice(0, shared)) >= 15, `piece ${i}: ${shared}`);
  }
});

Deno.test("a short text is one piece, white space alone is none", () => {
  assert.deepEqual(chunksOf("tea", tokenizer, { maxTokens: 8191, overlapTokens: 100 }), [{
    text: "tea",
    tokens: 1,
    at: 0,
  }]);
  assert.deepEqual(chunksOf(" \n ", tokenizer, { maxTokens: 8191, overlapTokens: 100 }), []);
});

Deno.test("a word of a million letters is cut in no long time", () => {
  const begun = performance.now();
  const chunks = chunksOf("ab".repeat(500_000), tokenizer, { maxTokens: 8191, overlapTokens: 200 });
  assert.ok(chunks.length > 10 && chunks.every(({ tokens }) => tokens <= 8191));
  assert.ok(performance.now() - begun < 10_000);
});

Deno.test("pooling is the mean by weight, of length 1", () => {
  const vector = pooled([Float32Array.of(1, 0), Float32Array.of(0, 1)], [3, 4]);
  assert.deepEqual([...vector].map((value) => value.toFixed(6)), ["0.600000", "0.800000"]);
  assert.deepEqual(pooled([Float32Array.of(1, 0), Float32Array.of(-1, 0)], [1, 1]), Float32Array.of(0, 0));
  assert.throws(() => pooled([Float32Array.of(1), Float32Array.of(1, 2)], [1, 1]), RangeError);
});
