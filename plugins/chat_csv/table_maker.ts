/**
 * What becomes of a chat: a row of `chats.csv` and the rows of `messages.csv`, with their metrics and flags.
 *
 * @module
 */
import { chatCells } from "./chat_cells.ts";
import { type Info, readInfo } from "./info.ts";
import { type KeyTable, keyTable, readLog } from "./log.ts";
import type { ChatCsvMapping } from "./mapping.ts";
import { CHAT_METRICS, flagsCell, qualityScore, timeCells } from "./measure.ts";
import { messageRows, type MessageSummary, sharedCells } from "./message_rows.ts";
import type { ChatRow, ChatTables, Reject } from "./record.ts";
import { type ReadTime, readTime } from "./times.ts";
import { cleanCell, compactJson, type Raise } from "./values.ts";

/** Makes tables of one chat after the other, and remembers what it made of their mapping. */
export function tableMaker(): (chat: ChatRow) => ChatTables {
  const tools = new Map<ChatCsvMapping, Tools>();
  return (chat) => {
    let known = tools.get(chat.mapping);
    if (known === undefined) tools.set(chat.mapping, known = toolsOf(chat.mapping));
    return tablesOf(chat, known);
  };
}

/** What is made of a mapping once. */
interface Tools {
  fieldOf: KeyTable;
  roles: ReadonlyMap<string, string>;
}

function toolsOf(mapping: ChatCsvMapping): Tools {
  const roles = Object.entries(mapping.roles ?? {}).map(([from, to]) => [from.trim().toLowerCase(), to] as const);
  return { fieldOf: keyTable(mapping), roles: new Map(roles) };
}

/** Counts what is flagged, in the order of coming. */
export class Flags {
  /** Absent while nothing is flagged, as of most chats. */
  #counts: Map<string, number> | undefined;
  readonly raise: Raise = (flag) => {
    const counts = this.#counts ??= new Map();
    counts.set(flag, (counts.get(flag) ?? 0) + 1);
  };

  get names(): readonly string[] {
    return this.#counts === undefined ? NONE : [...this.#counts.keys()];
  }

  get counts(): { [flag: string]: number } {
    return this.#counts === undefined ? {} : Object.fromEntries(this.#counts);
  }
}

const NONE: readonly string[] = Object.freeze([]);

function tablesOf(row: ChatRow, { fieldOf, roles }: Tools): ChatTables {
  const flags = new Flags();
  const { raise } = flags;
  row.flags.forEach(raise);
  const { cells, origin } = row;
  const chatId = cleanCell(cells.chat_id, raise);
  const info = infoOf(row, raise);
  const log = readLog(cells.conversation_log, fieldOf, raise);
  const rejects = infoRejects(row, chatId, info);
  const reject = (part: Reject["part"], reason: string, raw: string) =>
    void rejects.push({ kind: "reject", part, origin, chatId, reason, raw });
  if (log.refused !== undefined) reject("log", log.refused, cells.conversation_log);
  for (const { value } of log.odd) {
    raise("message_not_object");
    reject("message", "an element of the log is no object", compactJson(value, raise));
  }
  const { summary, messages } = messageRows({ chatId, log, info, roles, raise });
  const unsaid = log.messages.flatMap(({ index, unknown }) => unknown === undefined ? [] : [{ index, unknown }]);
  const unknown = unknownOf(row, info, unsaid);
  const own = ownTables({
    row,
    chatId,
    info,
    messages: { ...summary, count: messages.length },
    length: log.length,
    flags,
  });
  return {
    kind: "tables",
    ...own,
    shared: sharedCells(own.chat),
    messages,
    rejects,
    ...unknown === undefined ? {} : { unknown },
  };
}

/** What `structured_info` says, and the columns that the mapping puts beside it. */
export function infoOf({ cells, fields }: ChatRow, raise: Raise): Info {
  const info = readInfo(cells.structured_info, raise);
  for (const [field, text] of fields) if (text !== "") info.fields.set(field, text);
  return info;
}

/** The reject of a `structured_info` that could not be used. */
export function infoRejects({ cells, origin }: ChatRow, chatId: string, { refused }: Info): Reject[] {
  const reason = "structured_info is no JSON object";
  return refused
    ? [{ kind: "reject", part: "structured_info", origin, chatId, reason, raw: cells.structured_info }]
    : [];
}

/** What a chat's own tables are made of, once its messages are known. */
export interface OwnParts {
  row: ChatRow;
  chatId: string;
  info: Info;
  messages: MessageSummary & { count: number };
  /** Elements of the log. */
  length: number;
  flags: Flags;
}

/** A chat's own part of its tables. */
export type OwnTables = Pick<ChatTables, "origin" | "chat" | "chatMetrics" | "flags" | "logged" | "droppedMessages">;

/** Makes the chat's row and its metrics. */
export function ownTables({ row, chatId, info, messages, length, flags }: OwnParts): OwnTables {
  const { raise } = flags;
  const { cells, origin } = row;
  const chat = chatCells({ row, chatId, info, messages, raise });
  const times = [timeOf("created_at", cells.created_at, raise), timeOf("updated_at", cells.updated_at, raise)] as const;
  const [created, updated] = times;
  if (created && updated && updated.micros < created.micros && created.zoned === updated.zoned) raise("times_reversed");
  const declared = declaredCount(cells.message_count, length, raise);
  const { names } = flags;
  const chatMetrics = [
    chatId,
    String(messages.count),
    String(messages.user),
    String(messages.assistant),
    String(messages.count - messages.user - messages.assistant),
    String(messages.characters),
    String(messages.user > 0),
    messages.firstUser < 0 ? "" : String(messages.firstUser),
    ...timeCells(created, updated),
    declared,
    String(info.beyondActions),
    flagsCell(names),
    String(qualityScore(names.length)),
  ];
  if (chatMetrics.length !== CHAT_METRICS.length) throw new RangeError("Cannot measure a chat: a metric is missing");
  return {
    origin,
    chat,
    chatMetrics,
    flags: flags.counts,
    logged: length,
    droppedMessages: length - messages.count,
  };
}

function timeOf(
  column: "created_at" | "updated_at",
  text: string,
  raise: (flag: string) => void,
): ReadTime | undefined {
  if (text.trim() === "") {
    raise(`${column}_missing`);
    return undefined;
  }
  const time = readTime(text);
  if (time === undefined) raise(`${column}_unreadable`);
  return time;
}

/** D30: only a check. */
function declaredCount(text: string, length: number, raise: (flag: string) => void): string {
  const word = text.trim();
  if (word === "") return "";
  const count = /^\d{1,15}(?:\.0)?$/.test(word) ? Number(word) : undefined;
  if (count === undefined) raise("message_count_unreadable");
  else if (count !== length) raise("message_count_mismatch");
  return count === undefined ? "" : String(count);
}

/** What the source says and no column takes, where there is any. */
export function unknownOf(
  { extra }: ChatRow,
  { unknown: keys }: Info,
  messages: NonNullable<ChatTables["unknown"]>["messages"],
): ChatTables["unknown"] {
  if (keys.length === 0 && extra.length === 0 && messages.length === 0) return undefined;
  return { structuredInfo: keys, columns: extra, messages };
}
