/**
 * Renders conversations in each layout an export has had, as path → bytes.
 *
 * @module
 */
import { hex, uuid } from "../../../examples/sample_export/ids.ts";
import { ACCOUNT } from "./account.ts";
import type { Json } from "../../../core/conversation.ts";
import { mediaOf, type NeutralConversation } from "./neutral.ts";
import { conversationObject, type Form } from "./objects.ts";
import { placeMedia } from "./media.ts";
import { jsonBytes, type JsonStyle } from "./json_style.ts";
import { portal2025, portal2026, type PortalOptions } from "./portal.ts";
import { shuffler } from "./random.ts";

/** All layouts, by the time they appeared, and forms that other tools write. */
export const LAYOUTS = [
  "A",
  "A-wrapped",
  "B",
  "C",
  "D",
  "E",
  "portal-2025",
  "portal-2026",
  "single-file",
  "single-conversation",
  "backend-api",
] as const;

/** `single-*` and `backend-api` are plain JSON files, of one conversation each but for `single-file`. */
export type Layout = typeof LAYOUTS[number];

/** How an export is rendered; portals take `PortalOptions` beside. */
export interface RenderOptions extends PortalOptions {
  /** Conversations in one piece, for layouts C to E. @default 100 */
  shardSize?: number;
  /** Also writes an undivided `conversations.json` beside the pieces. @default false */
  undividedToo?: boolean;
  /** @default "plain" */
  style?: JsonStyle;
  /** Puts the nodes of every tree in an order of this seed. */
  shuffleSeed?: number;
  /** Declared in the manifest and absent: this many pieces more. @default 0 */
  missingShards?: number;
}

/** The export's files. A portal's inner zips are among them as zips (or folders, see `unpacked`). */
export function renderExport(
  conversations: NeutralConversation[],
  layout: Layout,
  options: RenderOptions = {},
): Map<string, Uint8Array> {
  const objects = (form: Form) => objectsOf(conversations, form, options.shuffleSeed);
  const file = (name: string, value: Json) => new Map([[name, jsonBytes(value, options.style)]]);
  switch (layout) {
    case "A":
    case "A-wrapped":
    case "B":
    case "C":
    case "D":
    case "E":
      return settingsExport(conversations, layout, options);
    case "portal-2025":
      return portal2025(conversations, options, renderExport);
    case "portal-2026":
      return portal2026(conversations, options, renderExport);
    case "single-file":
      return file("conversations.json", objects("classic"));
    case "single-conversation":
      return file("conversation.json", objects("classic")[0] ?? {});
    case "backend-api":
      return new Map(
        objects("backend").map((object, i) => [`${conversations[i].id}.json`, jsonBytes(object, options.style)]),
      );
  }
}

function objectsOf(conversations: NeutralConversation[], form: Form, seed?: number): ReturnType<
  typeof conversationObject
>[] {
  const shuffle = seed === undefined ? undefined : shuffler(seed);
  return conversations.map((conversation) => conversationObject(conversation, form, shuffle));
}

function settingsExport(
  conversations: NeutralConversation[],
  layout: "A" | "A-wrapped" | "B" | "C" | "D" | "E",
  options: RenderOptions,
): Map<string, Uint8Array> {
  const objects = objectsOf(conversations, layout === "E" ? "slim" : "classic", options.shuffleSeed);
  const files = new Map<string, Uint8Array>();
  const put = (path: string, value: Json) => files.set(path, jsonBytes(value, options.style));
  const sharded = layout === "C" || layout === "D" || layout === "E";
  const shards = sharded ? putShards(objects, put, options.shardSize ?? 100) : [];
  if (!sharded || options.undividedToo) {
    put("conversations.json", layout === "A-wrapped" ? { conversations: objects } : objects);
  }
  files.set("chat.html", new TextEncoder().encode("<html><script>var jsonData = [];</script></html>"));
  for (const [path, value] of sideFiles(conversations, layout)) put(path, value);
  for (const [path, bytes] of placeMedia(mediaOf(conversations), layout, options.style)) files.set(path, bytes);
  if (sharded) {
    for (let i = 0; i < (options.missingShards ?? 0); i++) shards.push(shardName(shards.length));
    put("export_manifest.json", manifest(files, shards));
  }
  return files;
}

function shardName(number: number): string {
  return `conversations-${String(number).padStart(3, "0")}.json`;
}

function putShards(objects: Json[], put: (path: string, value: Json) => void, size: number): string[] {
  const names: string[] = [];
  for (let at = 0; at < Math.max(1, objects.length); at += size) {
    names.push(shardName(names.length));
    put(names[names.length - 1], objects.slice(at, at + size));
  }
  return names;
}

function sideFiles(conversations: NeutralConversation[], layout: string): [string, Json][] {
  const shared = conversations.slice(0, 1).map(({ id, title }) => ({
    id: uuid("share " + id),
    conversation_id: id,
    title,
    is_anonymous: true,
  }));
  const files: [string, Json][] = [
    ["user.json", { ...ACCOUNT, chatgpt_plus_user: false, phone_number: null }],
    ["message_feedback.json", []],
    ["model_comparisons.json", []],
    ["shared_conversations.json", shared],
  ];
  if (layout.startsWith("A")) return files;
  files.push(["group_chats.json", { chats: [] }], ["shopping.json", []], ["sora.json", {}]);
  if (layout === "B") return files;
  files.push(["user_settings.json", [{ user_id: ACCOUNT.id, settings: {} }]]);
  if (layout !== "C") files.push(["sites/export_manifest.json", { omissions: [] }]);
  return files;
}

function manifest(files: Map<string, Uint8Array>, shards: string[]): Json {
  return {
    version: 1,
    manifest_file: "export_manifest.json",
    logical_files: {
      "conversations.json": { files: shards, shard_count: shards.length, sharded: true },
      "chat.html": { files: ["chat.html"], sharded: false },
    },
    export_files: Array.from(files, ([path, data]) => ({ path, size_bytes: data.length })),
  };
}

/** The file name of an export made at `exportedAt` (epoch milliseconds), in the style of its layout. */
export function exportFileName(layout: Layout, exportedAt: number): string {
  const time = new Date(exportedAt).toISOString().slice(0, 19).replace(/[T:]/g, "-");
  if (layout.startsWith("portal")) return `chatgpt_archive_${hex("archive " + time, 12)}.zip`;
  return `${hex("account", 64)}-${time}-${hex("export " + time, 32)}.zip`;
}
