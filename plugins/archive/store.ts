/**
 * The store: a folder of conversations with their media, to be read in a browser without a network.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { digest, fingerprint } from "../../core/fingerprint.ts";
import { openLimit } from "../../core/limit.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { Entry, OpenStore, Store } from "../../core/sink.ts";
import { finishArchive } from "./finish.ts";
import { INCOMING } from "./index_file.ts";
import { list, listDerived } from "./list.ts";
import { MOST_MESSAGES } from "./part_names.ts";
import { openFolder } from "./recover.ts";
import { writeChanges } from "./write.ts";

/** Options of `archiveStore`. */
export interface ArchiveStoreOptions {
  /** The folder; it is made when it is missing. */
  path: string;
  /**
   * Name in reports.
   * @default "archive"
   */
  name?: string;
  /**
   * Writes `conversation.md` beside each page, too.
   * @default false
   */
  markdown?: boolean;
  /**
   * Writes the bytes of images, sounds and files that the source has. Those written before stay either way.
   * @default true
   */
  media?: boolean;
  /**
   * How the same bytes in several conversations are kept: `hard` links (one file on disk), or a `copy` each.
   * @default "hard"
   */
  links?: "hard" | "copy";
  /**
   * Overwrites and removes files that their owner edited.
   * @default false
   */
  overwriteEdited?: boolean;
}

/** Options with defaults filled in. */
export type ArchiveStoreSettings = Required<ArchiveStoreOptions>;

const schema: z.ZodType<ArchiveStoreSettings, ArchiveStoreOptions> = z.strictObject({
  path: z.string().min(1).describe("The folder; it is made when it is missing."),
  name: z.string().min(1).default("archive").describe("Name in reports."),
  markdown: z.boolean().default(false).describe("Writes `conversation.md` beside each page, too."),
  media: z.boolean().default(true).describe(
    "Writes the bytes of images, sounds and files that the source has. Those written before stay either way.",
  ),
  links: z.enum(["hard", "copy"]).default("hard").describe(
    "How the same bytes in several conversations are kept: `hard` links (one file on disk), or a `copy` each.",
  ),
  overwriteEdited: z.boolean().default(false).describe("Overwrites and removes files that their owner edited."),
});

/** Raised when the same conversation gives other files. */
const BEHAVIOUR = 2;

/** The last behaviour that gave a conversation of one page other files: only such folders are written anew. */
const PAGE_BEHAVIOUR = 1;

/**
 * Keeps an archive of conversations: a folder each, with a page to read offline, all the source says as JSON, and its
 * media; at the top a page that lists and searches them. Only folders whose content changed are touched. What its
 * owner edited, and anything the store did not write, is left alone and reported.
 */
export const archiveStore: PluginFactory<
  ArchiveStoreOptions,
  ArchiveStoreSettings,
  Omit<Store<Conversation, Conversation>, typeof PLUGIN>
> = definePlugin({
  name: "archive",
  kind: "store",
  summary: "Keeps an HTML archive with media, to be read offline: a folder a conversation.",
  accepts: ["conversation"],
  options: schema,
  roles: { path: "location", name: "tuning", links: "tuning", overwriteEdited: "tuning" },
  behaviour: BEHAVIOUR,
  permissions: ({ path }) => ({ read: [path], write: [path] }),
  example: `import { from, run } from "@threadloom/threadloom";
import { archiveStore } from "@threadloom/threadloom/archive";
import { chatgptSource } from "@threadloom/threadloom/chatgpt";

await run(from(chatgptSource({ path: "export.zip" })).to(archiveStore({ path: "archive" })));`,
  create: (settings: ArchiveStoreSettings): Omit<Store<Conversation, Conversation>, typeof PLUGIN> => ({
    kind: "store",
    name: settings.name,
    entries: (conversation) => [entryOf(conversation, settings)],
    open: (context, { create }) => openStore(context, settings, create),
  }),
});

/**
 * One entry for all files of a conversation: they change together, and its folder is renamed as one. Its fingerprint
 * is of the content, which says of each asset how it was found, and of which assets have bytes.
 */
function entryOf(conversation: Conversation, { markdown, media }: ArchiveStoreSettings): Entry<Conversation> {
  const there = conversation.assets.map(({ open }) => media && open !== undefined ? 1 : 0).join("");
  const long = conversation.messages.length + conversation.branches.length > MOST_MESSAGES;
  const behaviour = long ? BEHAVIOUR : PAGE_BEHAVIOUR;
  return {
    key: conversation.id.toWellFormed(),
    fingerprint: digest(JSON.stringify([behaviour, markdown, there, fingerprint(conversation)])),
    value: conversation,
  };
}

async function openStore(
  context: Context,
  settings: ArchiveStoreSettings,
  create: boolean,
): Promise<OpenStore<Conversation> | undefined> {
  const opened = await openFolder(context, settings.path, create);
  if (!opened) return undefined;
  const { folder, created } = opened;
  // One batch at a time: a batch has its own files in flight, and names must not be given twice.
  const inTurn = openLimit(1);
  return {
    identity: folder.identity,
    created,
    list: (scopes) => list(folder, scopes.flatMap((scope) => folder.inScope(scope)), false),
    listAll: () => list(folder, [...folder.all()], false),
    async *check() {
      yield* list(folder, [...folder.all()], true);
      yield* listDerived(folder);
    },
    write: (changes) =>
      inTurn(() => {
        context.signal.throwIfAborted();
        return writeChanges(folder, changes, settings);
      }),
    finish: () => finishArchive(folder, settings.overwriteEdited),
    async close() {
      if (!create) return;
      await folder.save();
      await folder.saveGlances();
      const incoming = folder.at(INCOMING);
      // What a failure left in it goes when the archive is opened again.
      if ((await context.files.list(incoming)).length === 0) await context.files.remove(incoming);
    },
  };
}
