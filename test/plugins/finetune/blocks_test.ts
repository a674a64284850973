/** Blocks by default: counted as the line they become, nothing lost without a reason. */
import assert from "node:assert/strict";
import type { JsonObject } from "../../../core/conversation.ts";
import { fc } from "../../../deps/fast_check.ts";
import { LineCounter, TEMPLATES } from "../../../plugins/finetune/cut/counter.ts";
import { LosslessCutter } from "../../../plugins/finetune/cut/lossless.ts";
import type { Piece } from "../../../plugins/finetune/cut/piece.ts";
import { openaiTokenizer } from "../../../plugins/finetune/tokenizers/openai.ts";
import { chatWith, make, say, words } from "./support.ts";

const tokenizer = await openaiTokenizer("o200k_base");

/** Tokens of a line's contents, counted from the line itself. */
function countLine(contents: string[]): number {
  return contents.reduce((sum, content) => sum + tokenizer.count(content), 0);
}

Deno.test("the budget counts delimiters: what exactly fills it joins, one token more cuts", async () => {
  const chat = chatWith([say(1, "Bob", words(4), 0), say(2, "Ada", words(4), 1)]);
  const line = tokenizer.count(`>>> ${words(4)}`);
  assert.ok(line > 4);
  assert.equal((await make(chat, { maxTokens: 2 * line })).blocks.length, 1);
  const cut = await make(chat, { maxTokens: 2 * line - 1 });
  assert.equal(cut.blocks.length, 2);
  assert.deepEqual(cut.drops, {});
});

Deno.test("the budget counts the system prompt and the chat template", async () => {
  const chat = chatWith([say(1, "Bob", words(4), 0), say(2, "Ada", words(4), 1)]);
  const line = tokenizer.count(`>>> ${words(4)}`);
  const system = { systemPrompt: words(30) };
  assert.equal((await make(chat, { ...system, maxTokens: 30 + 2 * line })).blocks.length, 1);
  assert.equal((await make(chat, { ...system, maxTokens: 30 + 2 * line - 1 })).blocks.length, 2);
  const template = { template: "chatml" } as const;
  assert.equal((await make(chat, { ...template, maxTokens: 2 * (line + 5) })).blocks.length, 1);
  assert.equal((await make(chat, { ...template, maxTokens: 2 * (line + 5) - 1 })).blocks.length, 2);
});

Deno.test("a system prompt that leaves no room is said before anything is written", async () => {
  await assert.rejects(
    make(chatWith([say(1, "Bob", "a", 0)]), { systemPrompt: words(50), maxTokens: 50 }),
    /Cannot cut blocks of at most 50 tokens: one with a single word has \d+ with its system prompt/,
  );
});

Deno.test("a message over the budget is split behind sentences, and all of it is there", async () => {
  const long = Array.from({ length: 12 }, (_, i) => `Sentence ${i} is about tea, and ends here.`).join(" ");
  const { blocks, drops, report } = await make(chatWith([say(1, "Ada", long, 0)]), { minTokens: 5, maxTokens: 40 });
  const texts = blocks.map(([content]) => content.replace("assistant: >>> ", ""));
  assert.ok(texts.length > 2);
  for (const text of texts) assert.match(text, /^Sentence .* ends here\.$/);
  assert.equal(texts.join(" "), long);
  assert.deepEqual(drops, {});
  assert.equal(report.metrics["messages split"], 1);
});

Deno.test("words without sentences are split between words, one word between characters", async () => {
  const said = await make(chatWith([say(1, "Ada", words(50), 0)]), { maxTokens: 20 });
  assert.ok(said.blocks.every(([content]) => /^assistant: >>> tea( tea)*$/.test(content)));
  const faces = await make(chatWith([say(1, "Ada", "👍🏽".repeat(40), 0)]), { maxTokens: 20 });
  assert.ok(faces.blocks.length > 2);
  assert.equal(faces.blocks.map(([content]) => content.replace("assistant: >>> ", "")).join(""), "👍🏽".repeat(40));
  for (const [content] of faces.blocks) assert.match(content, /^assistant: >>> (👍🏽)+$/u);
});

