/**
 * One raw message to one message of the model, with its assets.
 *
 * @module
 */
import type { Asset, Json, JsonObject, Message, Part } from "../../../core/conversation.ts";
import { asText, isEmpty, metricName, put } from "../../../core/raw.ts";
import { peerId } from "./identity.ts";
import { readMedia } from "./media.ts";
import { readText } from "./text.ts";
import { readThings } from "./things.ts";
import { isNeverEdited, localAsUtc, readMoment, unixTime } from "./times.ts";
import type { Clockwork } from "./zone.ts";

/** What all messages of a chat share. */
export interface ChatScope {
  /** The chat's own `type` and `id`. */
  chat: { type?: unknown; id?: unknown };
  /** Reads local times, where a zone was given. */
  clock?: { timeZone: string; read: Clockwork };
  count: (name: string, n?: number) => void;
}

/** A message and the files it refers to. */
export interface Mapped {
  message: Message;
  assets: Asset[];
}

/** Raw fields that are kept under another name. */
const RENAMED: readonly (readonly [field: string, name: string])[] = [
  ["forwarded_from", "forwardedFrom"],
  ["saved_from", "savedFrom"],
  ["via_bot", "viaBot"],
  ["sticker_emoji", "stickerEmoji"],
];

/** Names under which this code keeps something: a raw field of that name is kept as `raw.<name>`. */
const OURS = new Set([
  ...RENAMED.map(([, name]) => name),
  "fromId",
  "entities",
  "textFrom",
  "replyTo",
  "replyToPeer",
  "editedAt",
  "assumedTimeZone",
]);

/** Maps a message; `id` is unique in the chat. */
export function mapMessage(raw: JsonObject, id: string, scope: ChatScope): Mapped {
  const held = new Set(["id", "text", "text_entities"]);
  const isService = raw.type === "service";
  const rich = readText(raw);
  for (const field of rich.left) held.delete(field);
  const media = readMedia(raw, id);
  for (const field of media.held) held.add(field);
  const parts: Part[] = [];
  const said = rich.text !== "" ? rich.text : isService ? asText(raw.information_text) ?? "" : "";
  if (said !== "") parts.push({ type: "text", text: said });
  parts.push(...media.parts, ...readThings(raw, held));
  const message: Message = { id, role: isService ? "system" : "user", parts, metadata: {} };
  const metadata: JsonObject = {};
  readSender(raw, isService, message, metadata, held, scope);
  readTimes(raw, message, metadata, held, scope);
  if (rich.entities.length > 0) metadata.entities = rich.entities;
  if (rich.from === "text") metadata.textFrom = "text";
  const reply = raw.reply_to_message_id;
  if (typeof reply === "number" || (typeof reply === "string" && reply !== "")) {
    metadata.replyTo = String(reply);
    held.add("reply_to_message_id");
  }
  const peer = peerId(raw.reply_to_peer_id);
  if (peer !== undefined) {
    metadata.replyToPeer = peer;
    held.add("reply_to_peer_id");
  }
  for (const [field, name] of RENAMED) {
    if (!Object.hasOwn(raw, field)) continue;
    metadata[name] = raw[field];
    held.add(field);
  }
  readType(raw, message, held, scope);
  for (const field of Object.keys(raw)) {
    if (!held.has(field)) put(metadata, OURS.has(field) ? `raw.${field}` : field, raw[field]);
  }
  if (!isEmpty(metadata)) message.metadata = metadata;
  return { message, assets: media.assets };
}

function readType(raw: JsonObject, message: Message, held: Set<string>, scope: ChatScope): void {
  const { type } = raw;
  if (type === "message" || type === undefined) return void held.add("type");
  if (type === "service") message.hidden = "service";
  else if (type === "unsupported") {
    message.hidden = "unsupported";
    scope.count("unsupported messages");
  } else scope.count(`unknown message type: ${metricName(type)}`);
}

function readSender(
  raw: JsonObject,
  isService: boolean,
  message: Message,
  metadata: JsonObject,
  held: Set<string>,
  { chat }: ChatScope,
): void {
  const [name, id] = isService && (Object.hasOwn(raw, "actor") || Object.hasOwn(raw, "actor_id"))
    ? ["actor", "actor_id"]
    : ["from", "from_id"];
  const author = asText(raw[name]);
  if (author !== undefined) {
    message.author = author;
    // Of a service message the author is who acted: that it was `from` which said so stays in its own field.
    if (!isService || name === "actor") held.add(name);
  }
  const from = peerId(raw[id], chat);
  if (from !== undefined) {
    metadata.fromId = from;
    held.add(id);
  }
}

function readTimes(raw: JsonObject, message: Message, metadata: JsonObject, held: Set<string>, scope: ChatScope): void {
  const written = readMoment(raw.date_unixtime, raw.date);
  if (written.at !== undefined) message.createdAt = written.at;
  if (written.local !== undefined) message.localTime = written.local;
  const assumed = written.at === undefined ? assume(written.local, scope) : undefined;
  if (assumed !== undefined) message.createdAt = assumed;
  if (written.at !== undefined && unixTime(raw.date_unixtime) === written.at) held.add("date_unixtime");
  if (raw.date === written.local || isTold(raw.date, written.at)) held.add("date");
  if (raw.edited_unixtime === undefined && raw.edited === undefined) {
    if (assumed !== undefined) metadata.assumedTimeZone = scope.clock!.timeZone;
    return;
  }
  const edited = readMoment(raw.edited_unixtime, raw.edited);
  const never = edited.at === undefined && isNeverEdited(raw.edited);
  const assumedEdit = edited.at === undefined && !never ? assume(edited.local, scope) : undefined;
  const editedAt = edited.at ?? assumedEdit;
  if (editedAt !== undefined) metadata.editedAt = editedAt;
  if (assumed !== undefined || assumedEdit !== undefined) metadata.assumedTimeZone = scope.clock!.timeZone;
  if (isTold(raw.edited_unixtime, edited.at)) held.add("edited_unixtime");
  // Beside the moment the local time says nothing but the zone of the computer that exported.
  if (edited.at !== undefined && localAsUtc(raw.edited) !== undefined || never) held.add("edited");
}

function assume(local: string | undefined, { clock }: ChatScope): number | undefined {
  return local === undefined ? undefined : clock?.read(local);
}

/** True where a field says no more than the moment that was read. */
function isTold(value: Json | undefined, at: number | undefined): boolean {
  return at !== undefined && readMoment(value, value).at === at;
}
