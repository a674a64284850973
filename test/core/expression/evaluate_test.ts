/** What expressions say of records. */
import assert from "node:assert/strict";
import { parseExpression } from "../../../core/expression/mod.ts";
import type { Conversation } from "../../../core/conversation.ts";

const value = (text: string, record: unknown): unknown => parseExpression(text).evaluate(record);

/** Each expression has its value for the record. */
function values(record: unknown, expected: Record<string, unknown>): void {
  for (const [text, want] of Object.entries(expected)) assert.deepEqual(value(text, record), want, text);
}

const TALK: Conversation = {
  id: "c1",
  source: "chatgpt",
  createdAt: Date.UTC(2025, 4, 28, 12),
  participants: [],
  messages: [
    { id: "m1", role: "user", parts: [{ type: "text", text: "Sourdough in Kyoto? 👍" }], metadata: {} },
    { id: "m2", role: "assistant", parts: [{ type: "text", text: "Yes." }], metadata: {}, model: "m" },
    { id: "m3", role: "system", hidden: "context", parts: [{ type: "text", text: "secret" }], metadata: {} },
  ],
  branches: [],
  assets: [],
  metadata: { "odd key": 1, tags: ["a", "b"] },
};

Deno.test("expressions: paths reach own fields, elements from both ends, and nothing else", () => {
  values({ a: { b: [{ c: 1 }, { c: 2 }] }, "odd key": { x: 3 }, list: [1, 2], text: "abc" }, {
    "a.b[0].c": 1,
    "a.b[-1].c": 2,
    "a.b[9].c": undefined,
    "a.b.c": undefined,
    "`odd key`.x": 3,
    'it["odd key"]["x"]': 3,
    "list.length": 2,
    "text.length": undefined,
    "a.toString": undefined,
    "constructor": undefined,
    "__proto__": undefined,
    "list.push": undefined,
    "a.b.__proto__.length": undefined,
    "missing.deeper[0]": undefined,
  });
  const hostile = JSON.parse(`{"__proto__": {"x": 1}, "constructor": "c", "hasOwnProperty": 2}`);
  values(hostile, { "__proto__.x": 1, "constructor": "c", "hasOwnProperty": 2, "x": undefined });
});

Deno.test("expressions: values are compared by kind, and a cell's text with numbers, moments and truth values", () => {
  const record = {
    n: 12,
    cell: "12",
    word: "tea",
    yes: true,
    cellYes: "True",
    at: TALK.createdAt,
    none: null,
    big: 2n ** 60n,
  };
  values({ ...record, day: "2025-05-28T12:55:10.546493", list: ["a", 2], object: { b: 1, a: 2 } }, {
    "n = 12 and n != 13 and n > 2 and n <= 12": true,
    "cell = 12 and cell > 2 and cell < 100.5": true,
    'cell = "12" and cell < "2"': true,
    "word > 5 or word < 5 or word = 5": false,
    "yes = true and cellYes = true and word != true and n != true": true,
    "at >= 2025-05-28 and at < 2025-05-29 and at = 2025-05-28T12:00:00Z and at = 2025-05-28T14:00+02:00": true,
    "day > 2025-05-28 and day < 2025-05-28T12:55:11": true,
    'at > "2025-05-28"': true,
    "none = null and missing = null and none = missing": true,
    "missing < 1 or missing > 1 or missing = 1": false,
    "missing != 1": true,
    "big > 5 and big = 1152921504606846976": true,
    'list = ["a", 2] and list != ["a"]': true,
    "object = it.object": true,
  });
});

Deno.test("expressions: contains, startsWith, endsWith and in look into text and lists", () => {
  values({ title: "Tea in 2025", tags: ["a", 1], n: 5 }, {
    'title contains "in" and title contains 2025 and not (title contains "IN")': true,
    'lower(title) startsWith "tea" and title endsWith "25"': true,
    'tags contains "a" and tags contains 1 and not (tags contains "b")': true,
    'n contains 5 or missing contains "a" or n startsWith 5': false,
    'n in [1, 5] and n not in [1, "6"] and "a" in tags': true,
    "missing in [null]": true,
    "n in 5": false,
    "title contains null": false,
  });
});

