/**
 * Finds the bytes of one asset: by id, by the folder of its conversation, by name and size, by what is known of
 * generated images. What several files fit is reported, never chosen.
 *
 * @module
 */
import type { Asset } from "../../../core/conversation.ts";
import { asObject, asText } from "../../../core/raw.ts";
import { bareId, kindOf, withoutScheme } from "../conversation/pointer.ts";
import { baseName } from "../input/names.ts";
import type { MediaFile } from "./media_file.ts";
import { addTo, distinct, type MediaIndex, nameKey } from "./media_index.ts";

/** How the bytes of an asset were found. */
export type Match = NonNullable<Asset["match"]>;

/** A file, or why there is none. */
export type Found = { file: MediaFile; match: Match } | { missing: string };

/** Whose conversation it is, and what lies in its folder or is its own by a list. */
export interface Owner {
  id: string;
  account?: string;
  /** By name as `nameKey` writes it. */
  named: Map<string, MediaFile[]>;
  /** By size. */
  sized: Map<number, MediaFile[]>;
}

/** What is asked for every asset of a conversation, looked up once. */
export function ownerOf(id: string, account: string | undefined, index: MediaIndex): Owner {
  const named = new Map<string, MediaFile[]>();
  const sized = new Map<number, MediaFile[]>();
  const owner: Owner = { id, account, named, sized };
  for (const file of index.byConversation.get(id) ?? []) {
    if (!mayHave(owner, file)) continue;
    addTo(named, nameKey(file.name ?? baseName(file.path)), file);
    addTo(sized, file.size, file);
  }
  return owner;
}

/** Beyond ids, what belongs to somebody else is no candidate. */
export function mayHave(owner: Pick<Owner, "id" | "account">, { account, conversationId, unsure }: MediaFile): boolean {
  return (account === undefined || owner.account === undefined || account === owner.account) &&
    (conversationId === undefined || conversationId === owner.id || unsure === true);
}

/** In the folder of a conversation, under a name that holds no id. */
function isLoose({ ids, conversationBy }: MediaFile): boolean {
  return ids.length === 0 && conversationBy === "folder";
}

/** Why most assets have no bytes: an export does not hold all that its messages refer to. */
export const NOT_GIVEN = "its bytes are not among the files given";

/** What one way of looking found: files that fit equally well. */
interface Way {
  strategy: string;
  confidence: Match["confidence"];
  files: MediaFile[];
}

/** Looks for the bytes of an asset, by the surest way first. */
export function findMedia(asset: Asset, owner: Owner, index: MediaIndex): Found {
  for (const way of ways(asset, owner, index)) {
    const [file, ...others] = distinct(way.files);
    if (file === undefined) continue;
    if (others.length > 0) return { missing: ambiguous(way, [file, ...others]) };
    return { file, match: { strategy: way.strategy, confidence: way.confidence, evidence: file.path } };
  }
  return { missing: NOT_GIVEN };
}

/** Files named in a reason. */
const NAMED = 3;

function ambiguous({ strategy }: Way, files: MediaFile[]): string {
  const names = files.slice(0, NAMED).map(({ path }) => path.slice(-120).toWellFormed()).join(", ");
  return `ambiguous: ${files.length} files by ${strategy} (${names}${files.length > NAMED ? ", …" : ""})`;
}

function* ways(asset: Asset, owner: Owner, index: MediaIndex): Generator<Way> {
  yield* byId(asset, index);
  const own = (files: MediaFile[] | undefined): MediaFile[] => (files ?? []).filter((file) => mayHave(owner, file));
  if (asset.pointer.startsWith("sandbox:")) {
    yield* bySandboxLink(asset, owner, index, own);
    return;
  }
  const generation = generationOf(asset);
  if (generation !== undefined) {
    const files = own(index.byGeneration.get(generation));
    yield { strategy: "generation id", confidence: "exact", files: bestOf(files, asset) };
  }
  yield* inFolder(asset, owner);
  if (asset.name !== undefined && asset.size !== undefined) {
    const files = own(index.byNameAndSize.get(`${nameKey(asset.name)}|${asset.size}`));
    yield { strategy: "name and size", confidence: "probable", files };
  }
  if (asset.size !== undefined && asset.kind === "image" && isGenerated(asset)) {
    yield { strategy: "size of a generated image", confidence: "probable", files: own(index.bySize.get(asset.size)) };
  }
}

