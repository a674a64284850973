/**
 * Puts the bytes to a conversation's assets, and adds what belongs to it and no message names.
 *
 * @module
 */
import type { Asset, Conversation } from "../../../core/conversation.ts";
import { kindOf } from "../conversation/pointer.ts";
import { baseName } from "../input/names.ts";
import { findMedia, type Match, mayHave, type Owner, ownerOf } from "./match.ts";
import { mediaTypeOf } from "./media_type.ts";
import type { MediaFile } from "./media_file.ts";
import { distinct, type MediaIndex } from "./media_index.ts";
import { mentionsOf } from "./mention.ts";
import { openMedia } from "./open_media.ts";
import { mentionedIds } from "./trace.ts";

/** What is known of the conversation beside its record. */
export interface Given {
  /** Its raw bytes. */
  bytes: Uint8Array;
  account?: string;
  count(name: string, n?: number): void;
}

/** Looks for the bytes of every asset; the conversation is changed. */
export function attachMedia(conversation: Conversation, index: MediaIndex, given: Given): void {
  const { assets } = conversation;
  const owner = ownerOf(conversation.id, given.account, index);
  const taken = new Set<MediaFile>();
  let ambiguous = 0;
  for (const asset of assets) {
    const found = findMedia(asset, owner, index);
    if ("missing" in found) {
      asset.missing = found.missing;
      if (found.missing.startsWith("ambiguous")) ambiguous++;
    } else {
      take(asset, found.file, found.match);
      for (const copy of copiesOf(found.file, owner, index)) taken.add(copy);
    }
  }
  const known = new Set(assets.map(({ id }) => id));
  if (index.files.length > 0) {
    addMentioned(conversation, { index, owner, taken, known }, given.bytes);
    addFolder(conversation, { index, owner, taken, known });
  }
  tally(assets, ambiguous, given.count);
}

/** What is known while one conversation is looked through. */
interface Search {
  index: MediaIndex;
  owner: Owner;
  /** Files that an asset has, with their copies. */
  taken: Set<MediaFile>;
  /** Ids of assets. */
  known: Set<string>;
}

function tally(assets: Asset[], ambiguous: number, count: Given["count"]): void {
  const matched = assets.reduce((sum, { match }) => match === undefined ? sum : sum + 1, 0);
  const missing = assets.length - matched - ambiguous;
  if (matched > 0) count("media matched", matched);
  if (missing > 0) count("media missing", missing);
  if (ambiguous > 0) count("media ambiguous", ambiguous);
}

function take(asset: Asset, file: MediaFile, match: Match): void {
  asset.match = match;
  asset.name ??= file.name;
  asset.mediaType ??= file.mediaType ?? mediaTypeOf(file.name ?? baseName(file.path));
  asset.size ??= file.size;
  for (const key of ["name", "mediaType"] as const) if (asset[key] === undefined) delete asset[key];
  asset.open = () => openMedia(file.file);
}

/** All files that answer to one of its ids, or lie in its conversation with the same content: none is added again. */
function copiesOf(file: MediaFile, owner: Owner, index: MediaIndex): MediaFile[] {
  const copies = file.ids.flatMap((id) => index.byId.get(id) ?? []);
  const same = (owner.sized.get(file.size) ?? []).filter((other) => distinct([file, other]).length === 1);
  return [file, ...copies, ...same];
}

/** Files whose id stands somewhere in the conversation where no asset was made of it: in odd fields, in text. */
function addMentioned(
  conversation: Conversation,
  { index, owner, taken, known }: Search,
  bytes: Uint8Array,
): void {
  const ids = new Map<string, MediaFile>();
  for (const id of mentionedIds(bytes, index)) {
    if (known.has(id)) continue;
    const files = distinct((index.byId.get(id) ?? index.byUuid.get(id) ?? []).filter((file) => !taken.has(file)));
    if (files.length === 1 && !files[0].writing) ids.set(id, files[0]);
  }
  if (ids.size === 0) return;
  for (const [id, mention] of mentionsOf(conversation, new Set(ids.keys()))) {
    const file = ids.get(id)!;
    if (taken.has(file)) continue;
    const asset = newAsset(id, id, file, known);
    if (mention.messageId !== undefined) asset.messageId = mention.messageId;
    const { field } = mention;
    const strategy = field === undefined ? "id in text" : `id in field ${field}`;
    take(asset, file, {
      strategy,
      confidence: field === undefined ? "probable" : "exact",
      evidence: file.path,
      added: true,
    });
    conversation.assets.push(asset);
    for (const copy of copiesOf(file, owner, index)) taken.add(copy);
  }
}

/** What lies in the conversation's folder, or is its own by the library, and nothing refers to. */
function addFolder(conversation: Conversation, { index, owner, taken, known }: Search): void {
  const all = index.byConversation.get(conversation.id);
  if (all === undefined) return;
  const messages = new Set<string>();
  for (const { id } of conversation.messages) messages.add(id);
  for (const { id } of conversation.branches) messages.add(id);
  for (const file of distinct(all)) {
    if (taken.has(file) || file.writing || file.size === 0 || !mayHave(owner, file)) continue;
    const asset = newAsset(file.ids[0] ?? file.path, file.path, file, known);
    if (file.messageId !== undefined && messages.has(file.messageId)) asset.messageId = file.messageId;
    const strategy = file.conversationBy === "list" ? "conversation in the library" : "folder of the conversation";
    take(asset, file, { strategy, confidence: "exact", evidence: file.path, added: true });
    conversation.assets.push(asset);
  }
}

function newAsset(id: string, pointer: string, file: MediaFile, known: Set<string>): Asset {
  let own = known.has(id) ? file.path : id;
  for (let n = 2; known.has(own); n++) own = `${file.path} (${n})`;
  known.add(own);
  const kind = file.kind === "dalle_image"
    ? "image"
    : file.kind === "audio"
    ? "audio"
    : kindOf(file.mediaType, file.name ?? baseName(file.path));
  const asset: Asset = { id: own, pointer, kind };
  // The library alone says that it was generated: no message does.
  if (file.kind === "dalle_image" && file.generation !== undefined && file.conversationBy === "list") {
    asset.metadata = { image_gen_generation_id: file.generation };
  }
  return asset;
}
