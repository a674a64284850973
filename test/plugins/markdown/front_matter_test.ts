import assert from "node:assert/strict";
import { fc } from "../../../deps/fast_check.ts";
import { parse } from "../../../deps/yaml.ts";
import { conversation, file, message, split } from "./support.ts";

Deno.test("markdownStore() names a file by date, title and short id", () => {
  const { name } = file(conversation([], { title: "Soup: hot/cold", createdAt: Date.UTC(2024, 4, 1) }));
  assert.match(name, /^2024-05-01_Soup hot cold_[0-9a-f]{10}\.md$/);
  assert.notEqual(name.slice(-13), file(conversation([], { id: "c2" })).name.slice(-13));
  assert.notEqual(name.slice(-13), file(conversation([], { source: "telegram" })).name.slice(-13));
});

Deno.test("markdownStore() writes the front matter that readers of chats know", () => {
  const { fields, front } = split(
    file(conversation(
      [
        message("system", [], {
          hidden: "context",
          metadata: {
            metadata: { user_context_message_data: { about_user_message: "A cook", about_model_message: "Be brief" } },
          },
        }),
        message("user", ["Soup?"], { model: undefined }),
        message("assistant", [{ type: "tool_call", name: "web.run", input: "{}" }], { model: "gpt-4o" }),
        message("tool", [{ type: "tool_result", text: "found" }], { author: "web.run" }),
        message("assistant", ["Yes"], { model: "o3" }),
      ],
      {
        title: "Soup",
        createdAt: Date.UTC(2024, 4, 1, 10),
        updatedAt: Date.UTC(2024, 4, 2, 10, 0, 0, 5),
        branches: [message("assistant", ["No"])],
        metadata: { is_starred: true, voice: { name: "ember" }, plugin_ids: ["p1", null], default_model_slug: "auto" },
      },
    )).text,
  );
  assert.deepEqual(fields, {
    title: "Soup",
    aliases: ["Soup"],
    tags: ["chatgpt"],
    source: "chatgpt",
    conversation_id: "c1",
    chat_link: "https://chatgpt.com/c/c1",
    create_time: "2024-05-01T10:00:00.000Z",
    update_time: "2024-05-02T10:00:00.005Z",
    model: "auto",
    models: ["gpt-4o", "o3"],
    used_plugins: ["p1"],
    tools: ["web.run"],
    message_count: 5,
    branch_message_count: 1,
    content_types: ["text", "tool_call", "tool_result"],
    custom_instructions: { about_user_message: "A cook", about_model_message: "Be brief" },
    is_starred: true,
    voice: "ember",
  });
  assert.match(front, /^create_time: 2024-05-01T10:00:00.000Z$/m);
});

Deno.test("markdownStore() invents nothing where the source says nothing", () => {
  const { fields } = split(file(conversation([], { source: "telegram", createdAt: NaN, updatedAt: 9e15 })).text);
  assert.deepEqual(fields, {
    title: "T",
    aliases: ["T"],
    tags: ["telegram"],
    source: "telegram",
    conversation_id: "c1",
    message_count: 0,
  });
});

Deno.test("markdownStore() takes a missing title from what the user said first", () => {
  const { name, text } = file(conversation([message("user", ["Is it\nsoup?"])], { title: undefined }));
  assert.match(name, /^undated_Is it soup_/);
  const { fields, body } = split(text);
  assert.deepEqual([fields.title, fields.aliases], ["Is it soup?", ["Is it soup?"]]);
  assert.ok(body.startsWith("\n# Is it soup?\n"));
});

Deno.test("markdownStore() finds custom instructions that stand in the conversation as a message", () => {
  const context = message("user", ["A cook", "Be brief"], {
    metadata: { content: { content_type: "user_editable_context" } },
  });
  const { fields } = split(file(conversation([context])).text);
  assert.deepEqual(fields.custom_instructions, { text: "A cook\n\nBe brief" });
});

Deno.test("markdownStore() quotes every text so that YAML gives it back", () => {
  const texts = [
    'say "hi"',
    "a\nb",
    "---",
    "...",
    "!tag",
    "&anchor",
    "*alias",
    "yes",
    "null",
    "0123",
    "1e3",
    "2024-01-01",
    "# no comment",
    "key: value",
    "- item",
    "{a: 1}",
    "tab\there",
    "\u0085\u2028\u2029\ufeff\u202e\u0000\u001b",
    "\\x41 \\u0041",
    "%TAG",
    " both ",
    "😀",
    "\uffff",
  ];
  for (const title of texts) {
    for (const version of ["1.1", "1.2"] as const) {
      const { front } = split(file(conversation([], { title, id: title })).text);
      const fields = parse(front, { version });
      assert.deepEqual([fields.title, fields.conversation_id], [title, title]);
    }
  }
  fc.assert(fc.property(fc.string({ unit: "binary" }), (title) => {
    const { fields, front } = split(file(conversation([], { title })).text);
    if (title.trim() !== "") assert.equal(fields.title, title.toWellFormed());
    assert.doesNotMatch(front, /(?!\n)[\p{Cc}\u2028-\u202e]/u);
  }));
});
