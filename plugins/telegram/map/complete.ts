/**
 * What follows from a conversation's messages: who takes part, who owns the export, from when to when it goes.
 *
 * @module
 */
import type { Conversation, JsonObject, Message, Participant } from "../../../core/conversation.ts";
import { put } from "../../../core/raw.ts";
import { familyOf, peerId } from "./identity.ts";

/** `metadata.ownerFrom` of a conversation whose export says whose it is; without it, the owner is concluded. */
export const DECLARED = "personal_information";

/**
 * Fills in participants, times, owner and names anew; participants that are there already are kept where they have
 * written nothing. Changes the conversation and gives it back.
 */
export function complete(conversation: Conversation): Conversation {
  const { messages, metadata } = conversation;
  const people = peopleOf(messages);
  if (metadata.ownerFrom !== DECLARED) {
    delete metadata.ownerId;
    const owner = familyOf(metadata.telegramType) === "saved"
      ? peerId(metadata.chatId)
      : otherThanPeer(metadata, people);
    if (owner !== undefined) metadata.ownerId = owner;
  }
  const before = conversation.participants;
  conversation.participants = participantsOf(conversation, people, before);
  delete metadata.names;
  const names: JsonObject = {};
  for (const [id, written] of people) if (written.size > 1) put(names, id, [...written]);
  if (Object.keys(names).length > 0) metadata.names = names;
  setTimes(conversation);
  return conversation;
}

/** Everybody who wrote or did something, with all names, in the order of the thread. */
function peopleOf(messages: Message[]): Map<string, Set<string>> {
  const people = new Map<string, Set<string>>();
  const last = new Map<string, string>();
  for (const { author, metadata: { fromId } } of messages) {
    if (typeof fromId !== "string") continue;
    let names = people.get(fromId);
    if (!names) people.set(fromId, names = new Set());
    if (author === undefined || last.get(fromId) === author) continue;
    last.set(fromId, author);
    // The last one is the newest.
    names.delete(author);
    names.add(author);
  }
  return people;
}

/** In a chat of two, who is not the other: the id of a personal chat is the other's. */
function otherThanPeer({ telegramType, chatId }: JsonObject, people: Map<string, unknown>): string | undefined {
  if (telegramType !== "personal_chat" && telegramType !== "bot_chat") return undefined;
  if (chatId === undefined) return undefined;
  const others = [...people.keys()].filter((id) => id !== `user${chatId}` && id.startsWith("user"));
  return others.length === 1 ? others[0] : undefined;
}

function participantsOf(
  { title, metadata: { telegramType, chatId, ownerId } }: Conversation,
  people: Map<string, Set<string>>,
  before: Participant[],
): Participant[] {
  const found = new Map<string, Participant>();
  const add = (id: string, name?: string) =>
    found.set(id, { id, role: "user", ...(name === undefined ? {} : { name }) });
  for (const [id, names] of people) add(id, [...names].at(-1));
  if (chatId !== undefined && (telegramType === "personal_chat" || telegramType === "bot_chat")) {
    const peer = `user${chatId}`;
    if (!found.has(peer)) add(peer, title);
  }
  if (typeof ownerId === "string" && familyOf(telegramType) !== "peer") {
    const name = found.get(ownerId)?.name ?? before.find(({ id }) => id === ownerId)?.name;
    if (!found.has(ownerId) || name !== undefined) add(ownerId, name);
  }
  return [...found.values()].sort((a, b) => a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** From the first message to the last message or edit. */
function setTimes(conversation: Conversation): void {
  delete conversation.createdAt;
  delete conversation.updatedAt;
  delete conversation.localTime;
  delete conversation.metadata.assumedTimeZone;
  let first: Message | undefined;
  let newest = -Infinity;
  for (const message of conversation.messages) {
    const { createdAt, metadata: { editedAt } } = message;
    if (createdAt !== undefined && !(first?.createdAt! <= createdAt)) first = message;
    newest = Math.max(newest, createdAt ?? -Infinity, typeof editedAt === "number" ? editedAt : -Infinity);
  }
  if (first) conversation.createdAt = first.createdAt;
  const { assumedTimeZone } = first?.metadata ?? {};
  if (assumedTimeZone !== undefined) conversation.metadata.assumedTimeZone = assumedTimeZone;
  if (newest > -Infinity) conversation.updatedAt = newest;
  const local = (first ?? conversation.messages.find(({ localTime }) => localTime !== undefined))?.localTime;
  if (local !== undefined) conversation.localTime = local;
}
