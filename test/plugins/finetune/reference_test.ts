/** The rules of the reference, on cases worked out by hand. */
import assert from "node:assert/strict";
import { openaiTokenizer } from "../../../plugins/finetune/tokenizers/openai.ts";
import { chatWith, makeCompat, say, words } from "./support.ts";

Deno.test("the words of these tests are as many tokens as they say", async () => {
  const { count } = await openaiTokenizer("o200k_base");
  for (const n of [1, 2, 10, 600]) assert.equal(count(words(n)), n);
});

Deno.test("a gap of exactly the limit joins, one second more cuts", async () => {
  const { blocks } = await makeCompat(chatWith([
    say(1, "Bob", "a", 0),
    say(2, "Ada", "b", 3600),
    say(3, "Bob", "c", 7201),
  ]));
  assert.deepEqual(blocks, [["user: >>> a", "assistant: >>> b"], ["user: >>> c"]]);
});

Deno.test("the gap counts from the message before, not from the start of the block", async () => {
  const { blocks } = await makeCompat(
    chatWith([0, 50, 100, 150].map((second, i) => say(i, i % 2 ? "Ada" : "Bob", "x", second))),
    { gapSeconds: 50 },
  );
  assert.equal(blocks.length, 1);
});

Deno.test("a gap of whole days and five minutes cuts", async () => {
  const { blocks } = await makeCompat(chatWith([say(1, "Bob", "a", 0), say(2, "Ada", "b", 3 * 86_400 + 300)]));
  assert.equal(blocks.length, 2);
});

Deno.test("exactly the most tokens join, one more cuts", async () => {
  const exact = await makeCompat(chatWith([say(1, "Bob", words(6), 0), say(2, "Ada", words(4), 1)]), { maxTokens: 10 });
  assert.equal(exact.blocks.length, 1);
  assert.equal(exact.statistics.max_tokens_per_block, 10);
  const over = await makeCompat(chatWith([say(1, "Bob", words(6), 0), say(2, "Ada", words(5), 1)]), { maxTokens: 10 });
  assert.deepEqual(over.blocks.map(([first]) => first.length > 0), [true, true]);
});

Deno.test("the fewest tokens are kept, one less is short", async () => {
  const chat = chatWith([say(1, "Bob", words(5), 0), say(2, "Bob", words(4), 9000)]);
  const { blocks, drops } = await makeCompat(chat, { minTokens: 5, maxTokens: 9 });
  assert.deepEqual(blocks, [[`user: >>> ${words(5)}`]]);
  assert.deepEqual(drops, { "block: short": 1, "message: in a short block": 1 });
});

Deno.test("one long message is left out, and cuts the conversation where it stood", async () => {
  const chat = chatWith([
    say(1, "Bob", words(2), 0),
    say(2, "Ada", words(11), 1),
    say(3, "Bob", words(3), 2),
  ]);
  const { blocks, drops } = await makeCompat(chat, { maxTokens: 10, overflow: "split" });
  assert.deepEqual(blocks, [[`user: >>> ${words(2)}`], [`user: >>> ${words(3)}`]]);
  assert.deepEqual(drops, { "block: long": 1, "message: in a long block": 1 });
});

Deno.test("tokens are of the content alone: delimiter and system prompt do not count", async () => {
  const chat = chatWith([say(1, "Bob", words(5), 0), say(2, "Bob", words(5), 1)]);
  const { blocks } = await makeCompat(chat, { maxTokens: 10, delimiter: "-----", systemPrompt: words(100) });
  assert.deepEqual(blocks, [[`system: ${words(100)}`, `user: ----- ${words(5)}\n----- ${words(5)}`]]);
});

Deno.test("where the fewest are not below the most, 100 and 3000 count", async () => {
  const chat = chatWith([say(1, "Bob", words(100), 0), say(2, "Bob", words(99), 9000)]);
  const { blocks, warnings } = await makeCompat(chat, { minTokens: 10, maxTokens: 10 });
  assert.equal(blocks.length, 1);
  assert.match(warnings.join(), /100 and 3000 are taken/);
});

Deno.test("messages of one second stay in the order of the file", async () => {
  const { blocks } = await makeCompat(chatWith([5, 3, 9, 1].map((id) => say(id, "Bob", `n${id}`, 0))));
  assert.deepEqual(blocks, [["user: >>> n5\n>>> n3\n>>> n9\n>>> n1"]]);
});

