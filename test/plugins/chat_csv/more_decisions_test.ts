/** More of the decisions where the format is silent, one golden case or more each; the tests name them by number. */
import assert from "node:assert/strict";
import { chatOf, inputText, log, PLAIN, tablesOf } from "./support.ts";

const info = (value: unknown) => ({ structured_info: JSON.stringify(value) });
const message = (more: object = {}) => ({ id: "m", role: "user", type: "default", content: "hi", ...more });

Deno.test("D15: arrays are compact JSON; one value is one element, and commas split nothing", async () => {
  const row = info({
    cities: "Gent, Brugge",
    pois: null,
    countries: ["Nederland", "België"],
    provinces: [1, null],
    locations: {},
  });
  await tablesOf([row], async ({ chats, read }) => {
    const { cities, pois, countries, provinces, locations } = chats[0];
    assert.deepEqual([cities, pois, countries], ['["Gent, Brugge"]', "[]", '["Nederland","België"]']);
    assert.deepEqual([provinces, locations], ["[1]", "[]"]);
    assert.match(await read("chats.csv"), /,"\[""Nederland"",""België""\]",/);
  });
});

Deno.test("D16: keys fit without case, space, _ and -; unknown ones are counted and kept beside", async () => {
  const keys = ["mostRelevantBrandName", "most_relevant_brand_name", "Most Relevant Brand-Name"];
  const rows = keys.map((key, i) => ({ chat_id: `c${i}`, ...info({ [key]: "B", __proto__x: 1, toString: "s" }) }));
  await tablesOf(
    [...rows, { chat_id: "z", structured_info: '{"__proto__":{"x":1},"cities":["a"],"Cities":["b"]}' }],
    (made) => {
      assert.deepEqual(made.chats.map((chat) => chat["most relevant brand name"]), ["B", "B", "B", ""]);
      assert.deepEqual(made.quality.unknownFields.structuredInfo, {
        Cities: 1,
        ["__proto__"]: 1,
        __proto__x: 3,
        toString: 3,
      });
      assert.deepEqual(made.unknown[0].structuredInfo, { __proto__x: 1, toString: "s" });
      assert.equal(made.chats[3].cities, '["a"]');
      assert.deepEqual(made.flags, { structured_info_key_twice: 1 });
    },
  );
});

Deno.test("D17: times go out as they stand; metrics have UTC only where a zone is named", async () => {
  const rows = [
    {},
    { chat_id: "z", created_at: "2025-01-01 00:30:00+02:00", updated_at: "2025-01-01T00:31:00.5+02:00" },
    { chat_id: "r", created_at: "2025-05-28T12:00:01", updated_at: "2025-05-28T12:00:00" },
    { chat_id: "u", created_at: "28/05/2025", updated_at: "2025-02-30T00:00:00" },
  ];
  await tablesOf(rows, ({ chats, chatMetrics, flags }) => {
    assert.equal(chats[0]["created at"], PLAIN.created_at);
    assert.equal(chats[1]["created at"], "2025-01-01 00:30:00+02:00");
    assert.equal(chats[3]["created at"], "28/05/2025");
    assert.deepEqual(flags, { times_reversed: 1, created_at_unreadable: 1, updated_at_unreadable: 1 });
    const [naive, zoned] = chatMetrics;
    assert.deepEqual([naive["created at UTC"], naive["created date"], naive["created hour"]], ["", "2025-05-28", "12"]);
    assert.deepEqual([naive["created weekday"], naive["created ISO week"]], ["Wednesday", "2025-W22"]);
    assert.equal(naive["duration in s"], "0.012");
    assert.equal(zoned["created at UTC"], "2024-12-31T22:30:00.000000Z");
    assert.deepEqual([zoned["created date"], zoned["created ISO week"]], ["2024-12-31", "2025-W01"]);
    assert.equal(zoned["duration in s"], "60.5");
  });
});

