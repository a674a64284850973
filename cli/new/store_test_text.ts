/**
 * The test that comes with a new store.
 *
 * @module
 */
import { imports, type Subject } from "./template.ts";

/** Its text. */
export function storeTest({ name, factory, origin }: Subject): string {
  return `${
    [
      `import assert from "node:assert/strict";`,
      imports(["type Conversation", "from", "run", "type Store"], origin.specifier(".")),
      imports(["sampleConversations", "testStore"], origin.specifier("./conformance")),
      imports(["memory"], origin.specifier("./ledger")),
      imports(["memorySource"], origin.specifier("./memory")),
      `import { ${factory} } from "./${name}.ts";`,
    ].join("\n")
  }

const path = (folder: string): string => \`\${folder}/chats\`;

/** The store's own files, without the one about the store itself. */
function files(folder: string): string[] {
  const names = [...Deno.readDirSync(path(folder))].map(({ name }) => name);
  return names.filter((name) => /^[0-9a-f]+\\.json$/.test(name)).sort();
}

function make(folder: string): Store<Conversation> {
  return ${factory}({ path: path(folder) });
}

// The contract of stores, a test for each of its promises. The records are the
// kit's own, with every awkward text and id it knows.
testStore("${name}", {
  make,
  // A file each: a few hundred say as much as thousands.
  many: 200,
  async plantForeign(folder) {
    const notes = \`\${path(folder)}/notes.txt\`;
    await Deno.writeTextFile(notes, "mine");
    return () => Deno.readTextFileSync(notes) === "mine";
  },
  async tamper(folder) {
    const file = \`\${path(folder)}/\${files(folder)[0]}\`;
    const kept = await Deno.readTextFile(file);
    await Deno.writeTextFile(file, kept.replace('"messages":', '"other":'));
  },
  // In another process, with just the permissions that it declares.
  module: {
    specifier: new URL("./${name}.ts", import.meta.url).href,
    factory: "${factory}",
    options: (folder) => ({ path: path(folder) }),
  },
});

// What is odd about this one.
Deno.test("an id is no path to somewhere else", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const chats = sampleConversations().filter(({ id }) => id.includes(".."));
    const units = chats.map((value) => ({ key: value.id, value }));
    const pipeline = from(memorySource({ units })).to(make(folder));
    // Nothing is remembered, and so nothing is left in \`.threadloom/\`.
    const report = await run(pipeline, { ledger: memory() });
    assert.equal(report.status, "ok");
    assert.equal(files(folder).length, chats.length);
    const outside = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert.deepEqual(outside, ["chats"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
`;
}
