import assert from "node:assert/strict";
import type { Part } from "../../../core/conversation.ts";
import { fc } from "../../../deps/fast_check.ts";
import type { MarkdownStoreOptions } from "../../../plugins/markdown/mod.ts";
import { conversation, file, message, split } from "./support.ts";

function body(parts: (Part | string)[], options: Partial<MarkdownStoreOptions> = {}): string {
  return split(file(conversation([message("user", parts)]), options).text).body;
}

Deno.test("markdownStore() writes each message below the heading of its role", () => {
  const text = file(
    conversation([
      message("user", ["Hello"]),
      message("assistant", ["Hi\r\nthere  \n\n"]),
      message("tool", ["42"], { author: "python" }),
      message("user", ["Me"], { author: "Ann #1" }),
      message("assistant", ["", { type: "thinking", text: "" }]),
    ], { title: "A *title*" }),
  ).text;
  assert.equal(
    split(text).body,
    "\n# A \\*title\\*\n\n## User\n\nHello\n\n## Assistant\n\nHi\nthere\n\n## Tool: python\n\n42\n\n## Ann \\#1\n\nMe\n",
  );
});

Deno.test("markdownStore() takes vertical tabs and form feeds for the white space they are", () => {
  assert.equal(body(["one\ftwo"]), "\n# T\n\n## User\n\none two\n");
  assert.equal(body(["\v\f"]), "\n# T\n");
});

Deno.test("markdownStore() leaves out hidden messages until they are asked for", () => {
  const record = conversation([
    message("system", ["secret prompt"], { hidden: "system" }),
    message("assistant", [{ type: "thinking", title: "Plan", text: "First\n\nthen" }], { hidden: "thoughts" }),
    message("assistant", [{ type: "tool_call", name: "python", input: "1+1", language: "python" }], { hidden: "call" }),
    message("tool", ["raw page"], { hidden: "tool" }),
    message("tool", [{ type: "tool_result", text: "2" }]),
  ]);
  const shown = (options: Partial<MarkdownStoreOptions>) =>
    ["secret prompt", "First", "1+1", "raw page", "> 2"].filter((words) =>
      split(file(record, options).text).body.includes(words)
    );
  assert.deepEqual(shown({}), ["> 2"]);
  assert.deepEqual(shown({ thinking: true }), ["First", "> 2"]);
  assert.deepEqual(shown({ tools: true }), ["1+1", "raw page", "> 2"]);
  assert.deepEqual(shown({ hidden: true }), ["secret prompt", "First", "1+1", "raw page", "> 2"]);
  const { body } = split(file(record, { thinking: true, tools: true }).text);
  assert.ok(body.includes("> [!note]- Thinking: Plan\n> First\n>\n> then\n"));
  assert.ok(body.includes("> [!example]- Tool call: python\n> ```python\n> 1+1\n> ```\n"));
});

Deno.test("markdownStore() fences code with more backticks than it holds", () => {
  assert.equal(
    body([{ type: "code", text: "a\n````\nb", language: "c++" }]),
    "\n# T\n\n## User\n\n`````c++\na\n````\nb\n`````\n",
  );
  assert.equal(
    body([{ type: "code", text: "x\n", language: "evil\n# x" }]),
    "\n# T\n\n## User\n\n```\nx\n```\n",
  );
});

Deno.test("markdownStore() closes what a message leaves open", () => {
  const next = (text: string) =>
    split(file(conversation([message("user", [text]), message("user", ["next"])])).text).body;
  assert.ok(next("```js\nlet a").includes("```js\nlet a\n```\n\n## User\n\nnext"));
  assert.ok(next("~~~~\n```\n~~~").includes("~~~\n~~~~\n\n## User"));
  assert.ok(next("- x\n  ```\n  code").includes("  code\n  ```\n\n## User"));
  assert.ok(next("```\na\n```").includes("```\na\n```\n\n## User"));
  assert.ok(next("```not a fence` x").includes("x\n\n## User"));
  assert.ok(next("a\n<!-- open").includes("\n\\<!-- open\n\n## User"));
  assert.ok(next("<script>").includes("\n\\<script>\n"));
  assert.ok(next("```\n<!-- code\n```").includes("\n<!-- code\n"));
});