Deno.test("with overflow drop a message over the budget goes, and is counted", async () => {
  const chat = chatWith([say(1, "Bob", "hi", 0), say(2, "Ada", words(60), 1), say(3, "Bob", "and?", 2)]);
  const { blocks, drops } = await make(chat, { maxTokens: 20, overflow: "drop" });
  assert.deepEqual(blocks, [["user: >>> hi"], ["user: >>> and?"]]);
  assert.deepEqual(drops, { "message: longer than a block": 1 });
});

Deno.test("what would be too short at the end takes messages from the block before", async () => {
  const each = tokenizer.count(`>>> ${words(3)}\n`);
  const chat = chatWith(Array.from({ length: 7 }, (_, i) => say(i + 1, "Bob", words(3), i)));
  const { blocks, drops } = await make(chat, { me: "user1", minTokens: 2 * each - 1, maxTokens: 6 * each });
  assert.deepEqual(drops, {});
  assert.deepEqual(blocks.map(([content]) => content.split("\n").length), [5, 2]);
});

Deno.test("gaps are of moments: clocks that are put back or forward make none", async () => {
  const chat = chatWith([
    say(1, "Bob", "a", 0, { date: "2024-10-27T02:59:50" }),
    say(2, "Ada", "b", 20, { date: "2024-10-27T02:00:10" }),
    say(3, "Bob", "c", 40, { date: "2024-10-27T23:00:00" }),
  ]);
  const { blocks } = await make(chat);
  assert.deepEqual(blocks, [["user: >>> a", "assistant: >>> b", "user: >>> c"]]);
});

Deno.test("texts of exports of 2018 are read, with gaps of their local times", async () => {
  const old = (id: number, from: string, text: string, date: string): JsonObject => ({
    id,
    type: "message",
    date,
    from,
    from_id: from === "Ada" ? 1 : 2,
    text,
  });
  const { blocks } = await make(chatWith([
    old(1, "Bob", "hi", "2018-07-01T10:00:00"),
    old(2, "Ada", "hello", "2018-07-01T11:00:00"),
    old(3, "Bob", "late", "2018-07-01T12:00:01"),
  ]));
  assert.deepEqual(blocks, [["user: >>> hi", "assistant: >>> hello"], ["user: >>> late"]]);
});

Deno.test("deleted accounts are kept, line ends stay, names stand in groups that are asked for", async () => {
  const gone = chatWith([say(1, "Bob", "a\nb", 0, { from: null }), say(2, "Ada", "c", 1)], { name: null });
  assert.deepEqual((await make(gone)).blocks, [["user: >>> a\nb", "assistant: >>> c"]]);
  const group = chatWith([say(1, "Bob", "a", 0), say(2, "Ada", "c", 1)], { type: "private_group", id: 9 });
  assert.deepEqual((await make(group, { me: "user1" })).blocks, []);
  const asked = await make(group, { me: "user1", chatTypes: ["private_group"] });
  assert.deepEqual(asked.blocks, [["user: >>> Bob: a", "assistant: >>> c"]]);
});

/** Texts of every length and kind. */
const text = fc.oneof(
  { weight: 6, arbitrary: fc.lorem({ maxCount: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }) },
  { weight: 1, arbitrary: fc.lorem({ mode: "sentences", maxCount: 20 }) },
  { weight: 1, arbitrary: fc.nat(400).map((n) => "ха".repeat(n + 1)) },
).map((said) => said.trim() || "x");

const pieces = fc.array(
  fc.record({
    content: text,
    role: fc.constantFrom("user" as const, "assistant" as const),
    wait: fc.constantFrom(0, 1, 9, 11),
  }),
  { maxLength: 40 },
).map((all) => {
  let at = 0;
  return all.map(({ wait, ...rest }, i): Piece => ({ ...rest, id: String(i), at: at += wait * 1000 }));
});

