import assert from "node:assert/strict";
import {
  conversationId,
  isConversation,
  mapConversation,
  reasonToDrop,
} from "../../../../plugins/chatgpt/conversation/map.ts";
import { readTime } from "../../../../plugins/chatgpt/conversation/times.ts";
import { mapCounted } from "./cases.ts";

const say = (text: unknown, more: object = {}) => ({
  id: "c",
  current_node: "m",
  mapping: {
    m: { message: { author: { role: "assistant" }, content: { content_type: "text", parts: [text] }, ...more } },
  },
});

Deno.test("mapConversation() says what is wrong with what is no conversation", () => {
  for (const raw of [null, 7, "x", [], undefined]) assert.throws(() => mapConversation(raw), SyntaxError);
  assert.throws(() => mapConversation({ id: "a" }), {
    name: "SyntaxError",
    message: 'Cannot map conversation "a": its "mapping" is missing, an object of nodes was expected',
  });
  assert.throws(() => mapConversation({ id: "a", mapping: [] }), /its "mapping" is an array/);
  assert.throws(() => mapConversation({ id: "", mapping: {} }), /neither "conversation_id" nor "id"/);
});

Deno.test("reasonToDrop() names folder and project items, not broken conversations", () => {
  assert.equal(reasonToDrop({ id: "p", name: "A project" }), "no messages (no mapping)");
  assert.equal(reasonToDrop({ id: "p", mapping: null }), "no messages (no mapping)");
  for (const raw of [{ mapping: {} }, { mapping: "x" }, null, []]) assert.equal(reasonToDrop(raw), undefined);
  assert.equal(isConversation({ mapping: {} }), true);
  assert.equal(isConversation({ mapping: [] }), false);
  assert.equal(conversationId({ conversation_id: "", id: "b" }), "b");
});

Deno.test("mapConversation() counts what it does not know, under names that hostile input cannot flood", () => {
  const content = (content_type: unknown) => ({ content: { content_type, parts: [] } });
  assert.deepEqual(mapCounted(say("", content("hologram"))).counts, { "unknown content type: hologram": 1 });
  assert.deepEqual(mapCounted(say("", content("a b\n".repeat(50)))).counts, { "unknown content type: other": 1 });
  assert.deepEqual(mapCounted(say({ content_type: "smell" })).counts, { "unknown part type: smell": 1 });
  assert.deepEqual(mapCounted(say("", { author: { role: "critic" } })).counts, { "unknown role: critic": 1 });
});

Deno.test("mapConversation() does not touch prototypes, and keeps keys that look like them", () => {
  const raw = JSON.parse('{"id":"c","__proto__":{"polluted":1},"mapping":{"__proto__":{"message":{"__proto__":7}}}}');
  const conversation = mapConversation(raw);
  assert.equal(({} as { polluted?: number }).polluted, undefined);
  assert.deepEqual(Object.keys(conversation.metadata), ["__proto__"]);
  assert.equal(Object.getPrototypeOf(conversation.metadata), Object.prototype);
  assert.equal(conversation.messages[0].id, "__proto__");
});

Deno.test("mapConversation() keeps a lone surrogate as it is", () => {
  assert.deepEqual(mapConversation(say("a\ud800b")).messages[0].parts, [{ type: "text", text: "a\ud800b" }]);
});

Deno.test("mapConversation() takes metadata of any depth", () => {
  let deep: object = {};
  for (let i = 0; i < 200_000; i++) deep = { deep };
  const content = { content_type: "hologram", scene: deep };
  const { messages } = mapConversation(say("x", { metadata: { deep, attachments: deep, content_references: [deep] } }));
  assert.equal(messages[0].parts.length, 1);
  assert.equal(mapConversation(say("x", { content })).messages[0].parts[0].type, "unknown");
});

Deno.test("readTime() reads seconds, milliseconds and ISO 8601, and invents nothing", () => {
  assert.deepEqual(readTime(1700000000.1236), { at: 1700000000124 });
  assert.deepEqual(readTime(1700000000123), { at: 1700000000123 });
  assert.deepEqual(readTime("1700000000.5"), { at: 1700000000500 });
  assert.deepEqual(readTime("2024-02-29T12:00:00.123456+05:30"), { at: Date.UTC(2024, 1, 29, 6, 30, 0, 123) });
  assert.deepEqual(readTime("2024-02-29 12:00:00 UTC"), { at: Date.UTC(2024, 1, 29, 12) });
  assert.deepEqual(readTime("2024-02-29T12:00-0130"), { at: Date.UTC(2024, 1, 29, 13, 30) });
  assert.deepEqual(readTime("2024-02-29T12:00:00"), { local: "2024-02-29T12:00:00" });
  assert.deepEqual(readTime("2024-02-29"), { local: "2024-02-29" });
  for (const none of [null, undefined, 0, -5, NaN, Infinity, 1e300, "", "soon", "2024-99-01T00:00:00Z", true, {}]) {
    assert.deepEqual(readTime(none), {}, String(none));
  }
});
