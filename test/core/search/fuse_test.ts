import assert from "node:assert/strict";
import { fuseRanks, groupByConversation, refKey } from "../../../core/search.ts";
import { tellingWords } from "../../../core/search/sentence.ts";

Deno.test("fuseRanks() adds 1 / (60 + rank) over the lists, and counts doubles in a list once", () => {
  const fused = fuseRanks([["a", "b", "b", "c"], ["c", "d"]], (one) => one);
  assert.deepEqual(fused.map(({ element }) => element), ["c", "a", "b", "d"]);
  assert.equal(fused[0].score, 1 / 63 + 1 / 61);
  assert.equal(fused[2].score, 1 / 62);
  assert.deepEqual(fuseRanks([], String), []);
});

Deno.test("what stands in both lists comes before what leads one of them", () => {
  const first = ["x", ...Array.from({ length: 20 }, (_, i) => `a${i}`), "both"];
  const second = ["y", ...Array.from({ length: 20 }, (_, i) => `b${i}`), "both"];
  assert.equal(fuseRanks([first, second], String)[0].element, "both");
});

Deno.test("groupByConversation() keeps the best of each and counts the others", () => {
  const found = ["a1", "b1", "a2", "a3"].map((id) => ({ conversationId: id[0], messageId: id }));
  assert.deepEqual(groupByConversation(found), [
    { conversationId: "a", messageId: "a1", more: 2 },
    { conversationId: "b", messageId: "b1", more: 0 },
  ]);
});

Deno.test("refKey() tells messages apart whatever their ids hold", () => {
  const key = (conversationId: string, messageId: string) => refKey({ conversationId, messageId });
  assert.notEqual(key("a", "b:c"), key("a:b", "c"));
  assert.notEqual(key("1", "2:3"), key("12", ":3"));
});

Deno.test("tellingWords() leaves out what stands in every sentence, in several languages", () => {
  assert.deepEqual(tellingWords("What did I say about the night train?"), ["night", "train"]);
  assert.deepEqual(tellingWords("Was habe ich über den Nachtzug gesagt?"), ["nachtzug"]);
  assert.deepEqual(tellingWords("Qu'est-ce que j'ai dit de l'été ?"), ["été"]);
  assert.deepEqual(tellingWords("who are you"), ["who", "are", "you"]);
  assert.deepEqual(tellingWords("Train train TRAIN"), ["train"]);
  assert.ok(tellingWords("東京都庁に行きました").includes("東京"));
  assert.deepEqual(tellingWords("?!"), []);
  assert.equal(tellingWords("a1 ".repeat(5) + Array.from({ length: 90 }, (_, i) => `w${i}`).join(" ")).length, 32);
});
