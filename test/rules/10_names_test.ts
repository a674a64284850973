import assert from "node:assert/strict";
import { fileName } from "../../core/names.ts";

Deno.test("rule 10: a name is a pure function of content: UTC date or undated, title, short id", () => {
  const parts = { createdAt: Date.UTC(2024, 1, 29), title: "Soup: what / how?", id: "abc", extension: "md" };
  assert.match(fileName(parts), /^2024-02-29_Soup what how_[0-9a-f]{10}\.md$/);
  assert.equal(fileName({ ...parts }), fileName(parts));
  assert.match(fileName({ ...parts, createdAt: undefined }), /^undated_Soup/);
  assert.notEqual(fileName({ ...parts, id: "abd" }), fileName(parts));
});
