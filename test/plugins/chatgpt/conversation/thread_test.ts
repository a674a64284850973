import assert from "node:assert/strict";
import { fc } from "../../../../deps/fast_check.ts";
import type { JsonObject } from "../../../../core/conversation.ts";
import { mapConversation } from "../../../../plugins/chatgpt/conversation/map.ts";

/** A node of a slim export. */
function node(parent: string | null, time: number | null = null): JsonObject {
  return {
    parent,
    message: { author: { role: "user" }, create_time: time, content: { content_type: "text", parts: ["x"] } },
  };
}

const map = (mapping: JsonObject, current_node?: string) => mapConversation({ id: "c", mapping, current_node });
const ids = (messages: { id: string }[]) => messages.map(({ id }) => id);

Deno.test("mapConversation() follows a chain of 100,000 nodes and does not look at them again and again", () => {
  const mapping: JsonObject = {};
  for (let i = 0; i < 100_000; i++) mapping[`n${i}`] = node(i === 0 ? null : `n${i - 1}`, i + 1);
  const start = performance.now();
  const { messages, branches } = map(mapping, "n50000");
  assert.ok(performance.now() - start < 5000);
  assert.equal(messages.length, 100_000);
  assert.equal(messages[99_999].parentId, "n99998");
  assert.deepEqual(branches, []);
});

Deno.test("mapConversation() takes a node with 100,000 children", () => {
  const mapping: JsonObject = { root: { parent: null, message: null } };
  for (let i = 0; i < 100_000; i++) mapping[`n${i}`] = node("root");
  const start = performance.now();
  assert.equal(map(mapping, "n7").branches.length, 99_999);
  assert.ok(performance.now() - start < 5000);
});

Deno.test("mapConversation() never orders the thread by time", () => {
  const mapping = { c: node("b", 1), a: node(null, 9), b: node("a", 5) };
  assert.deepEqual(ids(map(mapping, "c").messages), ["a", "b", "c"]);
});

Deno.test("mapConversation() breaks ties of time by the list of children, then by key", () => {
  const mapping = { r: { ...node(null, 1), children: ["b", "a"] }, a: node("r", 2), b: node("r", 2) };
  assert.deepEqual(ids(map(mapping, "r").messages), ["r", "a"]);
  assert.deepEqual(ids(map({ ...mapping, r: node(null, 1) }, "r").messages), ["r", "b"]);
});

Deno.test("mapConversation() goes on from a current node in a ring without leaving what is above it", () => {
  assert.deepEqual(ids(map({ a: node("b", 1), b: node("a", 2) }, "a").messages), ["b", "a"]);
});

Deno.test("mapConversation() reads children lists that hold ids of nowhere", () => {
  const mapping = { r: { ...node(null, 1), children: ["gone", null, "r", 7, "a"] }, a: node(null, 2) } as JsonObject;
  assert.deepEqual(ids(map(mapping, "r").messages), ["r", "a"]);
});

Deno.test("mapConversation() holds every message of any graph once, with parents that it holds", () => {
  const key = fc.constantFrom(..."abcdefgh", "gone");
  const graph = fc.dictionary(
    fc.constantFrom(..."abcdefgh"),
    fc.record({
      parent: fc.option(key),
      children: fc.option(fc.array(key, { maxLength: 4 }), { nil: undefined }),
      time: fc.option(fc.integer({ min: 1, max: 4 })),
      empty: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(graph, fc.option(key, { nil: undefined }), (nodes, current) => {
      const mapping: JsonObject = {};
      for (const [id, { parent, children, time, empty }] of Object.entries(nodes)) {
        mapping[id] = { ...node(parent, time), ...(children && { children }), ...(empty && { message: null }) };
      }
      const { messages, branches } = map(mapping, current);
      const expected = Object.keys(nodes).filter((id) => !nodes[id].empty).sort();
      assert.deepEqual([...ids(messages), ...ids(branches)].sort(), expected);
      messages.forEach((message, i) => assert.equal(message.parentId, messages[i - 1]?.id));
      const byId = new Map([...messages, ...branches].map((message) => [message.id, message]));
      for (const start of branches) {
        const above = new Set([start.id]);
        for (let up = start.parentId; up !== undefined; up = byId.get(up)!.parentId) {
          assert.ok(byId.has(up) && !above.has(up), `${start.id} has no root`);
          above.add(up);
        }
      }
      if (expected.length > 0) assert.ok(messages.length > 0);
    }),
    { numRuns: 1000 },
  );
});
