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
  messages: MessageSummary;
  raise: Raise;
}

/** Where a column lies in a row of `chats.csv`. */
const PLACE = new Map(CHAT_COLUMNS.map((column, place) => [column, place]));

const EMPTY_ROW: readonly string[] = CHAT_COLUMNS.map((column) => CHAT_ARRAYS.has(column) ? "[]" : "");

/** The cells, in the order of `CHAT_COLUMNS`. */
export function chatCells({ row, chatId, info, messages, raise }: ChatParts): string[] {
  const { cells } = row;
  const chat = EMPTY_ROW.slice();
  for (const [field, value] of info.fields) {
    const place = PLACE.get(field);
    if (place !== undefined) chat[place] = CHAT_ARRAYS.has(field) ? arrayCell(value, raise) : scalarCell(value, raise);
  }
  const set = (column: string, cell: string) => void (chat[PLACE.get(column)!] = cell);
  const sentiment = labelCell(cells.sentiment, raise);
  const resolution = labelCell(cells.resolution, raise);
  set("chatId", chatId);
  set("slug", cleanCell(cells.slug, raise));
  set("token", cleanCell(cells.token, raise));
  set("organizationId", cleanCell(cells.organization_id, raise));
  set("created at", cleanCell(cells.created_at, raise));
  set("updated at", cleanCell(cells.updated_at, raise));
  set("language", languageCell(cells.language, raise));
  set("sentiment", sentiment);
  set("resolution", resolution);
  set("is test chat", testChatCell(cells.is_test_chat, raise));
  set("is chat classified", String(sentiment !== "" || resolution !== ""));
  set("is structured info extracted", String(info.extracted));
  set("is default chat", String(messages.count > 0 && messages.allDefault && messages.user === 0));
  set("defaultMessageId", messages.defaultMessageId);
  if (isBlank(info.fields.get("name"))) set("name", fullName(chat));
  set("has email", String(isAddress(chat[PLACE.get("email")!], raise)));
  return chat;
}

/** D29. */
function fullName(chat: readonly string[]): string {
  const [first, last] = [chat[PLACE.get("first name")!].trim(), chat[PLACE.get("last name")!].trim()];
  return first && last ? `${first} ${last}` : first || last;
}
