/**
 * Invented media of a portal export, and the conversations that refer to them, with the truth of who owns which.
 *
 * @module
 */
import type { JsonObject } from "../../core/conversation.ts";
import { type Series, series } from "./random.ts";

/** Sizes of an account. */
export interface PortalShape {
  conversations: number;
  /** Of these: with media in a folder of their own. */
  withFolders: number;
  /** Media files without copies. */
  media: number;
}

/** A media file: where it lies, in which kind of inner archive, and its bytes. */
export interface PortalMedia {
  part: "conversations" | "dalle" | "files";
  path: string;
  bytes: Uint8Array;
}

/** What a reader must find: for each conversation what its assets hold, `missing` for those that were not shipped. */
export type Truth = Map<string, { pointer: string; holds: string | "missing" }[]>;

/** A made account. */
export interface PortalAccount {
  conversations: JsonObject[];
  media: PortalMedia[];
  truth: Truth;
}

/** How media lie in a portal export and are referred to; the last two are not shipped or not referred to. */
const WAYS = [
  "upload",
  "folder id",
  "generated",
  "audio",
  "picture",
  "output",
  "generation",
  "missing",
  "alone",
] as const;
type Way = typeof WAYS[number];

const USER = "user-AbCdEfGhIjKlMnOpQrStUvWx";
const encoder = new TextEncoder();

/** Makes an account; the same seed gives the same one. */
export function portalAccount(shape: PortalShape, seed: number): PortalAccount {
  const random = series(seed);
  const account: PortalAccount = { conversations: [], media: [], truth: new Map() };
  const ids = Array.from({ length: shape.conversations }, () => random.uuid());
  const parts = new Map<string, JsonObject[]>(ids.map((id) => [id, []]));
  const maker = { random, account, parts, made: 0 };
  // Each of the first has a folder; the others share what is left. A third of all conversations have no media.
  for (const id of ids.slice(0, shape.withFolders)) add(maker, id, "generated");
  for (let i = 0; account.media.length < shape.media; i++) {
    const withFolder = i % 3 === 0;
    const id = ids[withFolder ? i % shape.withFolders : i % Math.max(1, Math.floor(shape.conversations * 2 / 3))];
    const way = withFolder
      ? random.pick(["generated", "audio", "output", "alone"] as const)
      : random.pick(WAYS.slice(0, 8));
    const inFolder = way === "generated" || way === "audio" || way === "output" || way === "alone";
    add(maker, id, inFolder && ids.indexOf(id) >= shape.withFolders ? "upload" : way);
  }
  for (const [i, id] of ids.entries()) account.conversations.push(conversation(id, i, parts.get(id)!));
  return account;
}

interface Maker {
  random: Series;
  account: PortalAccount;
  parts: Map<string, JsonObject[]>;
  made: number;
}

/** One file more, and the message that refers to it. */
function add({ random, account, parts, ...maker }: Maker & { made: number }, id: string, way: Way): void {
  const number = account.media.length + maker.made;
  // Few sizes, so that most files have others of their size; only anonymous ones have sizes of their own.
  const length = way === "generation" || way === "generated" ? 400 + number : 64 + number % 20;
  const holds = `media ${number} of ${id} `.padEnd(length, ".");
  const bytes = encoder.encode(holds);
  const hex = `file_${random.hex(32)}`;
  const old = `file-${random.hex(24)}`;
  const put = (part: PortalMedia["part"], path: string) => account.media.push({ part, path, bytes });
  const say = (...said: JsonObject[]) => parts.get(id)!.push(...said);
  const know = (pointer: string, what = holds) => {
    account.truth.set(id, [...account.truth.get(id) ?? [], { pointer, holds: what }]);
  };
  const folder = `personal/dallelabs/user-data/chatgptgenerations/${USER}/conversations/${id}`;
  switch (way) {
    case "upload":
      put("files", `personal/files/${old}_notes ${number}.pdf`);
      say(attachment(old, `notes ${number}.pdf`, length));
      return know(old);
    case "folder id":
      put("files", `personal/files/${USER}/${hex}/image.png`);
      say(picture(`sediment://${hex}`, length));
      return know(`sediment://${hex}`);
    case "generated":
      put("dalle", `${folder}/${random.hex(16)}.webp`);
      say(picture(`file-service://${old}`, length, `gen-${number}`));
      return know(`file-service://${old}`);
    case "audio":
      put("conversations", `${id}/audio/${hex}-${random.uuid()}.wav`);
      say(recording(`sediment://${hex}`, length));
      return know(`sediment://${hex}`);
    case "picture":
      put("conversations", `${USER}/${hex}-${random.uuid()}.png`);
      say(picture(`sediment://${hex}`, length));
      return know(`sediment://${hex}`);
    case "output":
      put("files", `personal/files/${id}/${random.uuid()}/mnt/data/table ${number}.csv`);
      say(text(`[table](sandbox:/mnt/data/table%20${number}.csv)`));
      return know(`sandbox:/mnt/data/table%20${number}.csv`);
    case "generation":
      put("dalle", `personal/dallelabs/${USER}/generations/generation-${random.hex(24)}${number}/image.webp`);
      say(picture(`file-service://${old}`, length, account.media.at(-1)!.path.split("generation-")[1].split("/")[0]));
      return know(`file-service://${old}`);
    case "missing":
      // Of the size of a picture that may belong to another.
      put("files", `personal/files/${USER}/${random.uuid()}`);
      say(picture(`file-service://${old}`, 400 + Math.max(0, number - 8), `gen-${number}`));
      return know(`file-service://${old}`, "missing");
    case "alone":
      put("dalle", `${folder}/${random.hex(16)}.png`);
      return know(account.media.at(-1)!.path);
  }
}

function picture(asset_pointer: string, size_bytes: number, gen_id?: string): JsonObject {
  const metadata = gen_id === undefined ? null : { dalle: { gen_id, prompt: "a picture" } };
  return message({
    content_type: "multimodal_text",
    parts: [{ content_type: "image_asset_pointer", asset_pointer, size_bytes, width: 16, height: 16, metadata }],
  }, gen_id === undefined ? "user" : "tool");
}

function recording(asset_pointer: string, size_bytes: number): JsonObject {
  const part = { content_type: "audio_asset_pointer", asset_pointer, size_bytes, format: "wav" };
  return message({ content_type: "multimodal_text", parts: [part] }, "user");
}

function attachment(id: string, name: string, size: number): JsonObject {
  return {
    ...message({ content_type: "text", parts: ["See the file."] }, "user"),
    metadata: { attachments: [{ id, name, size }] },
  };
}

function text(said: string): JsonObject {
  return message({ content_type: "text", parts: [said] }, "assistant");
}

function message(content: JsonObject, role: string): JsonObject {
  return { author: { role, name: null, metadata: {} }, content, status: "finished_successfully", weight: 1 };
}

function conversation(id: string, number: number, said: JsonObject[]): JsonObject {
  const mapping: JsonObject = { [`${id}-r`]: { id: `${id}-r`, message: null, parent: null, children: [] } };
  let parent = `${id}-r`;
  const all = [text("Hello."), ...said, text("That is all.")];
  for (const [i, one] of all.entries()) {
    const own = `${id}-${i}`;
    mapping[own] = { id: own, message: { id: own, create_time: 1.75e9 + number + i, ...one }, parent, children: [] };
    parent = own;
  }
  const times = { create_time: 1.75e9 + number, update_time: 1.75e9 + number + all.length };
  return { id, conversation_id: id, title: `Conversation ${number}`, ...times, mapping, current_node: parent };
}
