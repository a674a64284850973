/**
 * The files of an export beside the conversations.
 *
 * @module
 */
import type { Json, JsonObject } from "../../core/conversation.ts";
import { type Chat, conversationId, messageId, type SampleAsset } from "./chat.ts";
import { hex, uuid } from "./ids.ts";

/** The invented owner of the account. */
export const OWNER = { id: "user-Q7mW2sVexample4kTz9hB", email: "juniper.vale@example.com" };

const ISO_OF_FEEDBACK = "2025-11-16T09:06:12.481203Z";

/** Name and content of each side file, for the chats that the export holds. */
export function sideFiles(chats: Chat[]): Map<string, Json> {
  const has = (key: string) => chats.some((chat) => chat.key === key);
  const shared = chats.filter((chat) => ["poem", "lisbon", "tides"].includes(chat.key)).map((chat) => ({
    id: uuid("share " + chat.key),
    conversation_id: conversationId(chat.key),
    title: chat.title,
    is_anonymous: true,
  }));
  const feedback = !has("sourdough") ? [] : [{
    id: uuid("feedback sourdough"),
    conversation_id: conversationId("sourdough"),
    message_id: messageId("sourdough", "second guess"),
    user_id: OWNER.id,
    rating: "thumbs_up",
    content: '{"tags": [], "text": "Gerald agrees"}',
    create_time: ISO_OF_FEEDBACK,
    update_time: ISO_OF_FEEDBACK,
    workspace_id: null,
    evaluation_name: null,
    evaluation_treatment: null,
  }];
  const owner = { ...OWNER, chatgpt_plus_user: true, phone_number: null, birth_year: 1988 };
  return new Map<string, Json>([
    ["user.json", owner],
    ["user_settings.json", [{ user_id: OWNER.id, settings: { training_allowed: false, voice_name: "juniper" } }]],
    ["message_feedback.json", feedback],
    ["model_comparisons.json", []],
    ["shared_conversations.json", shared],
    ["group_chats.json", { chats: [] }],
    ["shopping.json", []],
    ["sora.json", {}],
    ["sites/export_manifest.json", { omissions: [] }],
  ]);
}

/** Original name of each file, by its name in the export. Clips carry a path, plots a bare UUID. */
export function assetNames(assets: SampleAsset[]): JsonObject {
  return Object.fromEntries(
    assets.filter((asset) => !asset.libraryOnly).map((asset) => [`${asset.id}.dat`, asset.name]),
  );
}

/** What the account's library says of uploaded and generated files. */
export function library(assets: SampleAsset[]): Json {
  return assets.filter((asset) => asset.mediaType !== "audio/wav").map((asset) => {
    const made = new Date(Date.UTC(2026, 3, 18, 15, 34, asset.name.length)).toISOString();
    return {
      id: { id: "libfile_" + hex("library " + asset.id, 24), partition_key: OWNER.id },
      file_id: asset.id,
      file_name: asset.name,
      normalized_name: asset.name.toLowerCase(),
      file_extension: /\.(\w+)$/.exec(asset.name)?.[1] ?? null,
      mime_type: asset.mediaType,
      file_size_bytes: asset.bytes.length,
      sha256_digest: null,
      library_file_category: asset.mediaType.startsWith("image/") ? "image" : "text",
      library_artifact_type: asset.generation === undefined ? null : "image",
      library_artifact_subtype: null,
      origination_message_id: null,
      origination_thread_id: conversationId(asset.chat),
      initiating_conversation_id: conversationId(asset.chat),
      image_gen_generation_id: asset.generation ?? null,
      knowledge_store_id: null,
      gizmo_id: null,
      directory_id: null,
      created_at: made,
      record_creation_time: made,
      version_created_at: made,
      file_upload_time: made,
      file_processed_time: made,
      current_version_number: 1,
      source_version_number: null,
    };
  });
}

/** The page that shows every conversation, with the data inside it. */
export function chatPage(conversations: JsonObject[]): string {
  const data = JSON.stringify(conversations).replaceAll("<", "\\u003c");
  return `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>ChatGPT Data Export</title></head>
<body><div id="root"></div>
<script>
var jsonData = ${data};
var assetsJson = {};
</script>
</body></html>
`;
}
