/**
 * The store: a folder of Markdown files, one a conversation.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { digest } from "../../core/fingerprint.ts";
import { openLimit } from "../../core/limit.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { Listed, OpenStore, Store } from "../../core/sink.ts";
import { type MarkdownFile, render } from "./document.ts";
import { Folder } from "./folder.ts";
import { fingerprintOf, type Held } from "./index_file.ts";
import { each } from "../../core/folder/each.ts";
import { writeChanges } from "./write.ts";

/** Options of `markdownStore`. */
export interface MarkdownStoreOptions {
  /** The folder; it is made when it is missing. */
  path: string;
  /**
   * Name in reports.
   * @default "markdown"
   */
  name?: string;
  /**
   * Shows reasoning that the source hides; what it shows stands as a folded call-out either way.
   * @default false
   */
  thinking?: boolean;
  /**
   * Shows tool calls and results that the source hides; what it shows stands as a folded call-out either way.
   * @default false
   */
  tools?: boolean;
  /**
   * Shows every message that the source hides.
   * @default false
   */
  hidden?: boolean;
  /**
   * Writes the time (UTC) below the heading of each message.
   * @default false
   */
  timestamps?: boolean;
  /**
   * Overwrites and removes files that their owner edited.
   * @default false
   */
  overwriteEdited?: boolean;
}

/** Options with defaults filled in. */
export type MarkdownStoreSettings = Required<MarkdownStoreOptions>;

const schema: z.ZodType<MarkdownStoreSettings, MarkdownStoreOptions> = z.strictObject({
  path: z.string().min(1).describe("The folder; it is made when it is missing."),
  name: z.string().min(1).default("markdown").describe("Name in reports."),
  thinking: z.boolean().default(false).describe("Shows reasoning that the source hides."),
  tools: z.boolean().default(false).describe("Shows tool calls and results that the source hides."),
  hidden: z.boolean().default(false).describe("Shows every message that the source hides."),
  timestamps: z.boolean().default(false).describe("Writes the time (UTC) below the heading of each message."),
  overwriteEdited: z.boolean().default(false).describe("Overwrites and removes files that their owner edited."),
});

/**
 * Keeps a folder of Markdown files: one file a conversation, with YAML front matter, ready for Obsidian. Only files
 * whose content changed are touched. A file that its owner edited, and anything the store did not write, is left
 * alone and reported.
 */
export const markdownStore: PluginFactory<
  MarkdownStoreOptions,
  MarkdownStoreSettings,
  Omit<Store<Conversation, MarkdownFile>, typeof PLUGIN>
> = definePlugin({
  name: "markdown",
  kind: "store",
  summary: "Keeps a folder of Markdown files, one a conversation.",
  accepts: ["conversation"],
  options: schema,
  roles: { path: "location", name: "tuning", overwriteEdited: "tuning" },
  permissions: ({ path }) => ({ read: [path], write: [path] }),
  example: `import { from, run } from "@threadloom/threadloom";
import { chatgptSource } from "@threadloom/threadloom/chatgpt";
import { markdownStore } from "@threadloom/threadloom/markdown";

await run(from(chatgptSource({ path: "export.zip" })).to(markdownStore({ path: "vault/chats" })));`,
  create: (settings: MarkdownStoreSettings): Omit<Store<Conversation, MarkdownFile>, typeof PLUGIN> => ({
    kind: "store",
    name: settings.name,
    entries(record) {
      const file = render(record, settings);
      return [{ key: record.id.toWellFormed(), fingerprint: digest(file.text), value: file }];
    },
    open: (context, { create }) => openStore(context, settings, create),
  }),
});

async function openStore(
  context: Context,
  { path, overwriteEdited }: MarkdownStoreSettings,
  create: boolean,
): Promise<OpenStore<MarkdownFile> | undefined> {
  const opened = await Folder.open(context, path, create);
  if (!opened) return undefined;
  const { folder, created } = opened;
  // One batch at a time: a batch has its own files in flight, and names must not be given twice.
  const inTurn = openLimit(1);
  return {
    identity: folder.identity,
    created,
    list: (scopes) => list(folder, scopes.flatMap((scope) => folder.inScope(scope)), false),
    listAll: () => list(folder, [...folder.all()], false),
    check: () => list(folder, [...folder.all()], true),
    write: (changes) =>
      inTurn(() => {
        context.signal.throwIfAborted();
        return writeChanges(context, folder, changes, overwriteEdited);
      }),
    finish: () => folder.save(),
    async close() {
      if (!create) return;
      await folder.save();
      await folder.saveGlances();
    },
  };
}

/** Files that are there; one that was edited has the fingerprint of what stands in it now. */
async function* list(folder: Folder, files: Held[], fresh: boolean): AsyncGenerator<Listed> {
  for (let start = 0; start < files.length; start += 500) {
    const found: Listed[] = [];
    await each(files.slice(start, start + 500), async (held) => {
      const { scope, key, name, version, exportedAt } = held;
      const there = await folder.look(name, fresh);
      if (there.kind === "none") return;
      const edited = there.kind !== "file" || there.sha256 !== held.sha256;
      const fingerprint = there.kind !== "file" ? "" : fingerprintOf(edited ? there : held);
      found.push({ scope, key, fingerprint, version, exportedAt, ...edited ? { edited } : {} });
    });
    yield* found;
  }
}
