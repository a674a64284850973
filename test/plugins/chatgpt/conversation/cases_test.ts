import assert from "node:assert/strict";
import { fc } from "../../../../deps/fast_check.ts";
import type { Json, JsonObject } from "../../../../core/conversation.ts";
import { mapConversation } from "../../../../plugins/chatgpt/conversation/map.ts";
import { caseNames, mapCase, readCase } from "./cases.ts";

for (const name of caseNames()) {
  Deno.test(`mapConversation() maps the case "${name}" as expected`, () => {
    const mapped = mapCase(name);
    // Through JSON, which also shows that the record is JSON: nothing undefined, no function.
    assert.deepEqual(JSON.parse(JSON.stringify(mapped)), readCase(name, "expected.json"));
    assert.deepEqual(mapped, readCase(name, "expected.json"));
  });
}

Deno.test("mapConversation() gives the same record whatever the key order of mapping is", () => {
  // Where there is neither a time nor a current node, file order is all there is.
  const names = caseNames().filter((name) => name !== "no_times_no_current_node");
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.infiniteStream(fc.nat()), (name, numbers) => {
      const raw = readCase(name, "input.json") as JsonObject;
      const mapped = mapConversation(raw);
      const entries = Object.entries(raw.mapping as JsonObject).map((entry) => ({ entry, at: numbers.next().value! }));
      const shuffled = entries.sort((a, b) => a.at - b.at).map(({ entry }) => entry);
      assert.deepEqual(mapConversation({ ...raw, mapping: Object.fromEntries(shuffled) }), mapped);
    }),
    { numRuns: 200 },
  );
});

Deno.test("mapConversation() leaves its input as it was", () => {
  for (const name of caseNames()) {
    const raw = readCase(name, "input.json");
    mapConversation(raw);
    assert.deepEqual(raw, readCase(name, "input.json"), name);
  }
});

Deno.test("mapConversation() loses no string and no number of a message", () => {
  for (const name of caseNames()) {
    const { conversation } = mapCase(name);
    const kept = new Set<unknown>();
    for (const leaf of leaves(JSON.parse(JSON.stringify(conversation)))) kept.add(leaf.value);
    const texts = [...conversation.messages, ...conversation.branches].map((message) =>
      message.parts.map((part) => "marker" in part ? part.marker : "text" in part ? part.text ?? "" : "").join("")
    );
    const { mapping } = readCase(name, "input.json") as { mapping: JsonObject };
    for (const node of Object.values(mapping)) {
      for (const { value, path } of leaves((node as JsonObject)?.message ?? null)) {
        if (path === ".create_time" || path === ".content.content_type" || value === "") continue;
        const found = kept.has(value) || texts.some((text) => typeof value === "string" && text.includes(value));
        assert.ok(found, `${name}: ${path} ${JSON.stringify(value)} is nowhere in the record`);
      }
    }
  }
});

function leaves(root: Json): { value: string | number; path: string }[] {
  const found: { value: string | number; path: string }[] = [];
  const stack: { value: Json; path: string }[] = [{ value: root, path: "" }];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { value, path } = at;
    if (typeof value === "string" || typeof value === "number") found.push({ value, path });
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) stack.push({ value: inner, path: `${path}.${key}` });
    }
  }
  return found;
}
