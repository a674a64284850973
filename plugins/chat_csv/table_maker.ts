/**
 * What becomes of a chat: a row of `chats.csv` and the rows of `messages.csv`, with their metrics and flags.
 *
 * @module
 */
import { chatCells } from "./chat_cells.ts";
import { readInfo } from "./info.ts";
import { type KeyTable, keyTable, type Log, readLog } from "./log.ts";
import type { ChatCsvMapping } from "./mapping.ts";
import { CHAT_METRICS, flagsCell, qualityScore, timeCells } from "./measure.ts";
import { messageRows, sharedCells } from "./message_rows.ts";
import type { ChatRow, ChatTables, Reject } from "./record.ts";
import { type ReadTime, readTime } from "./times.ts";
import { cleanCell, compactJson } from "./values.ts";

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
class Flags {
  readonly counts = new Map<string, number>();
  readonly raise = (flag: string): void => void this.counts.set(flag, (this.counts.get(flag) ?? 0) + 1);
}

function tablesOf(row: ChatRow, { fieldOf, roles }: Tools): ChatTables {
  const flags = new Flags();
  const { raise } = flags;
  row.flags.forEach(raise);
  const { cells, origin } = row;
  const chatId = cleanCell(cells.chat_id, raise);
  const info = readInfo(cells.structured_info, raise);
  for (const [field, text] of row.fields) if (text !== "") info.fields.set(field, text);
  const log = readLog(cells.conversation_log, fieldOf, raise);
  const rejects: Reject[] = [];
  const reject = (part: Reject["part"], reason: string, raw: string) =>
    void rejects.push({ kind: "reject", part, origin, chatId, reason, raw });
  if (info.refused) reject("structured_info", "structured_info is no JSON object", cells.structured_info);
  if (log.refused !== undefined) reject("log", log.refused, cells.conversation_log);
  for (const { value } of log.odd) {
    raise("message_not_object");
    reject("message", "an element of the log is no object", compactJson(value, raise));
  }
  const { summary, messages } = messageRows({ chatId, log, info, roles, raise });
  const chat = chatCells({ row, chatId, info, messages: { ...summary, count: messages.length }, raise });
  const times = [timeOf("created_at", cells.created_at, raise), timeOf("updated_at", cells.updated_at, raise)] as const;
  const [created, updated] = times;
  if (created && updated && updated.micros < created.micros && created.zoned === updated.zoned) raise("times_reversed");
  const declared = declaredCount(cells.message_count, log, raise);
  const measured = [
    chatId,
    String(messages.length),
    String(summary.user),
    String(summary.assistant),
    String(messages.length - summary.user - summary.assistant),
    String(summary.characters),
    String(summary.user > 0),
    summary.firstUser < 0 ? "" : String(summary.firstUser),
    ...timeCells(created, updated),
    declared,
    String(info.beyondActions),
    flagsCell([...flags.counts.keys()]),
    String(qualityScore(flags.counts.size)),
  ];
  if (measured.length !== CHAT_METRICS.length) throw new RangeError("Cannot measure a chat: a metric is missing");
  const unknown = unknownOf(row, info.unknown, log);
  return {
    kind: "tables",
    origin,
    chat,
    shared: sharedCells(chat),
    messages,
    chatMetrics: measured,
    flags: Object.fromEntries(flags.counts),
    logged: log.length,
    droppedMessages: log.length - messages.length,
    rejects,
    ...unknown === undefined ? {} : { unknown },
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
function declaredCount(text: string, log: Log, raise: (flag: string) => void): string {
  const word = text.trim();
  if (word === "") return "";
  const count = /^\d{1,15}(?:\.0)?$/.test(word) ? Number(word) : undefined;
  if (count === undefined) raise("message_count_unreadable");
  else if (count !== log.length) raise("message_count_mismatch");
  return count === undefined ? "" : String(count);
}

function unknownOf(row: ChatRow, keys: [string, unknown][], log: Log): ChatTables["unknown"] {
  const messages = log.messages.flatMap(({ index, unknown }) => unknown === undefined ? [] : [{ index, unknown }]);
  if (keys.length === 0 && row.extra.length === 0 && messages.length === 0) return undefined;
  return { structuredInfo: keys, columns: row.extra, messages };
}
