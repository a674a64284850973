import assert from "node:assert/strict";
import { fc } from "../../../deps/fast_check.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { search, type SearchOptions } from "../../../plugins/sqlite/mod.ts";
import { openForReading } from "../../../plugins/sqlite/database.ts";
import { bring, conversation, inFolder, message, openStore, storeWith, thread } from "./support.ts";

const day = (text: string) => Date.parse(`${text}Z`);

const trip = conversation(
  "trip",
  thread(
    message("sys", "You plan journeys", {
      role: "system",
      hidden: "system message",
      createdAt: day("2024-01-31T23:00"),
    }),
    message("q", "How do I get from Paris to Rome?", { createdAt: day("2024-01-31T23:30") }),
    message("a", "Take the night train: Paris, Milan, Rome. Crème brûlée on board.", {
      role: "assistant",
      model: "gpt-4o",
      createdAt: day("2024-02-01T00:00"),
    }),
  ),
  { title: "Budget journey", branches: [message("b", "Fly from Paris to Rome", { parentId: "q" })] },
);
const code = conversation(
  "code",
  thread(
    message("q", "What's std::vector, and what is https://example.com/a?b=c for at 12:30?", {
      createdAt: day("2023-05-05T10:00"),
    }),
    message("a", "A vector grows; the budget is amortised.", {
      role: "assistant",
      model: "o1-mini",
      createdAt: day("2023-05-05T10:01"),
    }),
    message("t", "vectorised tool output", { role: "tool", author: "python", createdAt: day("2023-05-05T10:02") }),
  ),
);
const east = conversation("east", [
  message("ja", "明日は東京都庁に行きます。カタカナも。"),
  message("zh", "我们在北京大学学习中文"),
  message("th", "ฉันอยากไปกรุงเทพพรุ่งนี้"),
  message("hi", "मुझे हिन्दी पसंद है"),
  message("ar", "مُحَمَّد في القاهرة"),
  message("wide", "ＡＢＣ社の２０２４年"),
  message("ext", "罕見字𠮷野家"),
  message("nul", "before\0after nothing"),
]);

async function searching(
  run: (ids: (query: string, options?: SearchOptions) => string[], path: string) => void,
  ...more: Conversation[]
) {
  await inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    await storeWith(path, trip, code, east, ...more);
    // deno-lint-ignore require-await
    await (async () => run((query, options) => search(path, query, options).map(({ messageId }) => messageId), path))();
  });
}

Deno.test("search() finds words, phrases, beginnings, either of two, and leaves out", () =>
  searching((ids) => {
    assert.deepEqual(ids("paris").sort(), ["a", "b", "q"]);
    assert.deepEqual(ids("PARIS milan"), ["a"]);
    assert.deepEqual(ids('"paris to rome"').sort(), ["b", "q"]);
    assert.deepEqual(ids('"rome to paris"'), []);
    assert.deepEqual(ids("paris -milan").sort(), ["b", "q"]);
    assert.deepEqual(ids('paris -"paris to"'), ["a"]);
    assert.deepEqual(ids("mil*"), ["a"]);
    assert.deepEqual(ids('"night tr"*'), ["a"]);
    assert.deepEqual(ids("milan OR fly").sort(), ["a", "b"]);
    assert.deepEqual(ids("milan OR fly paris").sort(), ["a", "b"]);
    assert.deepEqual(ids("milan OR amortised paris"), ["a"]);
    assert.deepEqual(ids("creme brulee"), ["a"]);
    assert.deepEqual(ids("CRÈME"), ["a"]);
    assert.deepEqual(ids("https://example.com/a?b=c"), ["q"]);
    assert.deepEqual(ids("std::vector 12:30 what's"), ["q"]);
    assert.deepEqual(ids("“night train”"), ["a"]);
    assert.deepEqual(ids("xylophone"), []);
    assert.deepEqual(ids("after nothing"), ["nul"]);
  }));

