/**
 * The test that comes with a new source.
 *
 * @module
 */
import { imports, type Subject } from "./template.ts";

/** Its text. */
export function sourceTest({ name, factory, origin }: Subject): string {
  return `${
    [
      `import assert from "node:assert/strict";`,
      imports(["type Conversation", "from", "run", "type Source", "text"], origin.specifier(".")),
      imports(["testSource"], origin.specifier("./conformance")),
      imports(["memory"], origin.specifier("./ledger")),
      imports(["memorySink"], origin.specifier("./memory")),
      `import { ${factory} } from "./${name}.ts";`,
    ].join("\n")
  }

const CHATS = \`# tea
user: Which tea is green?
assistant: Sencha is.

# bread
user: Why is it flat?
\`;

const path = (folder: string): string => \`\${folder}/chats.txt\`;
const write = (text: string) => (folder: string): Promise<void> =>
  Deno.writeTextFile(path(folder), text);

function make(folder: string): Source<Conversation> {
  return ${factory}({ path: path(folder) });
}

// The contract of sources, a test for each of its promises.
testSource("${name}", {
  make,
  input: write(CHATS),
  empty: write(""),
  changed: write(CHATS + "assistant: Old yeast.\\n"),
  bad: write(CHATS + "a line that nobody says\\n"),
  // In another process, with just the permissions that it declares.
  module: {
    specifier: new URL("./${name}.ts", import.meta.url).href,
    factory: "${factory}",
    options: (folder) => ({ path: path(folder) }),
  },
});

// What is odd about this one.
Deno.test("colons and marks inside a text are kept", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await write("# a\\nuser: # so: what?\\n")(folder);
    const sink = memorySink<string>();
    const pipeline = from(make(folder))
      .through((chat) => chat.messages.map((message) => text(message)))
      .to(sink);
    // Nothing is remembered, and so nothing is left in \`.threadloom/\`.
    const report = await run(pipeline, { ledger: memory() });
    assert.equal(report.status, "ok");
    assert.deepEqual(sink.records, ["# so: what?"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
`;
}
