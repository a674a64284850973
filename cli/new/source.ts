/**
 * The template of sources: one that reads chats from a text file.
 *
 * @module
 */
import { sourceTest } from "./source_test_text.ts";
import { declaration } from "./declaration.ts";
import { block, page, paragraph, type Scaffold, type Subject } from "./template.ts";

/** A source, its test and its README. */
export function sourceScaffold(subject: Subject): Scaffold {
  const { name } = subject;
  const use = [
    "pipelines:",
    "  chats:",
    `    source: { use: ./${name}.ts, path: chats.txt }`,
    "    to: { use: jsonl, path: chats.jsonl }",
  ];
  return { code: code(subject), test: sourceTest(subject), readme: readme(subject, use), use };
}

function code(subject: Subject): string {
  const { name } = subject;
  return declaration(subject, {
    holds: `The source \`${name}\`: chats in a text file.`,
    uses: [
      "type Context",
      "type Conversation",
      "digest",
      "type Loss",
      "type Message",
      "type OpenSource",
      "type Source",
      "type Unit",
      "type UnitBatch",
    ],
    fields: [
      { name: "path", doc: "The file to read.", schema: `z.string().min(1).describe("The file to read.")` },
      {
        name: "heading",
        doc: "How the line begins that begins a chat; the rest of it is the chat's id.",
        default: "# ",
        schema: `z.string().min(1).default("# ").describe(
    "How the line begins that begins a chat; the rest of it is the chat's id.",
  )`,
      },
    ],
    type: "Source<Conversation>",
    doc: "Reads chats from a text file: a heading, and below it a message a line.",
    declares: `  kind: "source",
  summary: "Reads chats from a text file.",
  emits: "conversation",
  options: schema,
  // The same chats from another place are no other chats.
  roles: { path: "location" },
  permissions: ({ path }) => ({ read: [path] }),
  create: (settings: Settings): Made => ({
    kind: "source",
    // Nothing is touched before a run opens it.
    open: (context) => Promise.resolve(opened(settings, context)),
  }),
`,
  }) + `
function opened(
  settings: Settings,
  context: Context,
): OpenSource<Conversation> {
  return {
    // Every run can read everything, and each chat has an id.
    mode: "whole",
    keyed: true,
    read: () => batches(settings, context),
    close: () => Promise.resolve(),
  };
}

async function* batches(
  { path, heading }: Settings,
  { files, signal }: Context,
): AsyncGenerator<UnitBatch<Conversation>> {
  const bytes = await files.read(path);
  if (bytes === undefined) {
    throw new Error(\`Cannot read "\${path}": there is no such file\`);
  }
  signal.throwIfAborted();
  const units: Unit<Conversation>[] = [];
  const losses: Loss[] = [];
  // Read at once: files like this are small. Others are read in pieces, by
  // \`files.open\`, and handed over in several batches.
  for (const chat of chatsIn(new TextDecoder().decode(bytes), heading)) {
    if (chat.id !== "") {
      units.push(unitOf(chat, path));
    } else {
      // What nobody can name is told as lost: nothing is left out in silence.
      const error = new SyntaxError(
        \`Cannot read line \${chat.line}: a chat needs an id\`,
      );
      losses.push({ position: { file: path, line: chat.line }, error });
    }
  }
  yield { units, losses };
}

/** A chat as it stands in the file. */
interface Chat {
  id: string;
  /** Of its heading, from 1. */
  line: number;
  lines: string[];
}

function chatsIn(text: string, heading: string): Chat[] {
  const chats: Chat[] = [];
  for (const [i, line] of text.split(/\\r?\\n/).entries()) {
    if (line.startsWith(heading)) {
      const id = line.slice(heading.length).trim();
      chats.push({ id, line: i + 1, lines: [] });
    } else if (line.trim() !== "") {
      if (chats.length === 0) chats.push({ id: "", line: i + 1, lines: [] });
      chats[chats.length - 1].lines.push(line);
    }
  }
  return chats;
}

function unitOf(chat: Chat, file: string): Unit<Conversation> {
  const text = chat.lines.join("\\n");
  return {
    key: chat.id,
    // Known before anything is parsed: a chat that is as it was is not read on.
    fingerprint: digest(text),
    bytes: text.length,
    position: { file, line: chat.line },
    parse: () => [conversationOf(chat)],
    raw: () => text,
  };
}

/** What a chat says. A throw makes it a dead letter; the others go on. */
function conversationOf({ id, lines }: Chat): Conversation {
  return {
    id,
    source: "${name}",
    title: id,
    participants: [],
    messages: lines.map(messageOf),
    branches: [],
    assets: [],
    metadata: {},
  };
}

/** Your format: change this, and the chats in the test. */
const MESSAGE = /^(user|assistant): (.+)$/;

function messageOf(line: string, index: number): Message {
  const [, role, text] = MESSAGE.exec(line) ?? [];
  if (role !== "user" && role !== "assistant") {
    throw new SyntaxError(
      \`Cannot read message \${index + 1}: it does not say who speaks\`,
    );
  }
  return {
    id: String(index),
    role,
    parts: [{ type: "text", text }],
    metadata: {},
  };
}
`;
}

function readme({ name, flags, command }: Subject, use: readonly string[]): string {
  return page(
    `# ${name}`,
    paragraph("A source for threadloom that reads chats from a text file:"),
    block("text", ["# tea", "user: Which tea is green?", "assistant: Sencha is."]),
    "## Options",
    [
      "- `path`: the file to read. Needed.",
      '- `heading`: how the line begins that begins a chat. `"# "` by default.',
    ].join("\n"),
    "## Try it",
    block("sh", [`deno test -A${flags} ${name}_test.ts`, `${command} plugins ./${name}.ts`]),
    paragraph("In `threadloom.yaml`:"),
    block("yaml", use),
    block("sh", [`${command} run`]),
  );
}