Deno.test("search() finds words of scripts that are written without spaces", () =>
  searching((ids) => {
    for (
      const [query, id] of [
        ["東京", "ja"],
        ["東京都", "ja"],
        ["都庁", "ja"],
        ["庁", "ja"],
        ["す", "ja"],
        ["カタカナ", "ja"],
        ["ｶﾀｶﾅ", "ja"],
        ["北京大学", "zh"],
        ["大学", "zh"],
        ["文", "zh"],
        ["กรุงเทพ", "th"],
        ["พรุ่งนี้", "th"],
        ["हिन्दी", "hi"],
        ["محمد", "ar"],
        ["مُحَمَّد", "ar"],
        ["abc", "wide"],
        ["2024年", "wide"],
        ["ABC社", "wide"],
        ["社の2024", "wide"],
        ["𠮷野家", "ext"],
        ["𠮷", "ext"],
        ['"東京都庁に"', "ja"],
        ["東京 明日", "ja"],
        ["京都*", "ja"],
      ]
    ) assert.deepEqual(ids(query), [id], query);
    assert.deepEqual(ids("京東"), []);
    assert.deepEqual(ids("北京東京"), []);
    assert.deepEqual(ids("東京 -明日"), []);
  }));

Deno.test("search() narrows by role, model, title, days and hidden", () =>
  searching((ids, path) => {
    assert.deepEqual(ids("paris role:user").sort(), ["b", "q"]);
    assert.deepEqual(ids("paris -role:user"), ["a"]);
    assert.deepEqual(ids("role:tool"), ["t"]);
    assert.deepEqual(ids("role:tool role:assistant"), ["a", "t", "a"]);
    assert.deepEqual(ids("model:gpt-4*"), ["a"]);
    assert.deepEqual(ids("model:O1-mini"), ["a"]);
    assert.deepEqual(ids("model:gpt-4"), []);
    assert.deepEqual(ids("rome -model:gpt*").sort(), ["b", "q"]);
    assert.deepEqual(ids("title:journey role:assistant"), ["a"]);
    assert.deepEqual(ids('title:"budget journey" milan'), ["a"]);
    assert.deepEqual(ids("title:jour* milan"), ["a"]);
    assert.deepEqual(ids("vector -title:journey").sort(), ["a", "q"]);
    assert.deepEqual(ids("paris after:2024-02-01"), ["a"]);
    assert.deepEqual(ids("paris before:2024-02"), ["q"]);
    assert.deepEqual(ids("after:2024 before:2025"), ["a", "q"]);
    assert.deepEqual(ids("paris after:2024-02-01", { timeZone: "Europe/Paris" }).sort(), ["a", "q"]);
    assert.deepEqual(ids("journeys"), []);
    assert.deepEqual(ids("journeys hidden:yes"), ["sys"]);
    assert.deepEqual(ids("hidden:only"), ["sys"]);
    assert.deepEqual(ids("-vector -paris -title:journey role:assistant"), []);
    assert.deepEqual(ids("-paris role:assistant"), ["a"]);
    assert.deepEqual(search(path, "role:assistant").map(({ score, conversationId }) => [score, conversationId]), [
      [0, "trip"],
      [0, "code"],
    ]);
  }));

Deno.test("search() finds a conversation by its title through its first shown message", () =>
  searching((ids, path) => {
    assert.deepEqual(search(path, "budget").map(({ conversationId, messageId }) => [conversationId, messageId]), [
      ["trip", "q"],
      ["code", "a"],
    ]);
    assert.deepEqual(ids("budget hidden:yes")[0], "sys");
    assert.deepEqual(ids("journey -paris"), []);
  }));

