/** Who the assistant is, what is learned from, what is taken out. */
import assert from "node:assert/strict";
import { chatWith, make, say } from "./support.ts";

const TALK = chatWith([say(1, "Bob", "hi", 0), say(2, "Ada", "hello", 1)]);
const GROUP = { ...TALK, type: "private_group", id: 9 };
const ROLES = [["user: >>> hi", "assistant: >>> hello"]];

Deno.test("an id, its number and a name mean the same person", async () => {
  for (const me of ["user1", "Ada"]) assert.deepEqual((await make(TALK, { me })).blocks, ROLES, me);
  const numbered = chatWith([say(1, "Bob", "hi", 0), say(2, "Ada", "hello", 1, { from_id: "user55555" })]);
  assert.deepEqual((await make(numbered, { me: "55555" })).blocks, ROLES);
});

Deno.test("without a word on it the owner is the one whom the export or a chat of two shows", async () => {
  assert.deepEqual((await make(TALK)).blocks, ROLES);
  const full = { personal_information: { user_id: 1 }, chats: { list: [GROUP] } };
  assert.deepEqual((await make(full, { chatTypes: ["private_group"] })).blocks.length, 1);
});

Deno.test("a group alone does not say whose it is: the candidates are named", async () => {
  const { dead } = await make(GROUP, { chatTypes: ["private_group"] });
  assert.match(dead.join(), /Cannot tell whose chat .* is: .*user1 \(Ada, 1 message\), user2 \(Bob, 1 message\)/);
});

Deno.test("messages under an older name are of the same person", async () => {
  const renamed = chatWith([
    say(1, "Ada", "before", 0, { from: "Ada Young" }),
    say(2, "Bob", "hm", 1),
    say(3, "Ada", "after", 2),
  ]);
  const { blocks } = await make(renamed, { me: "Ada" });
  assert.deepEqual(blocks, [["assistant: >>> before", "user: >>> hm", "assistant: >>> after"]]);
});

Deno.test("of two people of one name the owner is meant, and in a group neither", async () => {
  const twins = [say(1, "Bob", "hi", 0, { from: "Ada" }), say(2, "Ada", "hello", 1)];
  assert.deepEqual((await make(chatWith(twins), { me: "Ada" })).blocks, ROLES);
  const { dead } = await make({ ...GROUP, messages: twins }, { me: "Ada", chatTypes: ["private_group"] });
  assert.match(dead.join(), /Cannot tell who "Ada" is in chat .*: it is the name of user\d and user\d, expected an id/);
});

/** Limits in the shorter forms of ISO 8601, and the lines that are left. */
const SHORT_LIMITS: [limit: string, lines: number][] = [
  ["2024-01-01T14", 2],
  ["2024-01-01T15", 0],
  ["20240101", 2],
  ["20240102", 0],
  ["20240101T140001", 1],
  ["20240101T1200+0000", 2],
  ["2024-01-01T14:00:00.000001", 1],
  ["2024-01-01T14:00:01.000", 1],
];

Deno.test("limits with a zone are moments, those without one are local times", async () => {
  // The computer that exported stood two hours east.
  const local = { date: "2024-01-01T14:00:00" };
  const chat = chatWith([say(1, "Bob", "a", 0, local), say(2, "Ada", "b", 1, { date: "2024-01-01T14:00:01" })]);
  for (const dateLimit of ["2024-01-01T12:00:01Z", "2024-01-01T14:00:01+02:00", "2024-01-01T14:00:01"]) {
    assert.deepEqual((await make(chat, { dateLimit })).blocks, [["assistant: >>> b"]], dateLimit);
    const compat = await make(chat, { dateLimit, compat: true, me: "Ada" });
    assert.deepEqual(compat.blocks, [["assistant: >>> b"]], dateLimit);
  }
  assert.deepEqual((await make(chat, { dateLimit: "2024-01-01" })).blocks.length, 1);
  for (const [dateLimit, lines] of SHORT_LIMITS) {
    for (const compat of [false, true]) {
      const { blocks } = await make(chat, compat ? { dateLimit, compat, me: "Ada" } : { dateLimit });
      assert.equal(blocks.flat().length, lines, `${dateLimit} ${compat}`);
    }
  }
  for (const dateLimit of ["yesterday", "2023-02-30", "2023-02-29T12:00:00Z", "2023-13-01"]) {
    await assert.rejects(make(chat, { dateLimit }), /dateLimit: expected a time such as 2024-05-01/, dateLimit);
  }
});

Deno.test("a message that is read twice counts once, with its newest edit", async () => {
  const edited = say(2, "Ada", "hello!", 1, { edited_unixtime: "1704190000", edited: "2024-01-02T10:06:40" });
  const list = [TALK, chatWith([edited])];
  const { blocks } = await make({ personal_information: { user_id: 1 }, chats: { list } });
  assert.deepEqual(blocks, [["user: >>> hi", "assistant: >>> hello!"]]);
});

