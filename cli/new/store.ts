/**
 * The template of stores: a folder with a JSON file of each chat.
 *
 * @module
 */
import { storeTest } from "./store_test_text.ts";
import { declaration, nameField } from "./declaration.ts";
import { block, page, paragraph, type Scaffold, type Subject } from "./template.ts";

/** A store, its test and its README. */
export function storeScaffold(subject: Subject): Scaffold {
  const { name } = subject;
  const use = [
    "pipelines:",
    "  chats:",
    "    source: { use: chatgpt, path: export.zip }",
    `    to: { use: ./${name}.ts, path: chats }`,
  ];
  return { code: code(subject), test: storeTest(subject), readme: readme(subject, use), use };
}

function code(subject: Subject): string {
  const { name } = subject;
  return declaration(subject, {
    holds: `The store \`${name}\`: a folder with a JSON file of each chat.`,
    runtime: 'import { join } from "node:path";\n',
    uses: [
      "type Change",
      "type Context",
      "type Conversation",
      "digest",
      "type Entry",
      "fingerprint",
      "type Listed",
      "type OpenStore",
      "type Store",
    ],
    fields: [
      {
        name: "path",
        doc: "The folder to keep chats in; it is made when it is missing.",
        schema: `z.string().min(1).describe(
    "The folder to keep chats in; it is made when it is missing.",
  )`,
      },
      nameField(name),
    ],
    type: "Store<Conversation>",
    doc: "Keeps a JSON file of each chat in a folder.",
    declares: `  kind: "store",
  summary: "Keeps a JSON file of each chat in a folder.",
  accepts: ["conversation"],
  options: schema,
  // The same chats in another place, or under another name, are no others.
  roles: { path: "location", name: "tuning" },
  permissions: ({ path }) => ({ read: [path], write: [path] }),
  create: ({ path, name }: Settings): Made => ({
    kind: "store",
    name,
    entries: entriesOf,
    open: (context, { create }) => open(path, context, create),
  }),
`,
  }) + `
/**
 * Your layout: what is kept of a chat, under which keys. The engine compares
 * fingerprints, and writes and deletes what differs. This is one entry a chat;
 * a database that can write single messages makes an entry of each.
 */
function entriesOf(chat: Conversation): Entry[] {
  // Where a chat was read changes with every export, and is not kept.
  const { origin: _, ...value } = chat;
  return [{ key: "chat", fingerprint: fingerprint(value), value }];
}

/** What a file holds: a scope, which is the part that one chat owns. */
interface Kept {
  scope: string;
  entries: [key: string, entry: { fingerprint: string; value: unknown }][];
}

/** Names of our files; whatever else lies in the folder is not ours. */
const OURS = /^[0-9a-f]{32}\\.json$/;

async function open(
  folder: string,
  context: Context,
  create: boolean,
): Promise<OpenStore | undefined> {
  const { files, random } = context;
  const about = join(folder, "store.json");
  const there = await readJson<{ identity: string }>(context, about);
  if (there) return opened(folder, context, there.identity, false);
  // A plan looks, and makes nothing.
  if (!create) return undefined;
  const identity = random.id();
  await files.makeFolder(folder);
  await files.write(about, JSON.stringify({ format: 1, identity }));
  return opened(folder, context, identity, true);
}

function opened(
  folder: string,
  context: Context,
  identity: string,
  created: boolean,
): OpenStore {
  const { files, signal } = context;
  // A hash: no id, however odd, is a path to somewhere else.
  const fileOf = (scope: string): string =>
    join(folder, \`\${digest(scope)}.json\`);

  async function* listed(
    paths: string[],
    check = false,
  ): AsyncIterable<Listed> {
    for (const path of paths) {
      const kept = await readJson<Kept>(context, path);
      for (const [key, entry] of kept?.entries ?? []) {
        // \`verify\` asks what is really there, not what we once noted of it.
        const now = check ? fingerprint(entry.value) : entry.fingerprint;
        yield { scope: kept?.scope ?? "", key, fingerprint: now };
      }
    }
  }

  async function* all(check = false): AsyncIterable<Listed> {
    const names = (await files.list(folder)).map(({ name }) => name);
    const ours = names.filter((name) => OURS.test(name));
    yield* listed(ours.map((name) => join(folder, name)), check);
  }

  async function change({ puts, deletes }: Change): Promise<void> {
    const scopes = [...puts, ...deletes].map(({ scope }) => scope);
    for (const scope of new Set(scopes)) {
      const path = fileOf(scope);
      const entries = new Map((await readJson<Kept>(context, path))?.entries);
      for (const { key, fingerprint, value, ...put } of puts) {
        if (put.scope === scope) entries.set(key, { fingerprint, value });
      }
      for (const gone of deletes) {
        if (gone.scope === scope) entries.delete(gone.key);
      }
      const kept: Kept = { scope, entries: [...entries] };
      // Durable when it resolves, and never seen in part.
      if (entries.size === 0) await files.remove(path);
      else await files.write(path, JSON.stringify(kept));
    }
  }

  return {
    identity,
    created,
    list: (scopes) => listed(scopes.map(fileOf)),
    listAll: () => all(),
    check: () => all(true),
    async write(changes) {
      for (const one of changes) {
        signal.throwIfAborted();
        await change(one);
      }
    },
    close: () => Promise.resolve(),
  };
}

async function readJson<T>(
  { files }: Context,
  path: string,
): Promise<T | undefined> {
  const bytes = await files.read(path);
  return bytes && JSON.parse(new TextDecoder().decode(bytes));
}
`;
}

function readme({ name, flags, command }: Subject, use: readonly string[]): string {
  return page(
    `# ${name}`,
    paragraph(
      "A store for threadloom: it keeps a JSON file of each chat in a folder, and follows the source. What changed is " +
        "written, what is gone from a chat is deleted, and the rest is not touched.",
    ),
    "## Options",
    [
      "- `path`: the folder to keep chats in. Needed.",
      `- \`name\`: its name in reports. \`"${name}"\` by default.`,
    ].join("\n"),
    "## Try it",
    block("sh", [`deno test -A${flags} ${name}_test.ts`, `${command} plugins ./${name}.ts`]),
    paragraph("In `threadloom.yaml`:"),
    block("yaml", use),
    block("sh", [`${command} run`, `${command} verify --config threadloom.yaml`]),
  );
}
