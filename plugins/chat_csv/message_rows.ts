/**
 * The rows of `messages.csv` and of their metrics.
 *
 * @module
 */
import { CHAT_COLUMNS, MESSAGE_COLUMNS } from "./columns.ts";
import type { Info } from "./info.ts";
import { contentCell, type Log, type LoggedMessage, roleCell, SortKeys } from "./log.ts";
import { countText, flagsCell, hasUrl } from "./measure.ts";
import { cleanText } from "./clean.ts";
import { arrayCell, isBlank, type Raise, scalarCell } from "./values.ts";

/** What the chat's own row says of its messages. */
export interface MessageSummary {
  count: number;
  user: number;
  assistant: number;
  characters: number;
  /** Place of the first message from the user among those kept, -1 where there is none. */
  firstUser: number;
  allDefault: boolean;
  /** D8. */
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

/** Messages that wait for the cells of their chat. */
export interface MessageRows {
  summary: MessageSummary;
  metrics: string[][];
  /** The rows: the chat's cells, and each message's own. */
  rows(chat: readonly string[]): string[][];
}

const place = (column: string): number => MESSAGE_COLUMNS.indexOf(column);
const SUBORGANIZATION = place("messageSuborganization");
const BRANDS = place("current brands");
const ROLE = place("role");
const INTENT = place("intentType");
const REGIONS = place("regions");
const TYPE = place("conversationLogType");
const SORT_KEY = place("sk messageId");
const MESSAGE_ID = place("messageId");
const CATEGORIES = place("categories");
const CONTENT = place("content");
const THEMES = place("themes");

/** Columns that repeat the chat's: place here, place there. */
const SHARED: readonly (readonly [number, number])[] = MESSAGE_COLUMNS.flatMap((column, here) => {
  const there = CHAT_COLUMNS.indexOf(column);
  return there < 0 ? [] : [[here, there] as const];
});

/** Fields that a message says itself, or its chat for it (D14). */
const INHERITED = [
  ["regions", REGIONS],
  ["categories", CATEGORIES],
  ["themes", THEMES],
  ["intentType", INTENT],
  ["current brands", BRANDS],
] as const;
const ARRAYS: ReadonlySet<number> = new Set([REGIONS, CATEGORIES, THEMES]);

/** One message's own cells. */
interface Own {
  id: string;
  key: string;
  role: string;
  type: string;
  content: string;
  suborganization: string;
  more?: [place: number, cell: string][];
}

/** Makes the rows of a log (D9–D14, D18). */
export function messageRows({ chatId, log, info, roles, raise }: MessageParts): MessageRows {
  const summary: MessageSummary = {
    count: 0,
    user: 0,
    assistant: 0,
    characters: 0,
    firstUser: -1,
    allDefault: true,
    defaultMessageId: "",
  };
  const ids = log.messages.map((message) => idOf(message, chatId));
  const keys = new SortKeys(() => ids.map(({ id }) => id));
  const before = new Map<string, Set<string>>();
  const own: Own[] = [];
  const metrics: string[][] = [];
  let defaulted = false;
  for (const [i, message] of log.messages.entries()) {
    const flags: string[] = [];
    const say = (flag: string): void => {
      if (!flags.includes(flag)) flags.push(flag);
      raise(flag);
    };
    const { fields } = message;
    const { id, missing } = ids[i];
    const role = roleCell(fields.role, roles, say);
    const content = contentCell(fields.content, say);
    if (!missing && before.size > 0 && before.get(id)?.has(`${role}\n${content}`)) {
      say("message_repeated");
      continue;
    }
    if (missing) say("message_id_missing");
    if (id !== fields.id && !missing && typeof fields.id === "string") say("text_replaced");
    const same = before.get(id);
    if (same === undefined) before.set(id, new Set([`${role}\n${content}`]));
    else {
      say("message_id_repeated");
      same.add(`${role}\n${content}`);
    }
    const type = scalarCell(fields.type, say);
    const one: Own = {
      id,
      key: keys.take(id),
      role,
      type,
      content,
      suborganization: fields.suborganization === undefined ? "" : scalarCell(fields.suborganization, say),
    };
    for (const [field, at] of INHERITED) {
      const value = fields[field];
      if (value === undefined || isBlank(value)) continue;
      (one.more ??= []).push([at, ARRAYS.has(at) ? arrayCell(value, say) : scalarCell(value, say)]);
    }
    const { characters, words, question } = countText(content);
    if (role === "user") {
      if (summary.firstUser < 0) summary.firstUser = summary.count;
      summary.user++;
    } else if (role === "assistant") {
      if (!defaulted && summary.user === 0 && type === "default") {
        summary.defaultMessageId = one.id;
        defaulted = true;
      }
      summary.assistant++;
    }
    summary.allDefault &&= type === "default";
    summary.characters += characters;
    summary.count++;
    own.push(one);
    metrics.push([
      chatId,
      one.key,
      String(message.index),
      String(characters),
      String(words),
      String(question),
      String(hasUrl(content)),
      flagsCell(flags),
    ]);
  }
  return { summary, metrics, rows: (chat) => rowsOf(own, chat, info, raise) };
}

/** The id as given; without one the chat's and the message's place (D9). */
function idOf({ index, fields: { id } }: LoggedMessage, chatId: string): { id: string; missing: boolean } {
  if (typeof id === "string" && id.trim() !== "") return { id: cleanText(id), missing: false };
  if (typeof id === "number" || typeof id === "bigint") return { id: String(id), missing: false };
  return { id: `${chatId}:${index}`, missing: true };
}

function rowsOf(own: readonly Own[], chat: readonly string[], { fields }: Info, raise: Raise): string[][] {
  if (own.length === 0) return [];
  const template = MESSAGE_COLUMNS.map(() => "");
  for (const [here, there] of SHARED) template[here] = chat[there];
  for (const [field, at] of INHERITED) {
    const value = fields.get(field);
    template[at] = ARRAYS.has(at) ? arrayCell(value, raise) : scalarCell(value, raise);
  }
  return own.map(({ id, key, role, type, content, suborganization, more }) => {
    const row = template.slice();
    row[SUBORGANIZATION] = suborganization;
    row[ROLE] = role;
    row[TYPE] = type;
    row[SORT_KEY] = key;
    row[MESSAGE_ID] = id;
    row[CONTENT] = content;
    if (more !== undefined) { for (const [at, cell] of more) row[at] = cell; }
    return row;
  });
}
