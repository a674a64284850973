/**
 * Records to check sinks with: ordinary ones, and those that break what was written in a hurry.
 *
 * @module
 */
import type { Conversation, Json, JsonObject, Message, Part, Role } from "../core/conversation.ts";
import type { Declaration } from "../core/plugin.ts";

/** 2024-03-05T06:07:08Z, epoch milliseconds. */
const START = 1_709_618_828_000;

/** Texts that have to come through unharmed; lone surrogates may become U+FFFD. */
export const HOSTILE_TEXTS: readonly string[] = [
  "",
  " ",
  "\0",
  "before\0after",
  "\ud800 alone, and \udc00 alone",
  "\ufeffmark",
  "line\nline\r\nline\rline\u2028line\u2029line",
  `"double" 'single' \`tick\` \\ back\\slash`,
  "'; DROP TABLE records; --",
  "%s %d $1 ${x} {{x}}",
  "<script>alert(1)</script><!-- --> ]]>",
  "---\ntitle: not yours\n---\n",
  "```\nfence\n````\n# heading",
  "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd",
  "👩‍👩‍👧‍👦 🇨🇭 e\u0301 ﷽ ｗｉｄｅ",
  "__proto__",
  "=1+1",
  "null",
  "1e309",
];

/** Identities that have to stay apart from each other, and are no paths. */
export const HOSTILE_KEYS: readonly string[] = [
  "__proto__",
  "constructor",
  "toString",
  "a/b",
  "..",
  "../../outside",
  "C:\\outside",
  "CON",
  "twin",
  "Twin",
  "\u00e9",
  "e\u0301",
  "\0",
  "a\0b",
  "line\nline",
  `"'\`;--`,
  " ",
  " twin",
  "twin ",
  "%00",
  "*",
  "#:|,",
  "\ud800",
  "👩‍👩‍👧‍👦",
  "k".repeat(3_000),
];

/** The records a plugin is checked with where its author gives none. */
export function samplesFor(declaration: Declaration<unknown>): unknown[] {
  const accepts = declaration.accepts ?? ["any"];
  if (accepts.includes("conversation") || accepts.includes("any")) return sampleConversations();
  if (accepts.includes("message")) return sampleConversations().flatMap(({ messages }) => messages);
  if (accepts.includes("table row")) return sampleRows();
  throw new TypeError(
    `Cannot check "${declaration.name}": there are no sample records of kind "${
      accepts.join('" or "')
    }", give \`records\``,
  );
}

/** Rows of a table: an `id` and some fields. */
export function sampleRows(): { id: string; [field: string]: Json }[] {
  const keys = [...HOSTILE_KEYS];
  return [...HOSTILE_TEXTS, "plain"].map((text, i) => ({
    id: keys[i] ?? `row ${i}`,
    text,
    number: i / 3,
    yes: i % 2 === 0,
    nothing: null,
  }));
}

/** Small conversations, as many as wanted. */
export function manyConversations(count: number): Conversation[] {
  return Array.from(
    { length: count },
    (_, i) =>
      conversation(`many-${i}`, [message(`m-${i}`, "user", [{ type: "text", text: `number ${i}` }])], {
        title: `Number ${i}`,
      }),
  );
}

/** Conversations: plain ones, one with everything in it, hostile texts and hostile identities. */
export function sampleConversations(): Conversation[] {
  return [
    plain(),
    everything(),
    conversation("empty", []),
    conversation("texts", HOSTILE_TEXTS.map((text, i) => message(`text ${i}`, "user", [{ type: "text", text }]))),
    conversation("keys", HOSTILE_KEYS.map((key) => message(key, "assistant", [{ type: "text", text: "same" }]))),
    ...HOSTILE_KEYS.map((key) => conversation(key, [message(key, "user", [{ type: "text", text: "same" }])])),
    ...HOSTILE_TEXTS.map((title, i) => conversation(`title ${i}`, [], { title, metadata: awkward(title) })),
    conversation("long", [message("long", "user", [{ type: "text", text: "longer ✓ ".repeat(40_000) }])]),
  ];
}

function plain(): Conversation {
  const question = message("question", "user", [{ type: "text", text: "What is a loom?" }]);
  const answer = message("answer", "assistant", [{ type: "text", text: "A frame for weaving." }]);
  return conversation("plain", [question, { ...answer, parentId: "question", createdAt: START + 1_000 }], {
    title: "A question",
    createdAt: START,
    updatedAt: START + 1_000,
  });
}

function everything(): Conversation {
  const parts: Part[] = [
    { type: "text", text: "text" },
    { type: "code", text: "let x;", language: "ts" },
    { type: "image", assetId: "picture", text: "a cat" },
    { type: "audio", transcript: "spoken" },
    { type: "thinking", text: "hm", title: "Thinking" },
    { type: "tool_call", name: "python", input: "1+1", language: "python" },
    { type: "tool_result", name: "python", text: "2" },
    { type: "quote", text: "quoted", url: "https://example.org/" },
    { type: "citation", sources: [{ title: "Page", url: "https://example.org/" }], marker: "\ue200cite\ue201" },
    { type: "error", text: "failed" },
    { type: "unknown", kind: "new_thing", raw: { a: [1, null, true] }, text: "found" },
  ];
  const thread = message("all", "assistant", parts);
  const branch = { ...message("other", "assistant", [{ type: "text", text: "instead" }]), parentId: "all" };
  return conversation("everything", [{ ...thread, author: "bot", hidden: "system", model: "m-1" }], {
    participants: [{ id: "u", role: "user", name: "Ada" }, { id: "a", role: "assistant" }],
    branches: [branch],
    assets: [{
      id: "picture",
      pointer: "file://picture",
      kind: "image",
      messageId: "all",
      missing: "not in the export",
    }],
    localTime: "05.03.2024 06:07",
    metadata: awkward("deep"),
    origin: { file: "export.zip", entry: "conversations.json", range: [1, 2] },
  });
}

/** Values and names of fields that JSON allows and programs forget. */
function awkward(text: string): JsonObject {
  const named = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "hasOwnProperty": false, "": "empty"}');
  return { text, named, numbers: [0.1, 1e21, -1, 5e-324, Number.MAX_SAFE_INTEGER], nothing: null, list: [[], {}] };
}

function conversation(id: string, messages: Message[], more: Partial<Conversation> = {}): Conversation {
  return { id, source: "sample", participants: [], messages, branches: [], assets: [], metadata: {}, ...more };
}

function message(id: string, role: Role, parts: Part[]): Message {
  return { id, role, parts, createdAt: START, metadata: {} };
}
