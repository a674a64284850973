/**
 * Conversation objects in the three forms seen: classic, slim, and as the backend API answers.
 *
 * @module
 */
import type { Json, JsonObject } from "../../../core/conversation.ts";
import { currentOf, type NeutralConversation, type NeutralMedia, type NeutralMessage } from "./neutral.ts";

/** `classic`: all keys. `slim`: since July 2026, without `children`, `status` and most others. `backend`: ISO times. */
export type Form = "classic" | "slim" | "backend";

/** What the root of every tree is called. */
export const ROOT = "client-created-root";

/** The object of a conversation. `shuffle` puts the tree's nodes in another order. */
export function conversationObject(
  conversation: NeutralConversation,
  form: Form,
  shuffle: (ids: string[]) => string[] = (ids) => ids,
): JsonObject {
  const time = (seconds: number | null): Json =>
    form === "backend" && seconds !== null ? new Date(seconds * 1000).toISOString() : seconds;
  const byId = new Map(conversation.messages.map((message) => [message.id, message]));
  const children = new Map<string, string[]>();
  for (const { id, parent } of conversation.messages) {
    const key = parent ?? ROOT;
    children.set(key, [...children.get(key) ?? [], id]);
  }
  const mapping: JsonObject = {};
  for (const id of shuffle([ROOT, ...byId.keys()])) {
    const message = byId.get(id);
    const node: JsonObject = {
      id,
      message: message === undefined ? null : messageObject(message, form, time),
      parent: message === undefined ? null : message.parent ?? ROOT,
    };
    if (form !== "slim") node.children = children.get(id) ?? [];
    mapping[id] = node;
  }
  const kept: JsonObject = {
    title: conversation.title,
    create_time: time(conversation.createTime),
    update_time: time(conversation.updateTime),
    mapping,
    current_node: currentOf(conversation),
    conversation_id: conversation.id,
    id: conversation.id,
    plugin_ids: null,
    conversation_template_id: null,
    is_archived: false,
    is_starred: null,
    pinned_time: null,
    default_model_slug: "gpt-4o",
    is_read_only: null,
    voice: null,
    is_do_not_remember: false,
    memory_scope: "global_enabled",
    is_study_mode: false,
  };
  if (form === "slim") return { ...kept, ...conversation.fields };
  return {
    ...kept,
    moderation_results: [],
    gizmo_id: null,
    gizmo_type: null,
    safe_urls: [],
    blocked_urls: [],
    conversation_origin: null,
    async_status: null,
    disabled_tool_ids: [],
    context_scopes: null,
    sugar_item_id: null,
    sugar_item_visible: false,
    owner: null,
    ...conversation.fields,
  };
}

function messageObject(message: NeutralMessage, form: Form, time: (seconds: number | null) => Json): JsonObject {
  const author = { role: message.role, name: message.name ?? null };
  const content = message.content ?? contentObject(message);
  if (form === "slim") {
    const slim: JsonObject = { id: message.id, author, create_time: message.createTime, content };
    const metadata = metadataObject(message, {});
    return Object.keys(metadata).length > 0 ? { ...slim, metadata } : slim;
  }
  const model: JsonObject = message.role === "assistant" ? { model_slug: "gpt-4o", message_type: "next" } : {};
  return {
    id: message.id,
    author: { ...author, metadata: {} },
    create_time: time(message.createTime),
    update_time: null,
    content,
    status: message.status ?? "finished_successfully",
    end_turn: message.role === "assistant" ? true : null,
    weight: message.weight ?? 1,
    metadata: metadataObject(message, model),
    recipient: message.recipient ?? "all",
    channel: null,
  };
}

function metadataObject(message: NeutralMessage, more: JsonObject): JsonObject {
  const attachments = (message.media ?? []).filter((media) => media.use === "upload" || media.use === "image").map((
    media,
  ) => ({ id: media.id, name: media.name, size: media.bytes.length, mime_type: media.mediaType, source: "local" }));
  return { ...more, ...(attachments.length > 0 ? { attachments } : {}), ...message.metadata };
}

/** `file-service://file-…` or `sediment://file_…`. */
export function pointer(media: NeutralMedia): string {
  return `${media.id.startsWith("file-") ? "file-service" : "sediment"}://${media.id}`;
}

function contentObject(message: NeutralMessage): JsonObject {
  const shown = (message.media ?? []).filter((media) => media.use !== "upload");
  if (shown.length === 0) return { content_type: "text", parts: [message.text] };
  const parts = shown.map((media): Json => {
    const common = { asset_pointer: pointer(media), size_bytes: media.bytes.length };
    if (media.use === "audio") {
      return { content_type: "audio_asset_pointer", ...common, format: "wav", expiry_datetime: null, metadata: null };
    }
    const dalle = { gen_id: `gen-${media.id}`, prompt: media.name, seed: 7, parent_gen_id: null, edit_op: null };
    const metadata = media.use === "generated" ? { dalle, sanitized: false } : null;
    return { content_type: "image_asset_pointer", ...common, width: 8, height: 8, fovea: null, metadata };
  });
  const words: Json = message.media?.some((media) => media.use === "audio")
    ? { content_type: "audio_transcription", text: message.text, direction: "in", decoding_id: null }
    : message.text;
  return { content_type: "multimodal_text", parts: [...parts, words] };
}
