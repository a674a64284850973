/**
 * The template of pipelines: a script that is a command, from a ChatGPT export to lines of JSON.
 *
 * @module
 */
import { block, imports, page, paragraph, type Scaffold, type Subject } from "./template.ts";

/** A pipeline, its test and its README. */
export function pipelineScaffold(subject: Subject): Scaffold {
  const { name, flags } = subject;
  const line = `deno run -A${flags} ${name}.ts`;
  const use = [`${line} --help`, `${line} export.zip --by user`];
  return { code: code(subject), test: test(subject), readme: readme(subject, use), use };
}

function code({ name, origin }: Subject): string {
  return `/**
 * The pipeline \`${name}\`: messages of ChatGPT exports as lines of JSON.
 *
 * @module
 */
${imports(["definePipeline", "drop", "from", "runCli", "text"], origin.specifier("."))}
${imports(["chatgptSource"], origin.specifier("./chatgpt"))}
${imports(["jsonlSink"], origin.specifier("./jsonl"))}

export default definePipeline({
  name: "${name}",
  summary: "Write the messages of ChatGPT exports, one a line.",
  // Each is a flag, with its line in \`--help\`. What is a location does not
  // change what comes out, so another place is no reason to do all anew.
  options: {
    input: {
      type: "strings",
      summary: "the exports",
      required: true,
      role: "location",
      positional: true,
    },
    out: {
      type: "string",
      summary: "the file to write",
      default: "messages.jsonl",
      role: "location",
    },
    by: {
      type: "string",
      summary: "whose messages",
      choices: ["user", "assistant", "everybody"],
      default: "everybody",
    },
  },
  examples: ["export.zip", "export.zip --by user --out questions.jsonl"],
  // Nothing is opened here: that is for the run.
  build: ({ input, out, by }) =>
    from(chatgptSource({ path: input }))
      // Your part: a function of one chat. Its name stands in reports.
      .through(function messagesOf({ title, messages }) {
        const chosen = messages.filter(({ role, hidden }) =>
          !hidden && (by === "everybody" || role === by)
        );
        // What is left out has a reason, and the report counts it.
        if (chosen.length === 0) return drop(\`nothing by \${by}\`);
        return chosen.map((message) => ({
          title,
          role: message.role,
          text: text(message),
        }));
      })
      .to(jsonlSink({ path: out })),
});

// Makes a command of it where it is the program, and does nothing in a test.
await runCli(import.meta);
`;
}

function test({ name, origin }: Subject): string {
  return `${
    [
      `import assert from "node:assert/strict";`,
      imports(["type Report", "run"], origin.specifier(".")),
      imports(["memory"], origin.specifier("./ledger")),
      `import pipeline from "./${name}.ts";`,
    ].join("\n")
  }

/** One chat, as an export has it: a tree of messages. */
const CHAT = {
  id: "tea",
  title: "Tea",
  current_node: "b",
  mapping: {
    a: node("a", null, "user", "Which tea is green?"),
    b: node("b", "a", "assistant", "Sencha is."),
  },
};

function node(
  id: string,
  parent: string | null,
  role: string,
  text: string,
): object {
  const content = { content_type: "text", parts: [text] };
  const children = parent === null ? ["b"] : [];
  return { id, parent, children, message: { id, author: { role }, content } };
}

/** Runs the pipeline over chats, and gives the lines it wrote. */
async function linesOf(
  chats: object[],
  by: "user" | "assistant" | "everybody",
): Promise<{ lines: unknown[]; report: Report }> {
  const folder = await Deno.makeTempDir();
  try {
    const input = \`\${folder}/conversations.json\`;
    const out = \`\${folder}/messages.jsonl\`;
    await Deno.writeTextFile(input, JSON.stringify(chats));
    const built = await pipeline.build({ input: [input], out, by });
    // Nothing is remembered, and so nothing is left in \`.threadloom/\`.
    const report = await run(built, { ledger: memory() });
    const written = (await Deno.readTextFile(out)).split("\\n");
    const lines = written.filter((line) => line !== "");
    return { lines: lines.map((line) => JSON.parse(line)), report };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("each message is a line", async () => {
  const { lines, report } = await linesOf([CHAT], "everybody");
  assert.deepEqual(lines, [
    { title: "Tea", role: "user", text: "Which tea is green?" },
    { title: "Tea", role: "assistant", text: "Sencha is." },
  ]);
  assert.equal(report.status, "ok");
});

Deno.test("what is left out is counted", async () => {
  const empty = { ...CHAT, id: "empty", current_node: null, mapping: {} };
  const { lines, report } = await linesOf([CHAT, empty], "assistant");
  assert.equal(lines.length, 1);
  assert.deepEqual([report.source.passed, report.source.dropped], [1, 1]);
});
`;
}

function readme({ name, flags, command }: Subject, use: readonly string[]): string {
  return page(
    `# ${name}`,
    paragraph(
      "A pipeline for threadloom that is a command of its own: it writes the messages of ChatGPT exports as lines of " +
        "JSON.",
    ),
    block("sh", use),
    paragraph("Its test, and the line that runs it with just the permissions that it needs:"),
    block("sh", [`deno test -A${flags} ${name}_test.ts`, `deno run -A${flags} ${name}.ts permissions export.zip`]),
    paragraph("As a program that needs nothing else:"),
    block("sh", [`${command} compile ${name}.ts -o ${name} -- export.zip`]),
  );
}
