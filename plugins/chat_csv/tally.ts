/**
 * What is counted of chats and rejects, for `data_quality.json`.
 *
 * @module
 */
import type { ChatTables, Reject } from "./record.ts";

/** Most names that the report counts one by one. */
export const MOST_NAMES = 1000;
/** Longest name that is shown. */
const LONGEST_NAME = 200;

/** Counts of a stretch of the input; can be cloned. */
export interface Tally {
  chats: number;
  flaggedChats: number;
  rejectedRows: number;
  rejectedParts: number;
  exact: number;
  older: number;
  /** Elements of logs, those that became no message, and messages. */
  logged: number;
  dropped: number;
  messages: number;
  flags: Map<string, { count: number; chats: number }>;
  /** Names in the order of coming: which are counted one by one depends on it. */
  reasons: Map<string, number>;
  unknown: { structuredInfo: Map<string, number>; columns: Map<string, number>; messages: Map<string, number> };
}

/** Nothing counted yet. */
export function newTally(): Tally {
  return {
    chats: 0,
    flaggedChats: 0,
    rejectedRows: 0,
    rejectedParts: 0,
    exact: 0,
    older: 0,
    logged: 0,
    dropped: 0,
    messages: 0,
    flags: new Map(),
    reasons: new Map(),
    unknown: { structuredInfo: new Map(), columns: new Map(), messages: new Map() },
  };
}

/** Counts a reject; of names at most `most` one by one. */
export function tallyReject(tally: Tally, { part, reason }: Reject, most: number): void {
  if (part === "row") tally.rejectedRows++;
  else tally.rejectedParts++;
  if (part === "row" && reason === "exact duplicate") tally.exact++;
  if (part === "row" && reason === "older copy of the chat") tally.older++;
  add(tally.reasons, part === "row" && /^\d+ fields/.test(reason) ? "another number of fields" : reason, 1, most);
}

/** What is counted of a chat. */
export type TalliedChat =
  & Pick<ChatTables, "flags" | "logged" | "droppedMessages" | "unknown">
  & { messages: { length: number } };

/** Counts a chat; of names at most `most` one by one. */
export function tallyChat(
  tally: Tally,
  { flags, logged, droppedMessages, messages, unknown }: TalliedChat,
  most: number,
): void {
  tally.chats++;
  tally.logged += logged;
  tally.dropped += droppedMessages;
  tally.messages += messages.length;
  let flagged = false;
  for (const flag in flags) {
    flagged = true;
    addFlag(tally, flag, flags[flag], 1);
  }
  if (flagged) tally.flaggedChats++;
  if (unknown === undefined) return;
  for (const [key] of unknown.structuredInfo) add(tally.unknown.structuredInfo, key, 1, most);
  for (const [key] of unknown.columns) add(tally.unknown.columns, key, 1, most);
  for (const message of unknown.messages) {
    for (const [key] of message.unknown) add(tally.unknown.messages, key, 1, most);
  }
}

/** Adds what was counted of the next stretch, all its names one by one. */
export function mergeTally(tally: Tally, next: Tally, most: number): void {
  for (const key of NUMBERS) tally[key] += next[key];
  for (const [flag, { count, chats }] of next.flags) addFlag(tally, flag, count, chats);
  for (const [reason, count] of next.reasons) add(tally.reasons, reason, count, most);
  for (const where of ["structuredInfo", "columns", "messages"] as const) {
    for (const [name, count] of next.unknown[where]) add(tally.unknown[where], name, count, most);
  }
}

const NUMBERS = [
  "chats",
  "flaggedChats",
  "rejectedRows",
  "rejectedParts",
  "exact",
  "older",
  "logged",
  "dropped",
  "messages",
] as const;

function addFlag({ flags }: Tally, flag: string, count: number, chats: number): void {
  const known = flags.get(flag);
  if (known === undefined) flags.set(flag, { count, chats });
  else {
    known.count += count;
    known.chats += chats;
  }
}

function add(counts: Map<string, number>, name: string, count: number, most: number): void {
  const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME).toWellFormed()}…` : name;
  const key = counts.has(short) || counts.size < most ? short : "(others)";
  counts.set(key, (counts.get(key) ?? 0) + count);
}
