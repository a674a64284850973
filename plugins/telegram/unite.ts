/**
 * Several copies of one chat as one conversation.
 *
 * An export may be limited by date or to the owner's own messages and does not say so, so no copy is taken to be the
 * whole chat: copies are united by message id, and nothing that one of them has is lost.
 *
 * @module
 */
import type { Asset, Conversation, JsonObject, Message } from "../../core/conversation.ts";
import { complete, DECLARED } from "./map/complete.ts";
import { familyOf } from "./map/identity.ts";
import { newerOf } from "./map/newer.ts";
import { inOrder, mergeLists } from "./map/order.ts";

/**
 * Unites copies of one chat, the oldest first. Of a message that several have the newest edit is taken, of equal ones
 * that of the later copy; a file that only another copy of the message has is taken from there. The chat's own fields
 * are those of the newest copy that has them.
 *
 * @throws {Error} when the copies are of two accounts, which count the messages of their chats by themselves
 */
export function uniteChats(copies: Conversation[]): Conversation {
  const newest = copies.at(-1)!;
  if (copies.length === 1) return newest;
  refuseTwoOwners(copies);
  const messages = new Map<string, Message>();
  const assets = new Map<string, Asset>();
  let order: Message[] = [];
  for (const [i, copy] of copies.entries()) {
    for (const message of copy.messages) {
      const known = messages.get(message.id);
      messages.set(message.id, known ? newerOf(known, message) : message);
    }
    for (const asset of copy.assets) assets.set(asset.id, betterOf(assets.get(asset.id), asset));
    // The order of a later copy counts more.
    order = i === 0 ? copy.messages : mergeLists(copy.messages, order);
  }
  const thread = inOrder(order.map(({ id }) => messages.get(id)!));
  const metadata: JsonObject = Object.assign({}, ...copies.map((copy) => copy.metadata));
  if (newest.metadata.left === undefined) delete metadata.left;
  const declared = copies.findLast((copy) => copy.metadata.ownerFrom === DECLARED);
  if (declared) metadata.ownerId = declared.metadata.ownerId;
  const united: Conversation = {
    ...newest,
    messages: thread,
    branches: [],
    assets: inUse(thread, assets),
    participants: copies.flatMap(({ participants }) => participants),
    metadata,
  };
  const title = copies.findLast((copy) => copy.title !== undefined)?.title;
  if (title !== undefined) united.title = title;
  return complete(united);
}

function refuseTwoOwners(copies: Conversation[]): void {
  const family = familyOf(copies[0].metadata.telegramType);
  if (family === "channel" || family === "saved") return;
  const owners = new Set(
    copies.flatMap(({ metadata: { ownerId, ownerFrom } }) =>
      ownerFrom === DECLARED && typeof ownerId === "string" ? [ownerId] : []
    ),
  );
  if (owners.size < 2) return;
  throw new Error(
    `Cannot unite copies of "${copies[0].id}": they are of two accounts (${
      [...owners].sort().join(", ")
    }), which count ` +
      "its messages differently; keep the exports of each account in a folder of its own",
  );
}

/** A file that is there rather than one that is not; else the later. */
function betterOf(known: Asset | undefined, asset: Asset): Asset {
  return known && known.missing === undefined && asset.missing !== undefined ? known : asset;
}

/** In the order of the messages, as one copy has them; those whose message no longer refers to them go. */
function inUse(messages: Message[], assets: Map<string, Asset>): Asset[] {
  const used: Asset[] = [];
  for (const { parts } of messages) {
    for (const part of parts) {
      if (part.type !== "image" && part.type !== "audio" && part.type !== "video" && part.type !== "file") continue;
      const asset = part.assetId === undefined ? undefined : assets.get(part.assetId);
      if (asset) used.push(asset);
    }
  }
  return used;
}
