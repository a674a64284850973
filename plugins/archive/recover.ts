/**
 * Opening an archive, also after a kill: how far the announced batches came is worked out from the folder.
 *
 * @module
 */
import { join } from "node:path";
import type { Context } from "../../core/context.ts";
import { ArchiveFolder } from "./folder.ts";
import { type Held, type HeldFile, UNFINISHED } from "./held.ts";
import {
  type Announcement,
  announcementNumber,
  formatIndex,
  INCOMING,
  INDEX_NAME,
  parseAnnouncement,
  parseIndex,
} from "./index_file.ts";
import { removeIfEmpty } from "./remove.ts";

/** What a killed process leaves beside a file it was writing. */
const TEMPORARY = /\.threadloom\.tmp-\d+$/;

/** Opens an archive; with `create`, makes it (and its index) where there is none. Undefined: there is none. */
export async function openFolder(
  context: Context,
  path: string,
  create: boolean,
): Promise<{ folder: ArchiveFolder; created: boolean } | undefined> {
  const { files, random } = context;
  const at = join(path, INDEX_NAME);
  const bytes = await files.read(at);
  if (bytes === undefined && !create) return undefined;
  if (bytes === undefined) {
    const folder = new ArchiveFolder(context, path, random.id());
    await files.makeFolder(path);
    await files.write(at, formatIndex({ identity: folder.identity, conversations: [], derived: [] }), true);
    return { folder, created: true };
  }
  const { identity, conversations, derived } = parseIndex(new TextDecoder().decode(bytes), at);
  const folder = new ArchiveFolder(context, path, identity);
  for (const held of conversations) folder.hold(held);
  for (const one of derived) folder.holdDerived(one, true);
  await folder.loadGlances();
  await recover(folder, create);
  return { folder, created: false };
}

async function recover(folder: ArchiveFolder, tidy: boolean): Promise<void> {
  const { files } = folder.context;
  const numbers = (await files.list(folder.path)).map(({ name }) => ({ name, number: announcementNumber(name) }))
    .flatMap(({ name, number }) => number === undefined ? [] : [{ name, number }]);
  const announced: Announcement[] = [];
  for (const { name, number } of numbers.sort((a, b) => a.number - b.number)) {
    const bytes = await files.read(folder.at(name));
    if (bytes === undefined) continue;
    const announcement = parseAnnouncement(new TextDecoder().decode(bytes), folder.at(name));
    announced.push(announcement);
    await settle(folder, announcement, tidy);
    folder.taken(number);
  }
  if (tidy) await removeRemains(folder, announced);
}

/** Puts in order what is remembered of what was announced and may or may not have been done. */
async function settle(folder: ArchiveFolder, { puts, deletes, derived }: Announcement, tidy: boolean): Promise<void> {
  for (const held of puts) await settlePut(folder, held);
  for (const entry of deletes) {
    const held = folder.get(entry);
    if (!held) continue;
    const files = await present(folder, held.folder, [held.files]);
    if (files.length > 0) folder.hold({ ...held, files, fingerprint: UNFINISHED });
    else {
      if (tidy) await removeIfEmpty(folder, held.folder);
      folder.drop(held);
    }
  }
  for (const one of derived) {
    const found = await folder.look(one.path, true);
    if (found.kind === "file" && found.sha256 === one.sha256) folder.holdDerived(one);
  }
}

/** Half of a put may be done: the files that are there are the store's if they are as before, or as announced. */
export async function settlePut(folder: ArchiveFolder, announced: Held): Promise<void> {
  const before = folder.get(announced);
  const { files } = folder.context;
  const moved = (await files.lstat(folder.at(announced.folder)))?.kind === "folder";
  const name = moved || !before ? announced.folder : before.folder;
  const there = await present(folder, name, [announced.files, before?.files ?? []]);
  if (there.length === 0) {
    // Nothing was written: what was remembered stays true, and of a new one there is nothing to remember.
    if (!before && moved) folder.hold({ ...announced, files: [], media: [], fingerprint: UNFINISHED });
    return;
  }
  const whole = moved && there.length === announced.files.length &&
    announced.files.every((file) => there.some(({ path, sha256 }) => path === file.path && sha256 === file.sha256));
  if (whole) return folder.hold(announced);
  const intact = before && before.folder === name && there.length === before.files.length &&
    before.files.every((file) => there.some(({ path, sha256 }) => path === file.path && sha256 === file.sha256));
  if (intact) return;
  const media = [...announced.media, ...before?.media ?? []];
  const kept = media.filter(({ file }, i) =>
    there.some(({ path }) => path === file) && media.findIndex((one) => one.asset === media[i].asset) === i
  );
  folder.hold({ ...before ?? announced, folder: name, files: there, media: kept, fingerprint: UNFINISHED });
}

/** The files of these lists that are there, each with the hash of the list it agrees with; the last list's where with none. */
async function present(folder: ArchiveFolder, name: string, lists: HeldFile[][]): Promise<HeldFile[]> {
  const byPath = Map.groupBy(lists.flat(), ({ path }) => path);
  const there: HeldFile[] = [];
  for (const candidates of byPath.values()) {
    const found = await folder.look(`${name}/${candidates[0].path}`, true);
    if (found.kind === "none") continue;
    const same = found.kind === "file" && candidates.find(({ sha256 }) => sha256 === found.sha256);
    there.push(same || candidates[candidates.length - 1]);
  }
  return there;
}

/** Media on their way, and unfinished files: opening one for writing once more takes away what a killed process left. */
async function removeRemains(folder: ArchiveFolder, announced: Announcement[]): Promise<void> {
  const { files } = folder.context;
  for (const { name } of await files.list(folder.at(INCOMING))) await files.remove(folder.at(INCOMING, name));
  const places = new Set(announced.flatMap(({ puts }) => puts.flatMap((one) => [one.folder, `${one.folder}/media`])));
  for (const place of ["", "assets", "search", ...places]) {
    for (const { name } of await files.list(folder.at(place))) {
      if (!TEMPORARY.test(name)) continue;
      await (await files.create(folder.at(place, name.replace(TEMPORARY, "")))).abort();
    }
  }
}