Deno.test("order and gaps are of local times: an hour that comes twice looks like none", async () => {
  // 02:59:50, then clocks go back, 02:10:00 in local time; 1,210 seconds later in truth.
  const chat = chatWith([
    say(1, "Bob", "first", 0, { date: "2024-10-27T02:59:50" }),
    say(2, "Ada", "second", 1210, { date: "2024-10-27T02:10:00" }),
  ]);
  const { blocks, processed } = await makeCompat(chat);
  assert.deepEqual(blocks, [["assistant: >>> second", "user: >>> first"]]);
  assert.match(processed, /"timestamp": "2024-10-27T02:10:00"/);
});

Deno.test("deleted accounts, chats without a name, groups and chats that were left give nothing", async () => {
  const gone = say(1, "Bob", "a", 0, { from: null });
  const { blocks, drops } = await makeCompat({
    chats: {
      list: [
        chatWith([gone, say(2, "Ada", "b", 1)]),
        chatWith([say(1, "Bob", "a", 0)], { name: null, id: 3 }),
        chatWith([say(1, "Bob", "a", 0)], { type: "private_group", id: 4 }),
      ],
    },
    left_chats: { list: [chatWith([say(1, "Bob", "a", 0)], { id: 5 })] },
  });
  assert.deepEqual(blocks, [["assistant: >>> b"]]);
  assert.deepEqual(drops, {
    "chat: left": 1,
    "chat: private_group": 1,
    "chat: without a name": 1,
    "message: in a chat left out": 3,
    "message: no sender": 1,
  });
});

Deno.test("text that only old exports have is not read, stickers are, service messages have no sender", async () => {
  const { text_entities: _, ...old } = say(1, "Bob", "old", 0);
  const { blocks, drops } = await makeCompat(chatWith([
    old,
    say(2, "Bob", "", 1, { sticker_emoji: "😂" }),
    {
      id: 3,
      type: "service",
      date: "2024-01-01T12:00:02",
      actor: "Bob",
      actor_id: "user2",
      action: "phone_call",
      text: "",
    },
    say(4, "Ada", "no entities", 3, { text_entities: [] }),
  ]));
  assert.deepEqual(blocks, [["user: >>> 😂"]]);
  assert.deepEqual(drops, { "message: no text": 2, "message: service": 1 });
});

Deno.test("the type is not looked at: a service message with a sender and text speaks", async () => {
  const { blocks } = await makeCompat(chatWith([say(1, "Ada", "came in", 0, { type: "service" })]));
  assert.deepEqual(blocks, [["assistant: >>> came in"]]);
});

Deno.test("white space at the ends goes as Python has it, line ends become spaces, an empty text is kept", async () => {
  const odd = "\u001c\u0085 a\nb\r\nc\ufeff \u2003";
  const { blocks } = await makeCompat(chatWith([say(1, "Bob", odd, 0), say(2, "Bob", " \n ", 1)]), { minTokens: 0 });
  assert.deepEqual(blocks, [["user: >>> a b\r c\ufeff\n>>> "]]);
});

Deno.test("the delimiter is stripped, and an empty one leaves its space", async () => {
  const chat = chatWith([say(1, "Bob", "a", 0), say(2, "Bob", "b", 1)]);
  assert.deepEqual((await makeCompat(chat, { delimiter: " * " })).blocks, [["user: * a\n* b"]]);
  assert.deepEqual((await makeCompat(chat, { delimiter: "" })).blocks, [["user:  a\n b"]]);
});

Deno.test("a message at the date limit stays; limits in the future and odd ones are ignored", async () => {
  const chat = chatWith([say(1, "Bob", "a", -1), say(2, "Bob", "b", 0)]);
  const limited = await makeCompat(chat, { dateLimit: "2024-01-01T12:00:00" });
  assert.deepEqual(limited.blocks, [["user: >>> b"]]);
  assert.deepEqual(limited.drops, { "message: before the date limit": 1 });
  assert.equal((await makeCompat(chat, { dateLimit: "2999-01-01" })).blocks[0][0], "user: >>> a\n>>> b");
  const odd = await makeCompat(chat, { dateLimit: "None" });
  assert.equal(odd.blocks[0][0], "user: >>> a\n>>> b");
  assert.match(odd.warnings.join(), /is no time and is ignored/);
});

Deno.test("durations end at the first message of the last turn", async () => {
  const { statistics } = await makeCompat(chatWith([
    say(1, "Bob", "a", 0),
    say(2, "Ada", "b", 60),
    say(3, "Ada", "c", 180),
  ]));
  assert.equal(statistics.max_duration_minutes_per_block, 1);
});
