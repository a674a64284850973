/**
 * The template of transforms: one that puts another text in the place of a text.
 *
 * @module
 */
import { declaration } from "./declaration.ts";
import { block, imports, page, paragraph, type Scaffold, type Subject } from "./template.ts";

/** A transform, its test and its README. */
export function transformScaffold(subject: Subject): Scaffold {
  const { name } = subject;
  const use = [
    "pipelines:",
    "  chats:",
    "    source: { use: chatgpt, path: export.zip }",
    "    through:",
    `      - { use: ./${name}.ts, find: tea }`,
    "    to: { use: jsonl, path: chats.jsonl }",
  ];
  return { code: code(subject), test: test(subject), readme: readme(subject, use), use };
}

function code(subject: Subject): string {
  const { name } = subject;
  return declaration(subject, {
    holds: `The transform \`${name}\`: another text in the place of a text.`,
    uses: ["type Conversation", "type Drop", "drop", "type Message", "type Part", "type TransformObject"],
    fields: [
      {
        name: "find",
        doc: "The text to look for, as it stands.",
        schema: `z.string().min(1).describe("The text to look for, as it stands.")`,
      },
      {
        name: "replacement",
        doc: "What takes its place.",
        default: "…",
        schema: `z.string().default("…").describe("What takes its place.")`,
      },
    ],
    type: "TransformObject<Conversation, Conversation>",
    doc: "Puts another text in the place of a text, in all messages.",
    declares: `  kind: "transform",
  summary: "Puts another text in the place of a text, in all messages.",
  accepts: ["conversation"],
  emits: "conversation",
  options: schema,
  // Raise this when the same options give another result: what was written
  // with the old one is then compared anew.
  behaviour: 1,
  permissions: () => ({}),
  create: (settings: Settings): Made => ({
    kind: "transform",
    name: "${name}",
    // Called once a run: what is kept between records is made here.
    open: () => ({ apply: (chat) => changed(chat, settings) }),
  }),
`,
  }) + `
function changed(
  chat: Conversation,
  { find, replacement }: Settings,
): Conversation | Drop {
  // What is left out has a reason, and the report counts it.
  if (chat.messages.length === 0) return drop("no messages");
  const partOf = (part: Part): Part => {
    if (part.type !== "text") return part;
    // A function: in a plain text "$&" would mean what was found.
    return { ...part, text: part.text.replaceAll(find, () => replacement) };
  };
  const messageOf = (message: Message): Message => ({
    ...message,
    parts: message.parts.map(partOf),
  });
  // A new record: the one that was given may be on its way elsewhere, too.
  return {
    ...chat,
    messages: chat.messages.map(messageOf),
    branches: chat.branches.map(messageOf),
  };
}
`;
}

function test({ name, factory, origin }: Subject): string {
  return `${
    [
      `import assert from "node:assert/strict";`,
      imports(["type Conversation", "from", "run", "text", "type TransformObject"], origin.specifier(".")),
      imports(["sampleConversations", "testTransform"], origin.specifier("./conformance")),
      imports(["memory"], origin.specifier("./ledger")),
      imports(["memorySink"], origin.specifier("./memory")),
      `import { ${factory} } from "./${name}.ts";`,
    ].join("\n")
  }

type Replacing = TransformObject<Conversation, Conversation>;

function make(find: string, replacement?: string): Replacing {
  return ${factory}({ find, replacement });
}

// The contract of transforms, a test for each of its promises.
testTransform("${name}", {
  make: () => make("loom"),
  records: sampleConversations(),
});

// What is odd about this one.
Deno.test("both texts are taken as they stand", async () => {
  const chat: Conversation = {
    id: "sums",
    source: "test",
    participants: [],
    messages: [{
      id: "1",
      role: "user",
      parts: [{ type: "text", text: "1+1 is 11?" }],
      metadata: {},
    }],
    branches: [],
    assets: [],
    metadata: {},
  };
  const empty = { ...chat, id: "empty", messages: [] };
  const sink = memorySink<Conversation>();
  const pipeline = from([chat, empty])
    .through(make("1+1", "$&"))
    .to(sink);
  // Nothing is remembered, and so nothing is left in \`.threadloom/\`.
  const { source } = await run(pipeline, { ledger: memory() });
  assert.deepEqual(
    sink.records.map(({ messages }) => messages.map((one) => text(one))),
    [["$& is 11?"]],
  );
  assert.deepEqual([source.passed, source.dropped], [1, 1]);
});
`;
}

function readme({ name, flags, command }: Subject, use: readonly string[]): string {
  return page(
    `# ${name}`,
    paragraph(
      "A transform for threadloom: it puts another text in the place of a text, in all messages. Chats without " +
        "messages are left out, and the report says so.",
    ),
    "## Options",
    [
      "- `find`: the text to look for, as it stands. Needed.",
      '- `replacement`: what takes its place. `"…"` by default.',
    ].join("\n"),
    "## Try it",
    block("sh", [`deno test -A${flags} ${name}_test.ts`, `${command} plugins ./${name}.ts`]),
    paragraph("In `threadloom.yaml`:"),
    block("yaml", use),
    block("sh", [`${command} run`]),
  );
}
