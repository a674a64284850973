import assert from "node:assert/strict";
import type { Conversation, Message, Part } from "../../core/conversation.ts";
import { text, title } from "../../core/text.ts";

const message = (...parts: Part[]): Message => ({ id: "m", role: "assistant", parts, metadata: {} });
const words = (text: string): Part => ({ type: "text", text });
const cite = (...sources: { title?: string; url?: string; text?: string }[]): Part => ({
  type: "citation",
  sources,
  marker: "*",
});

Deno.test("text() lets text flow around citations and separates other parts by a blank line", () => {
  const parts = [words("One"), cite({ url: "u" }), words(" two."), words("Three"), cite(), cite(), words("!")];
  assert.equal(text(message(...parts)), "One two.\n\nThree!");
  assert.equal(text(message(words("a"), cite(), words(""), words("b"))), "a\n\nb");
  assert.equal(text(message(words("a"), words(""), cite(), words("b"))), "a\n\nb");
});

Deno.test("text() writes links where asked, and words that stand for themselves always", () => {
  const linked = message(
    words("Tides"),
    cite({ title: "T", url: "u", text: "quoted" }, { url: "v" }, { title: "no address" }),
  );
  assert.equal(text(linked), "Tides");
  assert.equal(text(linked, { citations: "links" }), "Tides ([T](u)) ([v](v))");
  assert.equal(text(message(cite({ text: "Brest" }), words(" is wet."))), "Brest is wet.");
});

Deno.test("text() renders every kind of part", () => {
  const parts: Part[] = [
    { type: "thinking", title: "Plan", text: "think" },
    { type: "tool_call", name: "python", input: "1+1" },
    { type: "tool_result", text: "2" },
    { type: "code", text: "x = 1", language: "python" },
    { type: "quote", text: "", title: "Page" },
    { type: "error", text: "", name: "Timeout" },
    { type: "unknown", kind: "k", raw: { a: 1 }, text: "found" },
    { type: "unknown", kind: "k", raw: 1 },
    { type: "audio", assetId: "a", transcript: "spoken" },
    { type: "image", text: "boat.png" },
  ];
  const rest = "x = 1\n\nPage\n\nTimeout\n\nfound\n\nspoken";
  assert.equal(text(message(...parts)), `Plan\nthink\n\n1+1\n\n2\n\n${rest}`);
  assert.equal(text(message(...parts), { thinking: false, tools: false }), rest);
});

Deno.test("text() names media only where there is nothing else to say", () => {
  const image: Part = { type: "image", assetId: "a", text: "boat.png" };
  assert.equal(text(message(image, { type: "file", assetId: "b" })), "[image: boat.png]\n\n[file]");
  assert.equal(text(message(image, words("Look"))), "Look");
  assert.equal(text(message()), "");
});

Deno.test("title() falls back to the user's first shown words, cut between words", () => {
  const of = (title: string | undefined, ...said: Partial<Message>[]): Conversation => ({
    id: "c",
    source: "test",
    title,
    participants: [],
    branches: [],
    assets: [],
    metadata: {},
    messages: said.map((more) => ({ ...message(), role: "user", ...more })),
  });
  assert.equal(title(of("Given", { parts: [words("said")] })), "Given");
  assert.equal(
    title(of("  ", { parts: [words("hidden")], hidden: "context" }, { parts: [words(" How\n do \n tides work? ")] })),
    "How do tides work?",
  );
  assert.equal(title(of(undefined, { role: "assistant", parts: [words("Hi")] })), "Untitled");
  const long = title(of(undefined, { parts: [words("tide ".repeat(100))] }));
  assert.equal(long, `${"tide ".repeat(12).trim()}…`.slice(0, long.length));
  assert.ok(title(of(undefined, { parts: [words("\u{1f30a}".repeat(500))] })).isWellFormed());
});
