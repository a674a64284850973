/**
 * The rows of `messages.csv` and of their metrics.
 *
 * @module
 */
import { CHAT_COLUMNS, MESSAGE_ARRAYS, MESSAGE_COLUMNS, OWN_COLUMNS } from "./columns.ts";
import { cleanText } from "./clean.ts";
import type { Info } from "./info.ts";
import { contentCell, type Log, type LoggedMessage, roleCell } from "./log.ts";
import { countText, hasUrl } from "./measure.ts";
import type { MessageCells } from "./record.ts";
import { type Earlier, earlierIds, sortKeys } from "./sort_keys.ts";
import { arrayCell, isBlank, type Raise, scalarCell } from "./values.ts";

/** What the chat's own row says of its messages. */
export interface MessageSummary {
  user: number;
  assistant: number;
  /** Unicode code points of all contents. */
  characters: number;
  /** Place of the first message from the user among those kept, -1 where there is none. */
  firstUser: number;
  allDefault: boolean;
  /** D8; empty where there is none. */
  defaultMessageId: string;
}

/** What messages are made of. */
export interface MessageParts {
  chatId: string;
  log: Log;
  info: Info;
  roles: ReadonlyMap<string, string>;
  raise: Raise;
}

/** Columns that repeat the chat's: place here, place there. */
export const SHARED: readonly { here: number; there: number }[] = MESSAGE_COLUMNS.flatMap((column, here) => {
  const there = CHAT_COLUMNS.indexOf(column);
  return there < 0 ? [] : [{ here, there }];
});

/** Fields that a message says itself, or its chat for it (D14). */
const INHERITED = (["regions", "categories", "themes", "intentType", "current brands"] as const).map((field) => ({
  field,
  place: OWN_COLUMNS.indexOf(field),
  array: MESSAGE_ARRAYS.has(field),
}));

const EMPTY: readonly string[] = MESSAGE_COLUMNS.map(() => "");

const NONE: readonly string[] = Object.freeze([]);

/** The cells that all messages of a chat share. */
export function sharedCells(chat: readonly string[]): string[] {
  const shared = EMPTY.slice();
  for (const { here, there } of SHARED) shared[here] = chat[there];
  return shared;
}

/** Makes the rows of a log (D9–D14, D18). */
export function messageRows(
  { chatId, log, info, roles, raise }: MessageParts,
): { summary: MessageSummary; messages: MessageCells[] } {
  const summary = { user: 0, assistant: 0, characters: 0, firstUser: -1, allDefault: true, defaultMessageId: "" };
  const inherited = log.messages.length === 0 ? [] : inheritedCells(info, raise);
  const ids = log.messages.map((message) => idOf(message, chatId));
  const earlier: Earlier = earlierIds(ids);
  const keys = sortKeys(ids);
  const messages: MessageCells[] = [];
  // By place in the log; undefined for one that was dropped.
  const kept: (MessageCells | undefined)[] = [];
  let flags = NONE;
  let defaulted = false;
  const say = (flag: string): void => {
    if (!flags.includes(flag)) flags = [...flags, flag];
    raise(flag);
  };
  for (let i = 0; i < ids.length; i++) {
    const { index, id: given, role: wrote, type: kind, content: said, more } = log.messages[i];
    const id = ids[i];
    flags = NONE;
    const role = roleCell(wrote, roles, say);
    const content = contentCell(said, say);
    const same = earlier(i);
    if (same.some((place) => kept[place]?.own[2] === role && kept[place].own[9] === content)) {
      kept.push(undefined);
      say("message_repeated");
      continue;
    }
    if (same.length > 0) say("message_id_repeated");
    if (isMissing(given)) say("message_id_missing");
    else if (typeof given === "string" && given !== id) say("text_replaced");
    const type = scalarCell(kind, say);
    const own = [
      more === undefined ? "" : scalarCell(more.suborganization, say),
      inherited[1],
      role,
      inherited[3],
      inherited[4],
      type,
      same.length > 0 ? keys.again(i) : id,
      id,
      inherited[8],
      content,
      inherited[10],
    ];
    for (const { field, place, array } of more === undefined ? [] : INHERITED) {
      const value = more![field];
      if (value !== undefined && !isBlank(value)) own[place] = array ? arrayCell(value, say) : scalarCell(value, say);
    }
    const { characters, words, question } = countText(content);
    if (role === "user") {
      if (summary.firstUser < 0) summary.firstUser = messages.length;
      summary.user++;
    } else if (role === "assistant") {
      if (!defaulted && summary.user === 0 && type === "default") {
        summary.defaultMessageId = id;
        defaulted = true;
      }
      summary.assistant++;
    }
    summary.allDefault &&= type === "default";
    summary.characters += characters;
    const message = { own, index, characters, words, question, url: hasUrl(content), flags };
    messages.push(message);
    kept.push(message);
  }
  return { summary, messages };
}

/** What the chat says for its messages, by place in `OWN_COLUMNS`. */
export function inheritedCells({ fields }: Info, raise: Raise): string[] {
  const cells = OWN_COLUMNS.map(() => "");
  for (const { field, place, array } of INHERITED) {
    const value = fields.get(field);
    cells[place] = array ? arrayCell(value, raise) : scalarCell(value, raise);
  }
  return cells;
}

/** The id as given; without one the chat's and the message's place (D9). */
function idOf({ index, id }: LoggedMessage, chatId: string): string {
  if (isMissing(id)) return `${chatId}:${index}`;
  return typeof id === "string" ? cleanText(id) : String(id);
}

function isMissing(id: unknown): boolean {
  if (typeof id === "string") return id === "" || id.trim() === "";
  return typeof id !== "number" && typeof id !== "bigint";
}

/** A message's whole row: the cells of `messages.csv`, in the order of `MESSAGE_COLUMNS`. */
export function messageRow(shared: readonly string[], own: readonly string[]): string[] {
  const row = shared.slice();
  for (let i = 0; i < OWN_PLACES.length; i++) row[OWN_PLACES[i]] = own[i];
  return row;
}

/** Where the own columns lie in `MESSAGE_COLUMNS`; they stand in the same order there. */
export const OWN_PLACES: readonly number[] = OWN_COLUMNS.map((column) => MESSAGE_COLUMNS.indexOf(column));