Deno.test("search() gives what its contract says, best first", () =>
  searching((_, path) => {
    const [first, second, third] = search(path, "paris OR milan", { marks: ["<", ">"] });
    assert.deepEqual(Object.keys(first).sort(), [
      "conversationId",
      "createdAt",
      "messageId",
      "role",
      "score",
      "snippet",
      "title",
    ]);
    assert.deepEqual({ ...first, score: 0 }, {
      conversationId: "trip",
      messageId: "a",
      title: "Budget journey",
      role: "assistant",
      createdAt: day("2024-02-01T00:00"),
      snippet: "Take the night train: <Paris>, <Milan>, Rome. Crème brûlée on board.",
      score: 0,
    });
    assert.ok(first.score > second.score && second.score >= third.score && third.score > 0);
    assert.deepEqual(search(path, "paris OR milan", { limit: 1, offset: 1 }).map(({ messageId }) => messageId), [
      second.messageId,
    ]);
    const [east] = search(path, "大学");
    assert.deepEqual([east.title, east.createdAt], [null, null]);
    const database = openForReading(path);
    assert.deepEqual(search(database, "milan"), search(path, "milan"));
    database.close();
  }));

Deno.test("search() follows edits and deletes", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    const open = await openStore(path);
    await bring(open, conversation("c", [message("a", "apples"), message("b", "bananas")], { title: "Fruit" }));
    assert.equal(search(path, "apples").length, 1);
    await bring(open, conversation("c", [message("a", "cherries")], { title: "Berries" }));
    for (const gone of ["apples", "bananas", "fruit"]) assert.deepEqual(search(path, gone), [], gone);
    for (const there of ["cherries", "berries"]) assert.equal(search(path, there).length, 1, there);
    await open.close();
  }));

Deno.test("search() says what filters there are", () =>
  searching((ids) => {
    assert.throws(() => ids("rol:user"), {
      name: "SyntaxError",
      message:
        'Cannot search for "rol:user": no filter "rol", expected role:, title:, model:, after:, before:, hidden:, ' +
        "or quotation marks around the words",
    });
    assert.throws(() => ids("role:bot"), /no role "bot", expected user, assistant, system, tool/);
    assert.throws(() => ids("after:yesterday"), /no day "yesterday", expected YYYY-MM-DD, YYYY-MM or YYYY/);
    assert.throws(() => ids("before:2024-02-30"), /no day "2024-02-30"/);
    assert.throws(() => ids("-after:2024"), /dates have no opposite, expected before:/);
    assert.throws(() => ids("hidden:maybe"), /"maybe" is no choice, expected no, yes, only/);
    assert.throws(() => ids("title:!!"), /no word to look for/);
    assert.throws(() => ids("x after:2024", { timeZone: "Mars/Base" }), /Cannot search in time zone "Mars\/Base"/);
    assert.throws(() => ids("x", { limit: 0 }), /limit is 0/);
    assert.throws(() => ids("x ".repeat(65)), /65 words, at most 64/);
    assert.throws(() => ids("x".repeat(1001)), /1001 characters/);
    assert.deepEqual(ids('"rol:user"'), []);
  }));

Deno.test("search() takes any text", () =>
  searching((ids) => {
    for (
      const query of [
        "",
        " ",
        '"',
        '""',
        "*",
        "-",
        "OR",
        "OR OR",
        "-OR",
        "a OR",
        "!!!",
        "😀",
        "NOT",
        "AND",
        "(",
        "{x}:y",
        "a:",
        ":",
        "\0",
        '"*',
        "NEAR(a b)",
        "^a",
        "東".repeat(900),
        "a ".repeat(64),
        "-😀 role:user",
        "a\0b",
      ]
    ) {
      ids(query);
    }
    assert.deepEqual(ids("😀 role:user"), []);
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.constantFrom('"', "*", "-", " OR ", "東京", "\0", "title:a", " "),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        try {
          ids(pieces.join(""));
        } catch (error) {
          assert.match(String(error), /^(SyntaxError: Cannot search for|RangeError: Cannot search)/);
        }
      }),
      { numRuns: 300 },
    );
  }));
