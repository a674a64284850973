/** The decisions where the format is silent, one golden case or more each; the tests name them by number. */
import assert from "node:assert/strict";
import { CHAT_ARRAYS, CHAT_COLUMNS, MESSAGE_ARRAYS, MESSAGE_COLUMNS } from "../../../plugins/chat_csv/mod.ts";
import { chatOf, tablesOf } from "./support.ts";

const CHATS =
  "locations,first name,user bypass messages limit,name,read only token,phone number,pois,is test chat,clientId,organizationConfigId,email,suborganization,provinces,starting domain,section type,is reviewed,limit messages case,sentiment,slug,is chat classified,ontraport update time,trip type,most relevant trip name,countries,chatId,email types,newsletter subscription time,language,last name,idle message sent time,resolution,token,subscription idle message sent time,is default chat,ontraport note id,actions,has email,most relevant brand name,created at,organizationId,recommendations cta url,updated at,idle email sent time,humanloop session id,defaultMessageId,is structured info extracted,cities";
const MESSAGES =
  "locations,messageSuborganization,user bypass messages limit,current brands,read only token,pois,is test chat,clientId,organizationConfigId,email,suborganization,provinces,role,starting domain,is reviewed,limit messages case,sentiment,intentType,slug,is chat classified,ontraport update time,trip type,regions,countries,chatId,newsletter subscription time,conversationLogType,language,idle message sent time,resolution,sk messageId,token,subscription idle message sent time,is default chat,messageId,categories,content,ontraport note id,created at,organizationId,updated at,idle email sent time,humanloop session id,defaultMessageId,is structured info extracted,themes,cities";

const info = (value: unknown) => ({ structured_info: JSON.stringify(value) });
const message = (more: object = {}) => ({ id: "m", role: "user", type: "default", content: "hi", ...more });

Deno.test("D1: the headers are the format's, byte for byte, and nothing is added", async () => {
  assert.equal(CHAT_COLUMNS.join(","), CHATS);
  assert.equal(MESSAGE_COLUMNS.join(","), MESSAGES);
  await tablesOf([{}], async ({ read }) => {
    assert.ok((await read("chats.csv")).startsWith(`${CHATS}\n`));
    assert.ok((await read("messages.csv")).startsWith(`${MESSAGES}\n`));
  });
});

Deno.test("D2: what is absent is an empty cell, or [] in an array's column", async () => {
  await tablesOf(
    [{ structured_info: '{"name":null,"cities":null,"email":"","regions":null}' }],
    ({ chats, messages }) => {
      for (const column of CHAT_ARRAYS) assert.equal(chats[0][column], "[]", column);
      for (const column of MESSAGE_ARRAYS) assert.equal(messages[0][column], "[]", column);
      assert.equal(chats[0].name, "");
      assert.equal(chats[0]["phone number"], "");
      for (const cell of [...Object.values(chats[0]), ...Object.values(messages[0])]) {
        assert.ok(!["null", "None", "NaN", "undefined"].includes(cell));
      }
    },
  );
});

Deno.test("D3: a blank is_test_chat is false and flagged, an unreadable one empty and flagged", async () => {
  const rows = ["", "TRUE", "0", "maybe"].map((is_test_chat, i) => ({ chat_id: `c${i}`, is_test_chat }));
  await tablesOf(rows, ({ chats, flags }) => {
    assert.deepEqual(chats.map((chat) => chat["is test chat"]), ["false", "true", "false", ""]);
    assert.deepEqual(flags, { is_test_chat_missing: 1, is_test_chat_unreadable: 1 });
    assert.equal(chats[0]["user bypass messages limit"], "");
    assert.equal(chats[0]["is reviewed"], "");
  });
});

Deno.test("D4: has email needs the form of an address", async () => {
  const emails = ["a.b@example.org", "[EMAIL]", "a@b", "", "two words@example.org"];
  const rows = emails.map((email, i) => ({ chat_id: `c${i}`, ...info({ email }) }));
  await tablesOf(rows, ({ chats, flags }) => {
    assert.deepEqual(chats.map((chat) => chat["has email"]), ["true", "false", "false", "false", "false"]);
    assert.deepEqual(chats.map(({ email }) => email), emails);
    assert.deepEqual(flags, { email_placeholder: 1, email_malformed: 2 });
  });
});

Deno.test("D5: a chat is classified by a sentiment or a resolution", async () => {
  const rows = [{}, { sentiment: "positive" }, { resolution: "resolved" }, { sentiment: "None" }];
  await tablesOf(rows.map((row, i) => ({ chat_id: `c${i}`, ...row })), ({ chats }) => {
    assert.deepEqual(chats.map((chat) => chat["is chat classified"]), ["false", "true", "true", "false"]);
  });
});