Deno.test("every message is in exactly one block, in order, or counted; no line is over the budget", () => {
  fc.assert(
    fc.property(
      pieces,
      fc.integer({ min: 30, max: 120 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(">>> ", "", "/ "),
      fc.constantFrom("split" as const, "drop" as const),
      fc.constantFrom("none", "openai"),
      (all, maxTokens, share, prefix, overflow, template) => {
        const form = { prefix, systemPrompt: "Be Ada.", overhead: TEMPLATES[template] };
        const minTokens = Math.floor(maxTokens * share);
        const left = new Map<string, number>();
        const cutter = new LosslessCutter(
          { gapMs: 10_000, minTokens, maxTokens },
          () => new LineCounter(tokenizer, form),
          overflow,
          (what, reason, n = 1) => void left.set(`${what}: ${reason}`, (left.get(`${what}: ${reason}`) ?? 0) + n),
        );
        const blocks = cutter.cut(all);
        const kept: Piece[] = [];
        for (const { pieces: some, tokens } of blocks) {
          const turns: { role: string; lines: string[] }[] = [];
          for (const { role, content } of some) {
            if (turns.at(-1)?.role !== role) turns.push({ role, lines: [] });
            turns.at(-1)!.lines.push(prefix + content);
          }
          const { perMessage, once } = form.overhead;
          const counted = countLine(["Be Ada.", ...turns.map(({ lines }) => lines.join("\n"))]) + once +
            perMessage * (turns.length + 1);
          assert.equal(tokens, counted);
          assert.ok(tokens >= minTokens && tokens <= maxTokens, `${minTokens} ≤ ${tokens} ≤ ${maxTokens}`);
          kept.push(...some);
        }
        const ids = kept.map(({ id }) => Number(id));
        assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
        // Parts of a message put together are the message, but for white space where it was cut.
        const bare = (said: string) => said.replaceAll(/\s+/g, "");
        for (const { id, content } of all) {
          const parts = kept.filter((one) => one.id === id).map((one) => one.content);
          if (parts.length > 0 && left.size === 0) assert.equal(bare(parts.join("")), bare(content));
        }
        const whole = all.filter(({ id }) => kept.some((one) => one.id === id)).length;
        const lost = (left.get("message: in a short block") ?? 0) + (left.get("message: longer than a block") ?? 0);
        assert.equal(whole + lost, all.length);
        const parted = all.filter(({ id, content }) => {
          const parts = kept.filter((one) => one.id === id).map((one) => one.content);
          return parts.length > 0 && bare(parts.join("")) !== bare(content);
        }).length;
        const partly = left.get("message: partly in a short block") ?? 0;
        assert.equal(partly, parted, "a message of which a part is kept counts once, and not as gone");
        assert.equal(lost + partly === 0, left.size === 0);
      },
    ),
    { numRuns: 400 },
  );
});

Deno.test("a long message, and a thousand short ones, are cut in no time", () => {
  const form = { prefix: ">>> ", systemPrompt: "", overhead: TEMPLATES.none };
  const cutter = new LosslessCutter(
    { gapMs: 1000, minTokens: 300, maxTokens: 800 },
    () => new LineCounter(tokenizer, form),
    "split",
    () => {},
  );
  const start = performance.now();
  for (const content of ["a".repeat(200_000), `x${" ".repeat(200_000)}y`, "ха ".repeat(50_000)]) {
    cutter.cut([{ id: "1", role: "user", content: content.trim() }]);
  }
  const many = Array.from({ length: 20_000 }, (_, i): Piece => ({ id: `${i}`, role: "user", content: "y", at: 0 }));
  assert.ok(cutter.cut(many).length > 50);
  assert.ok(performance.now() - start < 40_000, `${performance.now() - start} ms`);
});
