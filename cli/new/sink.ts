/**
 * The template of file sinks: one that writes chats as text.
 *
 * @module
 */
import { declaration, nameField } from "./declaration.ts";
import { block, imports, page, paragraph, type Scaffold, type Subject } from "./template.ts";

/** A file sink, its test and its README. */
export function sinkScaffold(subject: Subject): Scaffold {
  const { name } = subject;
  const use = [
    "pipelines:",
    "  chats:",
    "    source: { use: chatgpt, path: export.zip }",
    `    to: { use: ./${name}.ts, path: chats.txt }`,
  ];
  return { code: code(subject), test: test(subject), readme: readme(subject, use), use };
}

function code(subject: Subject): string {
  const { name } = subject;
  return declaration(subject, {
    holds: `The sink \`${name}\`: chats as text, in one file.`,
    runtime: 'import { dirname } from "node:path";\n',
    uses: [
      "type Context",
      "type Conversation",
      "createHashed",
      "type FileSink",
      "type HashedFile",
      "identify",
      "type OpenFileSink",
      "text",
    ],
    fields: [
      {
        name: "path",
        doc: "The file to write; its folder is made when it is missing.",
        schema: `z.string().min(1).describe(
    "The file to write; its folder is made when it is missing.",
  )`,
      },
      nameField(name),
    ],
    type: "FileSink<Conversation>",
    doc: "Writes chats as text: a heading, and below it the messages.",
    declares: `  kind: "file",
  summary: "Writes chats as text, in one file.",
  accepts: ["conversation"],
  options: schema,
  // The same text in another place, or under another name, is no other text.
  roles: { path: "location", name: "tuning" },
  // The folder: a new file takes the place of the old one in one step.
  permissions: ({ path }) => ({
    read: [dirname(path)],
    write: [dirname(path)],
  }),
  create: ({ path, name }: Settings): Made => ({
    kind: "file",
    name,
    // Nothing is touched before a run opens it.
    open: (context) => Promise.resolve(opened(path, context)),
  }),
`,
  }) + `
function opened(
  path: string,
  { files, signal }: Context,
): OpenFileSink<Conversation> {
  const encoder = new TextEncoder();
  let file: HashedFile | undefined;
  // Made late: a run may find that there is nothing to write.
  const begun = async (): Promise<HashedFile> =>
    file ??= await createHashed(files, path, dirname(path));
  return {
    // Compared with what the last run left: a file that is gone comes back.
    async present() {
      const there = await identify(files, path);
      return there ? [there] : [];
    },
    async write(chats) {
      signal.throwIfAborted();
      const written = await begun();
      await written.write(encoder.encode(chats.map(textOf).join("")));
    },
    // Nobody sees a part of the file: it appears here, as a whole.
    async commit() {
      const { file: written, changed } = await (await begun()).commit();
      return { files: [written], changed };
    },
    async abort() {
      await file?.abort();
    },
  };
}

/** Your format. The same chat gives the same text: no clock, no chance. */
function textOf({ id, title, messages }: Conversation): string {
  const lines = messages.map((message) => \`\${message.role}: \${text(message)}\`);
  return [\`# \${title ?? id}\`, ...lines, "", ""].join("\\n");
}
`;
}

function test({ name, factory, origin }: Subject): string {
  return `${
    [
      `import assert from "node:assert/strict";`,
      imports(["type Conversation", "type FileSink", "from", "run"], origin.specifier(".")),
      imports(["testSink"], origin.specifier("./conformance")),
      imports(["memory"], origin.specifier("./ledger")),
      `import { ${factory} } from "./${name}.ts";`,
    ].join("\n")
  }

const path = (folder: string): string => \`\${folder}/out/chats.txt\`;

function make(folder: string): FileSink<Conversation> {
  return ${factory}({ path: path(folder) });
}

// The contract of file sinks, a test for each of its promises. The records are
// the kit's own, with every awkward text it knows.
testSink("${name}", {
  make,
  // In another process, with just the permissions that it declares.
  module: {
    specifier: new URL("./${name}.ts", import.meta.url).href,
    factory: "${factory}",
    options: (folder) => ({ path: path(folder) }),
  },
});

// What is odd about this one.
Deno.test("a chat without a title is headed by its id", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const chat: Conversation = {
      id: "tea",
      source: "test",
      participants: [],
      messages: [{
        id: "1",
        role: "user",
        parts: [{ type: "text", text: "Which tea is green?" }],
        metadata: {},
      }],
      branches: [],
      assets: [],
      metadata: {},
    };
    const pipeline = from([chat]).to(make(folder));
    // Nothing is remembered, and so nothing is left in \`.threadloom/\`.
    await run(pipeline, { ledger: memory() });
    assert.equal(
      await Deno.readTextFile(path(folder)),
      "# tea\\nuser: Which tea is green?\\n\\n",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
`;
}

function readme({ name, flags, command }: Subject, use: readonly string[]): string {
  return page(
    `# ${name}`,
    paragraph(
      "A file sink for threadloom: it writes chats as text, in one file. The file appears when all chats are in it, " +
        "and is left alone when it would stay the same.",
    ),
    "## Options",
    [
      "- `path`: the file to write. Needed.",
      `- \`name\`: its name in reports. \`"${name}"\` by default.`,
    ].join("\n"),
    "## Try it",
    block("sh", [`deno test -A${flags} ${name}_test.ts`, `${command} plugins ./${name}.ts`]),
    paragraph("In `threadloom.yaml`:"),
    block("yaml", use),
    block("sh", [`${command} run`]),
  );
}
