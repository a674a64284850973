/**
 * The columns of the two tables: names and order are the format's, nothing is added (D1).
 *
 * @module
 */

/** `chats.csv`: one row a chat. */
export const CHAT_COLUMNS: readonly string[] = Object.freeze([
  "locations",
  "first name",
  "user bypass messages limit",
  "name",
  "read only token",
  "phone number",
  "pois",
  "is test chat",
  "clientId",
  "organizationConfigId",
  "email",
  "suborganization",
  "provinces",
  "starting domain",
  "section type",
  "is reviewed",
  "limit messages case",
  "sentiment",
  "slug",
  "is chat classified",
  "ontraport update time",
  "trip type",
  "most relevant trip name",
  "countries",
  "chatId",
  "email types",
  "newsletter subscription time",
  "language",
  "last name",
  "idle message sent time",
  "resolution",
  "token",
  "subscription idle message sent time",
  "is default chat",
  "ontraport note id",
  "actions",
  "has email",
  "most relevant brand name",
  "created at",
  "organizationId",
  "recommendations cta url",
  "updated at",
  "idle email sent time",
  "humanloop session id",
  "defaultMessageId",
  "is structured info extracted",
  "cities",
]);

/** `messages.csv`: one row a message; 36 columns repeat the chat's. */
export const MESSAGE_COLUMNS: readonly string[] = Object.freeze([
  "locations",
  "messageSuborganization",
  "user bypass messages limit",
  "current brands",
  "read only token",
  "pois",
  "is test chat",
  "clientId",
  "organizationConfigId",
  "email",
  "suborganization",
  "provinces",
  "role",
  "starting domain",
  "is reviewed",
  "limit messages case",
  "sentiment",
  "intentType",
  "slug",
  "is chat classified",
  "ontraport update time",
  "trip type",
  "regions",
  "countries",
  "chatId",
  "newsletter subscription time",
  "conversationLogType",
  "language",
  "idle message sent time",
  "resolution",
  "sk messageId",
  "token",
  "subscription idle message sent time",
  "is default chat",
  "messageId",
  "categories",
  "content",
  "ontraport note id",
  "created at",
  "organizationId",
  "updated at",
  "idle email sent time",
  "humanloop session id",
  "defaultMessageId",
  "is structured info extracted",
  "themes",
  "cities",
]);

/** Columns of `chats.csv` whose cells are arrays: compact JSON, `[]` where there is nothing. */
export const CHAT_ARRAYS: ReadonlySet<string> = new Set([
  "locations",
  "pois",
  "provinces",
  "section type",
  "trip type",
  "countries",
  "email types",
  "actions",
  "cities",
]);

/** The same of `messages.csv`. `current brands` is none. */
export const MESSAGE_ARRAYS: ReadonlySet<string> = new Set([
  "locations",
  "pois",
  "provinces",
  "trip type",
  "regions",
  "countries",
  "categories",
  "themes",
  "cities",
]);

/** Columns of `messages.csv` that a message fills itself; the others repeat its chat's. */
export const OWN_COLUMNS: readonly string[] = Object.freeze([
  "messageSuborganization",
  "current brands",
  "role",
  "intentType",
  "regions",
  "conversationLogType",
  "sk messageId",
  "messageId",
  "categories",
  "content",
  "themes",
]);

/** The columns of the input. */
export const INPUT_COLUMNS: readonly InputColumn[] = Object.freeze([
  "chat_id",
  "slug",
  "token",
  "organization_id",
  "conversation_log",
  "structured_info",
  "created_at",
  "updated_at",
  "language",
  "is_test_chat",
  "sentiment",
  "resolution",
  "message_count",
]);

/** A column of the input. */
export type InputColumn =
  | "chat_id"
  | "slug"
  | "token"
  | "organization_id"
  | "conversation_log"
  | "structured_info"
  | "created_at"
  | "updated_at"
  | "language"
  | "is_test_chat"
  | "sentiment"
  | "resolution"
  | "message_count";

/** A name without case, space, `_` and `-`: `mostRelevantBrandName` is `most_relevant_brand_name` (D16). */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, "");
}
