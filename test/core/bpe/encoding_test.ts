/** Byte pair encoding gives what OpenAI's own encoder gives, and nothing makes it slow. */
import assert from "node:assert/strict";
import { bytePairTokenizer } from "../../../core/bpe/encoding.ts";
import { readRanks } from "../../../core/bpe/ranks.ts";
import type { Tokenizer } from "../../../core/tokenizer.ts";
import { fc } from "../../../deps/fast_check.ts";
import { loadTiktoken, RANKS } from "../../../deps/js_tiktoken.ts";
import { get_encoding, type Tiktoken } from "../../../deps/tiktoken.ts";

const loaded = new Map<string, Promise<Tokenizer>>();

function encoding(name: string): Promise<Tokenizer> {
  let there = loaded.get(name);
  if (!there) {
    there = RANKS[name]().then(({ default: { pat_str: pattern, bpe_ranks } }) =>
      bytePairTokenizer({ name, pattern, ranks: readRanks(bpe_ranks) })
    );
    loaded.set(name, there);
  }
  return there;
}

/** Pieces at which patterns of encodings differ: contractions, marks, odd white space, half characters. */
const PIECES = (
  "a|b|Ha|'s|'S|'LL|\u017f| |  |\n|\r\n|\t|!|/|1|12345|é|ß|日本|语|😂|👍🏽|\ufeff|\u0085|\u00a0|\ud800|\u200d|ДОМ|дом|ǅ|ʰ|" +
  "\u0308|<|endoftext|>|>>>|\u2028|١|Bc|\u001c|ก็|ا|नमस्ते|https://x.org/?q=1|constructor|__proto__"
).split("|").concat("<|endoftext|>", "|");

const chats = fc.array(
  fc.tuple(
    fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "binary", maxLength: 6 })),
    fc.constantFrom(1, 1, 1, 2, 40),
  ),
  { maxLength: 12 },
).map((parts) => parts.map(([piece, times]) => piece.repeat(times)).join(""));

for (const name of ["o200k_base", "cl100k_base", "p50k_base", "r50k_base"] as const) {
  Deno.test(`${name}: the ids of OpenAI's own encoder, for any text`, async () => {
    const ours = await encoding(name);
    const theirs: Tiktoken = get_encoding(name);
    try {
      fc.assert(
        fc.property(chats, (text) => {
          // Lone surrogates have no bytes: both take U+FFFD for them.
          const ids = [...theirs.encode(text.toWellFormed(), [], [])];
          assert.deepEqual(ours.encode(text), ids);
          assert.equal(ours.count(text), ids.length);
        }),
        { numRuns: name === "o200k_base" ? 1500 : 500 },
      );
    } finally {
      theirs.free();
    }
  });
}

Deno.test("o200k_base: the ids of js-tiktoken, for any text", async () => {
  const ours = await encoding("o200k_base");
  const [Tiktoken, { default: ranks }] = await Promise.all([loadTiktoken(), RANKS.o200k_base()]);
  const theirs = new Tiktoken(ranks);
  // It takes U+0085 for no white space and U+FEFF for some, unlike OpenAI's own.
  const same = chats.map((text) => text.replaceAll(/[\u0085\ufeff]/g, "").toWellFormed().slice(0, 150));
  fc.assert(
    fc.property(same, (text) => assert.deepEqual(ours.encode(text), theirs.encode(text, [], []))),
    { numRuns: 200 },
  );
});

Deno.test("what looks like a special token is text", async () => {
  const ours = await encoding("o200k_base");
  assert.equal(ours.count("hi <|endoftext|> there"), 9);
  assert.ok(!ours.encode("<|endoftext|>").includes(199999));
});

Deno.test("no text is slow: long runs of any one kind are counted in no time", async () => {
  const ours = await encoding("o200k_base");
  const texts = {
    letters: "a",
    capitals: "A",
    laughs: "ха",
    faces: "😂",
    marks: "!",
    spaces: " ",
    lines: "\n",
    han: "日",
  };
  for (const [kind, piece] of Object.entries(texts)) {
    const text = piece.repeat(200_000 / piece.length);
    const start = performance.now();
    const tokens = ours.count(text);
    const ms = performance.now() - start;
    // A tenth of a second here; a merge that looks at all pairs each time takes many minutes.
    assert.ok(ms < 5_000, `${kind}: ${ms} ms`);
    assert.ok(tokens > 1000 && tokens <= 200_000, `${kind}: ${tokens}`);
  }
});

Deno.test("lines can be counted one by one, as the contract promises", async () => {
  for (const name of ["o200k_base", "cl100k_base", "p50k_base"]) {
    const ours = await encoding(name);
    assert.equal(ours.linewise, true);
    fc.assert(
      fc.property(chats, chats, (text, rest) => {
        const [a, b] = [text.replace(/[\s\p{White_Space}]+$/u, ""), `>>> ${rest}`];
        assert.equal(ours.count(`${a}\n${b}`), ours.count(`${a}\n`) + ours.count(b));
      }),
      { numRuns: 300 },
    );
  }
});

Deno.test("ranks of another form are refused, with what is wrong", () => {
  assert.throws(() => readRanks("a b c"), /Cannot read ranks: a line begins with "a b c", expected "! <number> …"/);
  assert.throws(() => readRanks("! 0 IQ=="), /byte 0 has none/);
});

Deno.test("counts stay right when more pieces came than are remembered", async () => {
  const o200k = await encoding("o200k_base");
  const words = Array.from({ length: 140_000 }, (_, i) => ` ${(i * 2_654_435_761 % 2 ** 32).toString(26)}`);
  const text = words.join("").replaceAll(/\d/g, (digit) => "qrstuvwxyz"[Number(digit)]);
  const tokens = o200k.encode(text).length;
  for (let time = 0; time < 2; time++) assert.equal(o200k.count(text), tokens);
});
