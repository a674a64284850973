import assert from "node:assert/strict";
import { fc } from "../../../../deps/fast_check.ts";
import type { Json, JsonObject, Part } from "../../../../core/conversation.ts";
import { mapConversation } from "../../../../plugins/chatgpt/conversation/map.ts";

function partsOf(text: string, metadata: JsonObject = {}, role = "assistant"): Part[] {
  const message = { author: { role }, content: { content_type: "text", parts: [text] }, metadata };
  return mapConversation({ id: "c", mapping: { m: { message } }, current_node: "m" }).messages[0].parts;
}

function source(parts: Part[]): string {
  return parts.map((part) => part.type === "text" ? part.text : part.type === "citation" ? part.marker : "?").join("");
}

const cited = (parts: Part[]) =>
  parts.flatMap((part) => part.type === "citation" ? [part.sources.map((s) => s.title)] : []);

const PIECES = [
  "\ue200",
  "\ue201",
  "\ue202",
  "\ue203",
  "\ue206",
  "\ue20b",
  "cite",
  "entity",
  '["a","b"]',
  "turn0search1",
  "turn0news2",
  "\u3010",
  "\u3011",
  "1\u2020source",
  ":contentReference[oaicite:0]{index=0}",
  "citeturn0search1",
  "file",
  "word",
  " ",
  "\n",
  "\u{1f30a}",
  "\ud800",
  "\udc00",
  "\u00e9",
];

Deno.test("text and markers, joined, give back the source's text, whatever the references say", () => {
  const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(""));
  const offset = fc.integer({ min: -2, max: 60 });
  const reference = fc.record({
    matched: fc.option(fc.oneof(text, fc.constantFrom("\ue200cite\ue202turn0search1\ue201", " ", "", "word"))),
    start: offset,
    end: offset,
    title: fc.constantFrom("A", "B", ""),
  });
  fc.assert(
    fc.property(
      text,
      fc.array(reference, { maxLength: 6 }),
      fc.constantFrom("assistant", "user"),
      (text, refs, role) => {
        const content_references = refs.map(({ matched, start, end, title }): Json => ({
          ...(matched === null ? {} : { matched_text: matched }),
          start_idx: start,
          end_idx: end,
          title,
        }));
        const citations = refs.map(({ start, end, title }): Json => ({
          start_ix: start,
          end_ix: end,
          metadata: { title },
        }));
        const parts = partsOf(text, { content_references, citations }, role);
        assert.equal(source(parts), text);
        for (const part of parts) assert.ok(part.type !== "text" || part.text !== "");
        if (role === "user") return;
        for (const part of parts) {
          if (part.type === "text") assert.ok(!/[\ue200-\ue20f]/.test(part.text), "a private-use character was left");
        }
      },
    ),
    { numRuns: 3000 },
  );
});

Deno.test("references with one matched text go to its occurrences in order, and the last serves those that remain", () => {
  const mark = "\ue200cite\ue202turn0search1\ue201";
  const content_references = ["A", "B"].map((title) => ({ matched_text: mark, start_idx: 900, end_idx: 910, title }));
  assert.deepEqual(cited(partsOf(`1${mark} 2${mark} 3${mark}`, { content_references })), [["A"], ["B"], ["B"]]);
});

Deno.test("a footnote that matches a space leaves every space where it is", () => {
  const content_references = [{ matched_text: " ", start_idx: 1, end_idx: 2, type: "sources_footnote", title: "Foot" }];
  assert.deepEqual(partsOf("a b c", { content_references }), [{ type: "text", text: "a b c" }]);
});

Deno.test("offsets count code points", () => {
  const mark = "\u30101\u2020source\u3011";
  const text = `\u{1f30a}\u{1f30a}${mark}${mark}`;
  const citations = [[2, 12, "first"], [12, 22, "second"]]
    .map(([start_ix, end_ix, title]) => ({ start_ix, end_ix, metadata: { title } }));
  assert.deepEqual(cited(partsOf(text, { citations })), [["first"], ["second"]]);
});

Deno.test("a reference without sources of its own takes them from the search results it names", () => {
  const search_result_groups = [{
    entries: [{ title: "Nine", url: "u", ref_id: { turn_index: 1, ref_type: "news", ref_index: 9 } }],
  }];
  const content_references = [{ matched_text: "\ue200x\ue201", start_idx: 0, end_idx: 3, refs: ["turn1news9"] }];
  assert.deepEqual(cited(partsOf("\ue200x\ue201", { content_references, search_result_groups })), [["Nine"]]);
});

Deno.test("fallback items, images and bare addresses serve where items name nothing", () => {
  const mark = "\ue200cite\ue202turn0search1\ue201";
  const of = (more: JsonObject) => {
    const [part] = partsOf(mark, { content_references: [{ matched_text: mark, start_idx: 0, ...more }] });
    return part.type === "citation" ? part.sources : undefined;
  };
  assert.deepEqual(of({ items: [], fallback_items: [{ title: "F", url: "f" }] }), [{ title: "F", url: "f" }]);
  assert.deepEqual(of({ items: [{}], images: [{ content_url: "i" }] }), [{ url: "i" }]);
  assert.deepEqual(of({ safe_urls: ["s"] }), [{ url: "s" }]);
  assert.deepEqual(of({ type: "alt_text", alt: "in words" }), [{ text: "in words" }]);
  assert.deepEqual(of({ items: [{ title: "I", supporting_websites: [{ title: "J", url: "j" }] }] }), [
    { title: "I" },
    { title: "J", url: "j" },
  ]);
});

Deno.test("hostile texts of hundreds of thousands of characters take linear time", () => {
  const size = 400_000;
  const units = [
    "\\",
    "\ue200",
    "\ue200cite",
    "\ue200cite\ue202",
    "\ue202",
    "\u3010",
    "\u30101\u2020",
    ":contentReference[oaicite:",
    "citeturn0",
    "citeturn0search0",
    "(sandbox:/",
    "sandbox:/a b",
    '\ue200entity\ue202["',
    "\u{1f30a}",
    "\ue200cite\n\ue201",
    "\u3010\u2020\u3011",
  ];
  const content_references = Array.from({ length: 2000 }, (_, i) => ({
    matched_text: i % 2 ? `\ue200cite\ue202turn${i}` : `none ${i}`,
    start_idx: i * 7,
    end_idx: i * 400,
    title: `${i}`,
  }));
  for (const unit of units) {
    const text = unit.repeat(size / unit.length);
    const claimed: JsonObject = { content_references, citations: content_references };
    for (const metadata of [{}, claimed]) {
      const start = performance.now();
      assert.equal(source(partsOf(text, metadata)), text);
      const took = performance.now() - start;
      assert.ok(took < 10_000, `${JSON.stringify(unit)} took ${took} ms`);
    }
  }
});

Deno.test("words that only begin like a marker stay words of the text", () => {
  const matched_text = "the citeturn key";
  const content_references = [{
    matched_text,
    start_idx: 4,
    end_idx: 20,
    type: "webpage",
    url: "https://a.example",
    title: "A",
  }];
  const parts = partsOf(`see ${matched_text} here`, { content_references });
  assert.deepEqual(parts.flatMap((part) => part.type === "text" ? [part.text] : []), ["see the citeturn key", " here"]);
  assert.deepEqual(cited(parts), [["A"]]);
});