Deno.test("D17: a time says the same with a T and with a space, and there is none that no calendar has", async () => {
  const times = [
    ...["2024-02-29T23:59:59.000001", "2025-12-31T23:59:59.999999", "2025-02-29T01:00:00.000000"],
    ...["2025-01-01T24:00:00.000000", "2025-13-01T00:00:00.000000", "2025-00-10T00:00:00.000000"],
    ...["2025-06-31T10:60:00.000000", "0001-01-01T00:00:00.000000", "2025-01-0xT00:00:00.000000"],
  ];
  const rows = times.flatMap((created_at, i) => [
    { chat_id: `t${i}`, created_at, updated_at: "2026-01-01T00:00:00.000000" },
    { chat_id: `s${i}`, created_at: created_at.replace("T", " "), updated_at: "2026-01-01 00:00:00.0" },
  ]);
  await tablesOf(rows, ({ chatMetrics, flags }) => {
    const measured = chatMetrics.map(({ chatId: _, ...rest }) => rest);
    for (let i = 0; i < measured.length; i += 2) assert.deepEqual(measured[i], measured[i + 1], times[i / 2]);
    assert.deepEqual(chatMetrics.map((row) => row["created date"]).filter(Boolean).length, 4);
    assert.deepEqual([measured[0]["created date"], measured[0]["created ISO week"]], ["2024-02-29", "2024-W09"]);
    assert.equal(measured[2]["duration in s"], "0.000001");
    assert.deepEqual(flags, { created_at_unreadable: 14 });
  });
});

Deno.test("D19, D20: a log that is no array leaves the chat without messages, its text among the rejects", async () => {
  const logs = ["[{'id': 1}]", '[{"id":"1"', '{"id":"1"}', "[NaN]", "", "null"];
  const rows = logs.map((conversation_log, i) => ({ chat_id: `c${i}`, conversation_log, message_count: "" }));
  await tablesOf(rows, ({ chats, messages, rejects, flags, quality }) => {
    assert.equal(chats.length, 6);
    assert.equal(messages.length, 0);
    assert.deepEqual(rejects.map(({ raw }) => raw), [logs[0], logs[1], logs[2], logs[3], logs[5]]);
    assert.deepEqual(rejects.map(({ line, part }) => [line, part]), [2, 3, 4, 5, 7].map((line) => [line, "log"]));
    assert.deepEqual(flags, {
      conversation_log_missing: 1,
      conversation_log_invalid: 3,
      conversation_log_not_array: 2,
    });
    assert.deepEqual(quality.rows, { read: 6, chats: 6, rejects: 0 });
  });
});

Deno.test("D21, D22, D23: sentinels are empty in labels only; languages are cut to their first part", async () => {
  const rows = [
    { sentiment: "None", resolution: " N/A ", language: "nl-NL" },
    { sentiment: "nan", resolution: "NULL", language: "FR_be" },
    { sentiment: " Positive ", resolution: "none of these", language: "de" },
  ].map((row, i) => ({ ...row, ...chatOf([message({ content: "None" })]), chat_id: `c${i}` }));
  await tablesOf(rows, ({ chats, messages, flags }) => {
    assert.deepEqual(chats.map(({ sentiment }) => sentiment), ["", "", "Positive"]);
    assert.deepEqual(chats.map(({ resolution }) => resolution), ["", "", "none of these"]);
    assert.deepEqual(chats.map(({ language }) => language), ["nl", "fr", "de"]);
    assert.equal(messages[0].content, "None");
    assert.deepEqual(flags, { language_other: 1 });
  });
});

Deno.test("D24, D25: ids are trimmed; a row without one, or of another width, is refused with its line", async () => {
  const text = inputText([{ chat_id: "  c1 ", organization_id: " 7 " }, { chat_id: "  " }]) + "a,b\n" +
    "x,".repeat(13) + "\n";
  await tablesOf(text, ({ chats, rejects, quality, status }) => {
    assert.equal(status, "ok");
    assert.deepEqual([chats.length, chats[0].chatId, chats[0].organizationId], [1, "c1", "7"]);
    const told = rejects.map(({ line, reason }) => [line, reason]);
    assert.deepEqual(told, [[3, "no chat id"], [4, "2 fields, expected 13"], [5, "14 fields, expected 13"]]);
    assert.equal(rejects[1].raw, "a,b");
    assert.deepEqual(quality.rows, { read: 4, chats: 1, rejects: 3 });
  });
});

