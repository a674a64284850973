/**
 * A put made ready: its media have arrived, its texts are made, and nothing is in its place yet.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Conversation } from "../../core/conversation.ts";
import { fileName } from "../../core/names.ts";
import type { Change, Entry } from "../../core/sink.ts";
import { title } from "../../core/text.ts";
import { collect, type Collected, type Incoming } from "./collect.ts";
import { mayTake, mayTouch } from "./decide.ts";
import type { ArchiveFolder } from "./folder.ts";
import type { Held, HeldFacts, HeldFile } from "./held.ts";
import { sizeOf } from "./json_pieces.ts";
import { pageName } from "./part_names.ts";
import { conversationJson, manifestJson, shownFiles } from "./texts.ts";

/** What writing needs of the options. */
export interface WriteSettings {
  markdown: boolean;
  media: boolean;
  links: "hard" | "copy";
  overwriteEdited: boolean;
}

/** A put of the engine. */
export type Put = Entry<Conversation> & { scope: string };

/** A put that may be carried out. */
export interface Step {
  unit: string;
  held: Held;
  before?: Held;
  /** What is to be written, in pieces, by path relative to the conversation's folder. */
  texts: Map<string, Uint8Array<ArrayBuffer>[]>;
}

/** The name of a conversation's folder. */
export function folderName(conversation: Conversation): string {
  const { createdAt, source, id } = conversation;
  return fileName({ createdAt, title: title(conversation), id: `${source}:${id}` });
}

/**
 * Lets the media of a put arrive, if it may be written.
 *
 * @throws {EditedByOwnerError} {ForeignFileError} when it may not
 */
export async function collectFor(
  folder: ArchiveFolder,
  { media, overwriteEdited }: WriteSettings,
  { scope, key, value }: Put,
  incoming: Incoming,
): Promise<Collected> {
  const before = folder.get({ scope, key });
  if (before) await mayTouch(folder, "write", before, overwriteEdited);
  return await collect(folder, value.assets, before, media, incoming);
}

/**
 * Makes the texts of a put whose media have arrived.
 *
 * @throws {EditedByOwnerError} {ForeignFileError} when its folder may not be written
 */
export async function prepare(
  folder: ArchiveFolder,
  settings: WriteSettings,
  { unit, version, exportedAt }: Pick<Change, "unit" | "version" | "exportedAt">,
  { scope, key, fingerprint, value }: Put,
  { assets, media, missing }: Collected,
): Promise<Step> {
  const before = folder.get({ scope, key });
  const conversation = { ...value, assets };
  const json = conversationJson(conversation);
  const { markdown } = settings;
  // Its libraries are loaded once there is something to write.
  const { render } = await import("./render.ts");
  const rendered = render(conversation, { files: shownFiles(media), markdown });
  const id = conversation.id.toWellFormed();
  const texts = new Map<string, Uint8Array<ArrayBuffer>[]>([
    ["conversation.json", json],
    ["media_manifest.json", [manifestJson(id, media, missing)]],
  ]);
  for (const [index, html] of rendered.pages.entries()) texts.set(pageName(index), html);
  if (rendered.markdown) texts.set("conversation.md", rendered.markdown);
  const files: HeldFile[] = [...texts].map(([path, pieces]) => ({
    path,
    sha256: hashOf(pieces),
    size: sizeOf(pieces),
  }));
  for (const { file, sha256, bytes } of media) {
    if (!files.some(({ path }) => path === file)) files.push({ path: file, sha256, size: bytes });
  }
  const { createdAt, updatedAt, messages } = conversation;
  const facts: HeldFacts = {
    id,
    title: title(conversation).toWellFormed(),
    messages: messages.length,
    createdAt,
    updatedAt,
    ...rendered.starts.length > 1 && { starts: rendered.starts },
  };
  const held = { scope, key, folder: folderName(conversation), fingerprint, files, media, facts, version, exportedAt };
  await mayTake(folder, held, before, settings.overwriteEdited);
  return { unit, held, before, texts };
}

function hashOf(pieces: readonly Uint8Array[]): string {
  const sha256 = createHash("sha256");
  for (const piece of pieces) sha256.update(piece);
  return sha256.digest("hex");
}