Deno.test("what Telegram marks and what looks like it is taken out, numbers that are none stay", async () => {
  const parts = [
    { type: "plain", text: "call " },
    { type: "phone", text: "555 1234" },
    { type: "plain", text: " or ada@example.org, card 4111 1111 1111 1111, IBAN GB82 WEST 1234 5698 7654 32, " },
    { type: "mention", text: "@adas" },
    { type: "plain", text: " at 10.0.0.1 on 2024-05-01, 20000000 pieces, 1234 5678 9012 3456, version 1.2.3.400" },
  ];
  const chat = chatWith([say(1, "Bob", "", 0, { text_entities: parts }), say(2, "Ada", "yes", 1)]);
  const masked = await make(chat, { redact: "mask" });
  assert.equal(
    masked.blocks[0][0],
    "user: >>> call [PHONE] or [EMAIL], card [CARD], IBAN [IBAN], [MENTION] at [IP] on 2024-05-01, " +
      "20000000 pieces, 1234 5678 9012 3456, version 1.2.3.400",
  );
  assert.equal(masked.report.metrics["redacted: email"], 1);
  const dropped = await make(chat, { redact: "drop" });
  assert.deepEqual(dropped.blocks, [["assistant: >>> yes"]]);
  assert.deepEqual(dropped.drops, { "message: personal data": 1 });
});

Deno.test("what Telegram has marked stays one thing each, however close numbers stand, and short IPv6 goes", async () => {
  const parts = [
    { type: "phone", text: "555-1234" },
    { type: "plain", text: " " },
    { type: "bank_card", text: "1234" },
    { type: "plain", text: " 0170 555 1234, " },
    { type: "phone", text: "1234567" },
    { type: "plain", text: " 2001:db8::1: fe80::, 2001:db8::ff00:42:8329. std::cafe::b 10::30 abc:def" },
  ];
  const chat = chatWith([say(1, "Bob", "", 0, { text_entities: parts }), say(2, "Ada", "yes", 1)]);
  const { blocks, report } = await make(chat, { redact: "mask" });
  assert.equal(
    blocks[0][0],
    "user: >>> [PHONE] [CARD] [PHONE], [PHONE] [IP]: [IP], [IP]. std::cafe::b 10::30 abc:def",
  );
  assert.equal(report.metrics["redacted: phone"], 3);
});

Deno.test("what stands right before or behind a number keeps none from being found", async () => {
  const texts: [from: string, to: string][] = [
    ["0170 5551234 0171 5551234", "[PHONE] [PHONE]"],
    ["Tel:01705551234, tel.+49\u2011170\u00a05551234", "Tel:[PHONE], tel.[PHONE]"],
    ["12.05.2024 0170 1234567", "12.05.2024 [PHONE]"],
    ["4111 1111 1111 1111 12/29 cvv", "[CARD] 12/29 cvv"],
    ["4111 1111 1111 1111 4111 1111 1111 1111", "[CARD] [CARD]"],
    ["DE89 3704 0044 0532 0130 00 BIC COBADEFFXXX", "[IBAN] BIC COBADEFFXXX"],
    ["de89370400440532013000", "[IBAN]"],
    ["https://example.org/1234567890 order-1234567890", "https://example.org/1234567890 order-1234567890"],
    ["6011 0000 0000 0000 (x)", "6011 0000 0000 0000 (x)"],
    [
      "2024-05-01 10:00:00, 1.234.567,89, 1234 5678 9012 3456",
      "2024-05-01 10:00:00, 1.234.567,89, 1234 5678 9012 3456",
    ],
  ];
  const chat = chatWith(texts.map(([from], i) => say(i + 1, i % 2 === 0 ? "Bob" : "Ada", from, i)));
  const { blocks } = await make(chat, { redact: "mask", maxTokens: 10_000 });
  assert.deepEqual(blocks[0].map((line) => line.replace(/^\w+: >>> /, "")), texts.map(([, to]) => to));
});

Deno.test("pseudonyms are the same for the same value, however it is written", async () => {
  const chat = chatWith([
    say(1, "Bob", "write a@b.org or +49 170 1234567", 0),
    say(2, "Ada", "A@B.org, +491701234567, c@d.org", 1),
  ]);
  const { blocks: [[first, second]] } = await make(chat, { redact: "pseudonym" });
  const marks = (text: string) => text.match(/\[[A-Z]+-[0-9a-f]{6}\]/g)!;
  assert.deepEqual(marks(first), marks(second).slice(0, 2));
  assert.equal(new Set([...marks(first), ...marks(second)]).size, 3);
});