Deno.test("expressions: and, or, not and parentheses bind as everywhere", () => {
  values({ t: 1, f: 0 }, {
    "t or f and f": true,
    "(t or f) and f": false,
    "not f and t": true,
    "not (f and t)": true,
    "not t = 2": true,
    "t and f": false,
  });
});

Deno.test("expressions: what holds is anything but false, null, missing, 0, empty text and the empty list", () => {
  const record = { a: "x", b: [0], c: {}, d: -1, no1: "", no2: [], no3: null, no4: 0, no5: NaN, no6: false };
  for (const name of ["a", "b", "c", "d"]) assert.equal(parseExpression(name).holds(record), true, name);
  for (let i = 1; i <= 7; i++) assert.equal(parseExpression(`no${i}`).holds(record), false, `no${i}`);
});

Deno.test("expressions: functions ask what people ask of conversations", () => {
  values(TALK, {
    'any(messages, role = "user" and lower(text(it)) contains "kyoto")': true,
    'any(messages, role = "assistant" and text(it) contains "Kyoto")': false,
    "all(messages, exists(id))": true,
    'count(messages, role = "user")': 1,
    "each(where(messages, not exists(hidden)), id)": ["m1", "m2"],
    "text(it)": "Sourdough in Kyoto? 👍\n\nYes.",
    "length(text(messages[0]))": 21,
    "length(messages)": 3,
    "title(it)": "Sourdough in Kyoto? 👍",
    "day(createdAt)": "2025-05-28",
    "time(createdAt)": "2025-05-28T12:00:00.000Z",
    'metadata["odd key"]': 1,
    'join(metadata.tags, "+")': "a+b",
    "first(metadata.tags)": "a",
    "last(messages).id": "m3",
    "either(title, metadata.none, id)": "c1",
    'if(length(messages) > 2, "long", "short")': "long",
    "unique(each(messages, exists(model)))": [false, true],
    "each(messages, model)": [null, "m", null],
  });
});

Deno.test("expressions: functions take whatever they are given", () => {
  values({ n: 5, word: " Ä\t", list: [1, "1", { a: 1 }, { a: 1 }], object: {}, when: "2025-05-28", text: "12" }, {
    "length(n)": undefined,
    "lower(n)": 5,
    "upper(trim(word))": "Ä",
    "text(n)": "5",
    "text(list[2])": `{"a":1}`,
    "text(missing)": "",
    "number(text)": 12,
    "number(word)": undefined,
    "number(when)": Date.UTC(2025, 4, 28),
    'empty(missing) and empty(object) and empty(" ") and not empty(n)': true,
    "any(n, true)": false,
    "any(object, true)": false,
    "all(missing, false)": true,
    "first(n)": undefined,
    "unique(list)": [1, "1", { a: 1 }],
    "join(list)": `1, 1, {"a":1}, {"a":1}`,
    "day(word)": undefined,
    "time(9e99)": undefined,
  });
  const odd = { parts: [null], messages: [{ parts: [{ type: "citation" }] }] };
  assert.equal(typeof value("text(it)", odd), "string");
  assert.equal(value("title(it)", odd), undefined);
});

Deno.test("expressions: an evaluation that would not end in time is refused", () => {
  const list = Array.from({ length: 2_000 }, (_, i) => i);
  assert.throws(
    () => value("each(list, x in [1])", { list: Array.from({ length: 5_000_001 }) }),
    /^RangeError: Cannot evaluate the expression: it takes more than 5,000,000 steps for this record/,
  );
  const numbers = `[${Array.from({ length: 30 }, (_, i) => i)}]`;
  const nested = `${`each(${numbers}, `.repeat(20)}it${")".repeat(20)}`;
  assert.throws(() => value(nested, {}), RangeError);
  assert.equal(value("count(list, it > 999)", { list }), 1_000);
});

Deno.test("expressions: a record is left as it was", () => {
  const record = Object.freeze({ list: Object.freeze([3, 1]), at: new Date(0) });
  assert.deepEqual(value("where(list, it > 1)", record), [3]);
  assert.equal(value("at = 1970-01-01", record), true);
});
