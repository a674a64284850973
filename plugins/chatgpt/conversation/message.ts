/**
 * One raw message to one message of the model.
 *
 * @module
 */
import type { Json, JsonObject, Message, Role } from "../../../core/conversation.ts";
import type { Assets } from "./assets.ts";
import { addAttachments } from "./attachments.ts";
import { mapContent } from "./content.ts";
import { hiddenReason } from "./hidden.ts";
import { addPlots } from "./plots.ts";
import { asObject, asText, isEmpty, isObject, metricName, put, rest } from "./raw.ts";
import { readReferences } from "./references.ts";
import type { Count } from "./scope.ts";
import { readTime, type Time } from "./times.ts";
import type { Placed } from "./tree.ts";

/** What all messages of a conversation share. */
export interface Shared {
  assets: Assets;
  count: Count;
}

const ROLES: ReadonlyMap<unknown, Role> = new Map<unknown, Role>([
  ["user", "user"],
  ["assistant", "assistant"],
  ["system", "system"],
  ["tool", "tool"],
  ["developer", "system"],
  ["function", "tool"],
]);

/**
 * Maps the message of a node. Its id is the node's key, which is unique in the conversation; what the model has no name
 * for stays under its own name in `metadata` (`status`, `recipient`, `metadata`, …), and what is left of the content
 * under `content`.
 */
export function mapMessage({ node, parent }: Placed, { assets, count }: Shared): Message {
  const raw: JsonObject = isObject(node.message) ? node.message : { content: node.message! };
  const rawAuthor = asObject(raw.author);
  const role = ROLES.get(rawAuthor?.role) ?? otherRole(rawAuthor?.role, count);
  const author = asText(rawAuthor?.name);
  const metadata = asObject(raw.metadata);
  const recipient = role === "assistant" ? asText(raw.recipient) : undefined;
  const tool = recipient === "all" ? undefined : recipient;
  const references = readReferences(metadata);
  const scope = { messageId: node.key, assets, role, author, tool, references, count };
  const { parts, left } = mapContent(raw.content, scope);
  addPlots(metadata?.aggregate_result, parts, scope);
  addAttachments(metadata?.attachments, parts, node.key, assets);
  const contentType = asObject(raw.content)?.content_type;
  const isSystem = role === "system" && ROLES.has(rawAuthor?.role);
  const hidden = hiddenReason({ role, isSystem, author, tool, contentType, metadata, parts });
  const model = role === "assistant" ? asText(metadata?.model_slug) : undefined;
  const time = readTime(raw.create_time);

  const message: Message = { id: node.key, role, parts, metadata: keptFields(node.key, raw, time, left) };
  if (parent !== undefined) message.parentId = parent;
  if (author !== undefined) message.author = author;
  if (time.at !== undefined) message.createdAt = time.at;
  if (time.local !== undefined) message.localTime = time.local;
  if (hidden !== undefined) message.hidden = hidden;
  if (model !== undefined) message.model = model;
  const more = rest(node.raw, (key, value) => NODE_FIELDS.has(key) || (key === "id" && value === node.key));
  if (!isEmpty(more)) message.metadata.node = more;
  return message;
}

const NODE_FIELDS = new Set(["message", "parent", "children"]);

function keptFields(key: string, raw: JsonObject, time: Time, left: JsonObject | undefined): JsonObject {
  const kept: JsonObject = {};
  for (const field of Object.keys(raw)) {
    const value: Json = raw[field];
    if (field === "content" || (field === "id" && value === key)) continue;
    if (field === "create_time" && (value === null || time.at !== undefined || time.local !== undefined)) continue;
    if (field === "author" && isPlainAuthor(value)) continue;
    put(kept, field, value);
  }
  if (left !== undefined && !isEmpty(left)) kept.content = left;
  return kept;
}

/** True when role and name say all there is. */
function isPlainAuthor(author: Json): boolean {
  if (!isObject(author)) return author === null;
  for (const key of Object.keys(author)) {
    const value = author[key];
    if (value === null) continue;
    if (key === "role" && ROLES.get(value) === value) continue;
    if (key === "name" && typeof value === "string") continue;
    if (key === "metadata" && isObject(value) && isEmpty(value)) continue;
    return false;
  }
  return true;
}

/** An author nobody has seen yet passes for neither user nor model. */
function otherRole(role: unknown, count: Count): Role {
  count(`unknown role: ${metricName(role)}`);
  return "system";
}
