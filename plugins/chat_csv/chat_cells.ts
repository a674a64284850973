/**
 * The cells of `chats.csv`.
 *
 * @module
 */
import { CHAT_ARRAYS, CHAT_COLUMNS } from "./columns.ts";
import type { Info } from "./info.ts";
import type { MessageSummary } from "./message_rows.ts";
import type { ChatRow } from "./record.ts";
import {
  arrayCell,
  cleanCell,
  isAddress,
  isBlank,
  labelCell,
  languageCell,
  type Raise,
  scalarCell,
  testChatCell,
} from "./values.ts";

/** What a chat's cells are made of. */
export interface ChatParts {
  row: ChatRow;
  chatId: string;
  info: Info;
  messages: MessageSummary & { count: number };
  raise: Raise;
}

/** Where a column lies in a row of `chats.csv`. */
const PLACE = new Map(CHAT_COLUMNS.map((column, place) => [column, place]));

const at = (column: string): number => CHAT_COLUMNS.indexOf(column);
const AT = {
  chatId: at("chatId"),
  slug: at("slug"),
  token: at("token"),
  organizationId: at("organizationId"),
  createdAt: at("created at"),
  updatedAt: at("updated at"),
  language: at("language"),
  sentiment: at("sentiment"),
  resolution: at("resolution"),
  isTestChat: at("is test chat"),
  isChatClassified: at("is chat classified"),
  isExtracted: at("is structured info extracted"),
  isDefaultChat: at("is default chat"),
  defaultMessageId: at("defaultMessageId"),
  firstName: at("first name"),
  lastName: at("last name"),
  name: at("name"),
  email: at("email"),
  hasEmail: at("has email"),
} as const;

const EMPTY_ROW: readonly string[] = CHAT_COLUMNS.map((column) => CHAT_ARRAYS.has(column) ? "[]" : "");

/** The cells, in the order of `CHAT_COLUMNS`. */
export function chatCells({ row, chatId, info, messages, raise }: ChatParts): string[] {
  const { cells } = row;
  const chat = EMPTY_ROW.slice();
  for (const [field, value] of info.fields) {
    const place = PLACE.get(field);
    if (place !== undefined) chat[place] = CHAT_ARRAYS.has(field) ? arrayCell(value, raise) : scalarCell(value, raise);
  }
  const sentiment = labelCell(cells.sentiment, raise);
  const resolution = labelCell(cells.resolution, raise);
  chat[AT.chatId] = chatId;
  chat[AT.slug] = cleanCell(cells.slug, raise);
  chat[AT.token] = cleanCell(cells.token, raise);
  chat[AT.organizationId] = cleanCell(cells.organization_id, raise);
  chat[AT.createdAt] = cleanCell(cells.created_at, raise);
  chat[AT.updatedAt] = cleanCell(cells.updated_at, raise);
  chat[AT.language] = languageCell(cells.language, raise);
  chat[AT.sentiment] = sentiment;
  chat[AT.resolution] = resolution;
  chat[AT.isTestChat] = testChatCell(cells.is_test_chat, raise);
  chat[AT.isChatClassified] = String(sentiment !== "" || resolution !== "");
  chat[AT.isExtracted] = String(info.extracted);
  chat[AT.isDefaultChat] = String(messages.count > 0 && messages.allDefault && messages.user === 0);
  chat[AT.defaultMessageId] = messages.defaultMessageId;
  if (isBlank(info.fields.get("name"))) chat[AT.name] = fullName(chat);
  chat[AT.hasEmail] = String(isAddress(chat[AT.email], raise));
  return chat;
}

/** D29. */
function fullName(chat: readonly string[]): string {
  const [first, last] = [chat[AT.firstName].trim(), chat[AT.lastName].trim()];
  return first && last ? `${first} ${last}` : first || last;
}