Deno.test("markdownStore() lets no message pass for another one or for front matter", () => {
  const { body, fields } = split(
    file(conversation([
      message("user", [
        "---\nconversation_id: x\n---\n## Assistant\nI agree\n  ## Assistant ##\n## Assistants\n```\n## User\n```",
      ]),
      message("assistant", ["No"]),
    ])).text,
  );
  assert.equal(fields.conversation_id, "c1");
  assert.deepEqual(body.match(/^.*## .*$/gm), [
    "## User",
    "\\## Assistant",
    "  \\## Assistant ##",
    "## Assistants",
    "## User",
    "## Assistant",
  ]);
});

Deno.test("markdownStore() writes citations as links in the text, and only to the web", () => {
  const cite = (sources: { title?: string; url?: string; text?: string }[]): Part => ({
    type: "citation",
    marker: "【1】",
    sources,
  });
  const text = body([
    "Soup is hot",
    cite([{ title: "A [b]", url: "https://a.example/x y(1)>" }, { url: "https://b.example/" }]),
    ", yes",
    cite([]),
    ".",
    cite([{ title: "Bad", url: "javascript:alert(1)" }]),
    " By ",
    cite([{ text: "Ann" }]),
  ]);
  assert.equal(
    text,
    "\n# T\n\n## User\n\nSoup is hot ([A \\[b\\]](<https://a.example/x%20y(1)%3E>), [https://b.example/](<https://b.example/>)), yes. (Bad) By Ann\n",
  );
});

Deno.test("markdownStore() writes quotes, errors, media and unknown kinds", () => {
  const record = conversation([message("assistant", [
    { type: "quote", text: "To be\n\nor not", title: "Play", url: "https://x.example" },
    { type: "error", name: "Timeout", text: "too slow" },
    { type: "image", assetId: "a1" },
    { type: "audio", text: "voice.wav", transcript: "Good day" },
    { type: "file" },
    { type: "unknown", kind: "widget", raw: { a: ["```"] } },
  ])], {
    assets: [{
      id: "a1",
      pointer: "file-service://a1",
      kind: "image",
      name: "cat_1.png",
      missing: "not in the export",
    }],
  });
  assert.equal(
    split(file(record).text).body,
    [
      "",
      "# T",
      "## Assistant",
      "> To be\n>\n> or not\n>\n> — [Play](<https://x.example>)",
      "> [!error]- Error: Timeout\n> too slow",
      "*Image: cat\\_1.png (missing: not in the export)*",
      "*Audio: voice.wav*\n\n> Good day",
      "*File*",
      '> [!question]- Unknown content: widget\n> ````\n> {"a":["```"]}\n> ````',
    ].join("\n\n").slice(1) + "\n",
  );
});

Deno.test("markdownStore() writes times when asked, in UTC or as the source says them", () => {
  const record = conversation([
    message("user", ["a"], { createdAt: Date.UTC(2024, 0, 2, 3, 4, 5) }),
    message("user", ["b"], { localTime: "02.01.2024 03:04" }),
    message("user", ["c"]),
  ]);
  const { body } = split(file(record, { timestamps: true }).text);
  assert.equal(
    body,
    "\n# T\n\n## User\n\n*2024-01-02 03:04:05 UTC*\n\na\n\n## User\n\n*02.01.2024 03:04*\n\nb\n\n## User\n\nc\n",
  );
});

Deno.test("markdownStore() writes no control characters and no lone surrogates", () => {
  assert.equal(body(["a\u001b[31m\u0000b\ud800"]), "\n# T\n\n## User\n\na\ufffd[31m\ufffdb\ufffd\n");
});

Deno.test("markdownStore() renders any conversation the same each time, and its marker stands in the front matter", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: "binary", maxLength: 60 })), fc.string(), (texts, id) => {
    const record = () => conversation(texts.map((text) => message("user", [text], { id: text })), { id });
    const { text } = file(record());
    assert.equal(text, file(record()).text);
    assert.equal(split(text).fields.conversation_id, id.toWellFormed());
    assert.equal(
      text.match(/^## User$/gm)?.length ?? 0,
      texts.filter((words) => words.trim() !== "").length,
    );
  }));
});

Deno.test("markdownStore() stays fast on hostile texts", () => {
  const started = performance.now();
  body([
    " ".repeat(500_000) + "x",
    "## a" + " ".repeat(300_000) + "b",
    "`".repeat(300_000) + "x`",
    "#".repeat(300_000),
    "\n".repeat(300_000),
  ]);
  file(conversation([], { title: " x".repeat(500_000) }));
  assert.ok(performance.now() - started < 3_000);
});