Deno.test("D26, D27: order is the source's; NUL and lone surrogates become U+FFFD and are flagged", async () => {
  const row = {
    chat_id: "b\0",
    ...chatOf([message({ content: "x\ud800y" }), message({ id: "m2\0", content: "\u{1f600}" })]),
  };
  await tablesOf([row, { chat_id: "a", ...info({ cities: ["\udc00"] }) }], async ({ chats, messages, flags, read }) => {
    assert.deepEqual(chats.map(({ chatId }) => chatId), ["b\ufffd", "a"]);
    assert.deepEqual(messages.map(({ content }) => content), ["x\ufffdy", "\u{1f600}", "Hallo [NAME]"]);
    assert.equal(messages[1].messageId, "m2\ufffd");
    assert.equal(chats[1].cities, '["\ufffd"]');
    assert.deepEqual(flags, { text_replaced: 4 });
    const text = await read("chats.csv");
    assert.ok(!text.includes("\r") && !text.includes("\0") && text.endsWith("\n") && text.charCodeAt(0) !== 0xfeff);
  });
});

Deno.test("D28: cells stay as they are, copies are made safe on request, risky ones are counted", async () => {
  const row = chatOf([
    message({ content: "=1+1" }),
    message({ id: "2", content: "@x" }),
    message({ id: "3", content: "a=b" }),
  ]);
  await tablesOf([{ ...row, slug: "-x" }], async ({ messages, quality, read }) => {
    assert.deepEqual(messages.map(({ content }) => content), ["=1+1", "@x", "a=b"]);
    assert.deepEqual(quality.formulaCells, { chats: 1, messages: 5 });
    assert.match(await read("messages.excel-safe.csv"), /,'=1\+1,/);
    assert.match(await read("chats.excel-safe.csv"), /,'-x,/);
  }, { excelSafe: true });
});

Deno.test("D29, D30: a name is given or put together; the declared count is only checked", async () => {
  const infos = [{ name: "Jo Bo", "first name": "A" }, { firstName: "A", last_name: "B" }, { "last name": "B" }];
  const counts = ["1", "5", "many"];
  const rows = infos.map((one, i) => ({ chat_id: `c${i}`, ...info(one), message_count: counts[i] }));
  await tablesOf(rows, ({ chats, flags, chatMetrics }) => {
    assert.deepEqual(chats.map(({ name }) => name), ["Jo Bo", "A B", "B"]);
    assert.deepEqual(flags, { message_count_unreadable: 1, message_count_mismatch: 1 });
    assert.deepEqual(chatMetrics.map((row) => row["declared count"]), ["1", "5", ""]);
  });
});

Deno.test("D18: an exact row, an older copy and a repeated message are told apart", async () => {
  const older = { chat_id: "a", updated_at: "2025-05-28T12:00:00", slug: "old" };
  const newer = { chat_id: "a", updated_at: "2025-05-28T12:00:01", slug: "new" };
  const tie = { chat_id: "t", slug: "first" };
  const repeated = [message({ id: "1" }), message({ id: "1", role: " USER " }), message({ id: "1", content: "other" })];
  const rows = [older, newer, newer, { ...older, slug: "older" }, tie, { ...tie, slug: "later" }, {
    ...chatOf(repeated),
    chat_id: "m",
  }];
  await tablesOf([...rows, { chat_id: "n", conversation_log: log([message({ id: "1" })]) }], (made) => {
    const { chats, messages, rejects, quality, flags } = made;
    assert.deepEqual(chats.map(({ chatId, slug }) => [chatId, slug]), [["a", "new"], ["t", "later"], ["m", "stay"], [
      "n",
      "stay",
    ]]);
    const told = rejects.map(({ line, reason }) => [line, reason]);
    const old = "older copy of the chat";
    assert.deepEqual(told, [[2, old], [4, "exact duplicate"], [5, old], [6, old]]);
    assert.deepEqual(quality.duplicates, { exactRows: 1, olderCopies: 3, messages: 1 });
    assert.deepEqual(messages.slice(2).map((row) => row["sk messageId"]), ["1", "1#2", "1"]);
    assert.deepEqual(quality.messages, { inLogs: 6, written: 5, dropped: 1 });
    assert.deepEqual(flags, { message_repeated: 1, message_id_repeated: 1, times_reversed: 1 });
  });
});