Deno.test("D6: structured info is extracted when one value says something", async () => {
  const texts = ['{"actions":["x"]}', '{"a":null,"b":"","c":[],"d":{}}', "", "[]", '{"n":0}', '{"cities":["Gent"]}'];
  const rows = texts.map((structured_info, i) => ({ chat_id: `c${i}`, structured_info }));
  await tablesOf(rows, ({ chats, chatMetrics }) => {
    const cells = chats.map((chat) => chat["is structured info extracted"]);
    assert.deepEqual(cells, ["true", "false", "false", "false", "true", "true"]);
    const beyond = chatMetrics.map((row) => row["has structured info beyond actions"]);
    assert.deepEqual(beyond, ["false", "false", "false", "false", "true", "true"]);
  });
});

Deno.test("D7, D8: a default chat has only default messages and none from the user; its first greeting is named", async () => {
  const greeting = { id: "g", role: "assistant", type: "default", content: "Hello" };
  const rows = [
    chatOf([greeting, { ...greeting, id: "h" }]),
    chatOf([greeting, message()]),
    chatOf([]),
    chatOf([{ ...greeting, type: "answer" }]),
    chatOf([message(), greeting]),
    chatOf([{ ...greeting, type: "answer" }, { ...greeting, id: "h" }]),
  ].map((row, i) => ({ ...row, chat_id: `c${i}` }));
  await tablesOf(rows, ({ chats }) => {
    assert.deepEqual(chats.map((chat) => chat["is default chat"]), [
      "true",
      "false",
      "false",
      "false",
      "false",
      "false",
    ]);
    assert.deepEqual(chats.map((chat) => chat.defaultMessageId), ["g", "g", "", "", "", "h"]);
  });
});

Deno.test("D9: ids are as given, a missing one is chat and place, and keys come once in a chat", async () => {
  const messages = [
    message({ id: " a ", content: "1" }),
    message({ id: undefined, content: "2" }),
    message({ id: "x", content: "3" }),
    message({ id: "x", content: "4" }),
    message({ id: "x#2", content: "5" }),
    message({ id: "x", content: "6" }),
  ];
  const text = JSON.stringify(messages).replace(
    "]",
    ',{"id":12345678901234567890,"role":"user","type":"t","content":"7"}]',
  );
  await tablesOf([{ conversation_log: text, message_count: "7" }], ({ messages, flags }) => {
    const ids = messages.map(({ messageId }) => messageId);
    assert.deepEqual(ids, [" a ", "c1:1", "x", "x", "x#2", "x", "12345678901234567890"]);
    const keys = messages.map((row) => row["sk messageId"]);
    assert.deepEqual(keys, [" a ", "c1:1", "x", "x#3", "x#2", "x#4", "12345678901234567890"]);
    assert.deepEqual(flags, { message_id_missing: 1, message_id_repeated: 2 });
  });
});

Deno.test("D10: roles are trimmed and in lower case; another one is kept and flagged", async () => {
  const roles = [" User ", "ASSISTANT", "system", null];
  await tablesOf([chatOf(roles.map((role, i) => message({ id: `m${i}`, role })))], ({ messages, flags }) => {
    assert.deepEqual(messages.map(({ role }) => role), ["user", "assistant", "system", ""]);
    assert.deepEqual(flags, { role_unknown: 2 });
  });
});

Deno.test("D11: content is verbatim, null is empty, what is no text is compact JSON", async () => {
  const contents = ['  "quoted", \r\n\ttext ', null, ["a", { b: 1 }], 12, "None"];
  const rows = [
    chatOf([...contents.map((content, i) => message({ id: `m${i}`, content })), { id: "last", role: "user" }]),
  ];
  await tablesOf(rows, ({ messages, flags }) => {
    const cells = messages.map(({ content }) => content);
    assert.deepEqual(cells, ['  "quoted", \r\n\ttext ', "", '["a",{"b":1}]', "12", "None", ""]);
    assert.deepEqual(flags, { content_missing: 2, content_not_text: 2 });
  });
});

Deno.test("D12, D13, D14: type and suborganization are the message's, themes its own or its chat's", async () => {
  const messages = [
    message({ id: "1", type: "question", suborganization: "west", themes: ["own"] }),
    message({ id: "2", regions: null, intentType: "book" }),
  ];
  const row = {
    ...chatOf(messages),
    ...info({ suborganization: "all", themes: ["chat"], regions: "Coast", intent_type: "ask" }),
  };
  await tablesOf([row], ({ messages, chats }) => {
    assert.deepEqual(messages.map((one) => one.conversationLogType), ["question", "default"]);
    assert.deepEqual(messages.map((one) => one.messageSuborganization), ["west", ""]);
    assert.deepEqual(messages.map((one) => one.suborganization), ["all", "all"]);
    assert.deepEqual(messages.map((one) => one.themes), ['["own"]', '["chat"]']);
    assert.deepEqual(messages.map((one) => one.regions), ['["Coast"]', '["Coast"]']);
    assert.deepEqual(messages.map((one) => one.categories), ["[]", "[]"]);
    assert.deepEqual(messages.map((one) => one.intentType), ["ask", "book"]);
    assert.equal(chats[0].suborganization, "all");
  });
});
