import assert from "node:assert/strict";
import { openForReading } from "../../../plugins/sqlite/database.ts";
import { search } from "../../../plugins/sqlite/mod.ts";
import { day, searching } from "./search_support.ts";

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
