/**
 * The top of the archive, rebuilt from what the store holds: the first page, the indexes, what pages share.
 *
 * @module
 */
import { CONVERSATION_SCRIPT } from "./assets/conversation_script.ts";
import { INDEX_SCRIPT } from "./assets/index_script.ts";
import { STYLE } from "./assets/style.ts";
import { writeDerived } from "./derived.ts";
import type { ArchiveFolder } from "./folder.ts";
import type { Held } from "./held.ts";
import { indexPage } from "./index_page.ts";
import { mediaIndexJson } from "./media_index.ts";
import { writeSearchChunks } from "./search_chunks.ts";

/** Brings all that depends on several conversations in step. */
export async function finishArchive(folder: ArchiveFolder, overwriteEdited: boolean): Promise<void> {
  const held = [...folder.all()].sort(byFolder);
  const chunks = await writeSearchChunks(folder, held);
  await writeDerived(folder, [
    { path: "assets/archive.css", text: STYLE },
    { path: "assets/conversation.js", text: CONVERSATION_SCRIPT },
    { path: "assets/index.js", text: INDEX_SCRIPT },
    { path: "index.json", text: indexJson(held) },
    { path: "media_index.json", text: mediaIndexJson(held) },
    { path: "index.html", text: indexPage(held, chunks) },
  ], overwriteEdited);
  await folder.save();
}

/** `index.json`. */
function indexJson(held: readonly Held[]): string {
  const conversations = held.map(({ facts, folder, media }) => ({
    id: facts.id,
    title: facts.title,
    folder,
    messages: facts.messages,
    media: media.length,
    createdAt: facts.createdAt ?? null,
    updatedAt: facts.updatedAt ?? null,
  }));
  return `{"conversations":[\n${conversations.map((one) => JSON.stringify(one)).join(",\n")}\n]}\n`;
}

function byFolder(a: Held, b: Held): number {
  return a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0;
}