function* byId(asset: Asset, index: MediaIndex): Generator<Way> {
  for (const id of idsOf(asset)) {
    const files = index.byId.get(id);
    if (files !== undefined) {
      const best = bestOf(pagesFirst(files, asset), asset);
      const page = asset.pointer.includes("#") && !isPage(best[0], asset);
      yield { strategy: best[0].idBy ?? "id in name", confidence: page ? "probable" : "exact", files: best };
    }
    const named = index.byUuid.get(id);
    if (named !== undefined) {
      const files = bestOf(named, asset);
      const strategy = baseName(files[0].path).includes(id) ? "id in name" : "id of folder";
      yield { strategy, confidence: "exact", files };
    }
  }
}

/** The pointer's id, and those that an attachment has beside it. */
function idsOf({ pointer, id, metadata }: Asset): Set<string> {
  const more = ["file_id", "id", "library_file_id"].map((key) => asText(metadata?.[key]));
  const ids = [bareId(pointer), id, withoutScheme(pointer), ...more].filter((each) => each !== undefined);
  return new Set(ids.flatMap((each) => [bareId(each), each]));
}

/** `sediment://<prefix>#file_<id>#p_0.….jpg` is a page of a document: the picture of the page, where it was shipped. */
function pagesFirst(files: MediaFile[], asset: Asset): MediaFile[] {
  if (!asset.pointer.includes("#")) return files;
  const pages = files.filter((file) => isPage(file, asset));
  return pages.length > 0 ? pages : files;
}

function isPage(file: MediaFile, { pointer }: Asset): boolean {
  const page = pointer.slice(pointer.lastIndexOf("#") + 1);
  return page !== "" && baseName(file.path).includes(page);
}

/** Of files with one id: those of the first export that has any, there those of the size that the asset has. */
function bestOf(files: MediaFile[], { size }: Asset): MediaFile[] {
  const full = files.some((file) => file.size > 0) ? files.filter((file) => file.size > 0) : files;
  const first = full.filter(({ input }) => input === full[0].input);
  const fitting = size === undefined ? [] : first.filter((file) => file.size === size);
  return fitting.length > 0 ? fitting : first;
}

/** In the folder of its conversation: of its name, else of its size. */
function* inFolder(asset: Asset, { named, sized }: Owner): Generator<Way> {
  const name = asset.name === undefined ? [] : named.get(nameKey(asset.name)) ?? [];
  const byName = name.filter((file) => isLoose(file) && fits(file, asset));
  const both = byName.filter(({ size }) => size === asset.size);
  const strategy = "folder of the conversation";
  yield { strategy, confidence: "probable", files: both.length > 0 ? both : byName };
  const bySize = asset.size === undefined ? [] : sized.get(asset.size) ?? [];
  yield { strategy, confidence: "probable", files: bySize.filter((file) => isLoose(file) && fits(file, asset)) };
}

/** A recording is no picture, whatever their sizes. */
function fits(file: MediaFile, { kind }: Asset): boolean {
  const other = kindOf(file.mediaType, file.name ?? baseName(file.path));
  return other === "file" || kind === "file" || other === kind;
}

/** Links into the code sandbox: of the message and the name, of the conversation and the name, of a name only one has. */
function* bySandboxLink(
  asset: Asset,
  owner: Owner,
  index: MediaIndex,
  own: (files: MediaFile[] | undefined) => MediaFile[],
): Generator<Way> {
  const named = asset.name === undefined ? [] : owner.named.get(nameKey(asset.name)) ?? [];
  const said = named.filter(({ messageId }) => messageId !== undefined && messageId === asset.messageId);
  const strategy = "sandbox link";
  yield { strategy, confidence: "exact", files: said };
  yield { strategy, confidence: "probable", files: named };
  const loose = asset.name === undefined ? [] : own(index.byLooseName.get(nameKey(asset.name)));
  yield { strategy, confidence: "guess", files: loose };
}

function generationOf({ metadata }: Asset): string | undefined {
  const inner = asObject(metadata?.metadata);
  for (const facts of [asObject(inner?.dalle), asObject(inner?.generation)]) {
    const id = asText(facts?.gen_id);
    if (id !== undefined) return id;
  }
  return undefined;
}

function isGenerated({ metadata }: Asset): boolean {
  const inner = asObject(metadata?.metadata);
  return asObject(inner?.dalle) !== undefined || asObject(inner?.generation) !== undefined;
}
