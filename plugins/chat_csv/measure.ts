/**
 * What the metrics tables say of chats and messages.
 *
 * @module
 */
import { type ReadTime, timeParts } from "./times.ts";

/** Columns of `chat_metrics.csv`. */
export const CHAT_METRICS: readonly string[] = Object.freeze([
  "chatId",
  "messages",
  "user",
  "assistant",
  "other",
  "characters",
  "has user message",
  "first user index",
  "created date",
  "created hour",
  "created weekday",
  "created ISO week",
  "created weekend",
  "created at UTC",
  "updated at UTC",
  "duration in s",
  "declared count",
  "has structured info beyond actions",
  "flags",
  "quality score",
]);

/** Columns of `message_metrics.csv`. */
export const MESSAGE_METRICS: readonly string[] = Object.freeze([
  "chatId",
  "sk messageId",
  "index",
  "characters",
  "words",
  "question",
  "URL",
  "flags",
]);

/** What can be counted in a text. */
export interface TextCounts {
  /** Unicode code points. */
  characters: number;
  /** Runs without white space. */
  words: number;
  /** A question mark, also of other scripts. */
  question: boolean;
}

/** Counts in one pass: there are millions of texts. */
export function countText(text: string): TextCounts {
  const { length } = text;
  let pairs = 0;
  let words = 0;
  // 1 behind white space, and at the beginning.
  let behind = 1;
  let wide = false;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20) behind = 1;
    else if (code < 0xa0) {
      words += behind;
      behind = 0;
    } else if (isSpace(code)) behind = 1;
    else {
      words += behind;
      behind = 0;
      if (code < 0x37e) continue;
      if (code === 0xff1f || code === 0x61f || code === 0x37e) wide = true;
      else if (code >= 0xd800 && code < 0xdc00 && i + 1 < length) {
        pairs++;
        i++;
      }
    }
  }
  return { characters: length - pairs, words, question: wide || text.includes("?") };
}

function isSpace(code: number): boolean {
  return code === 0xa0 || code === 0x1680 || code >= 0x2000 && code <= 0x200a || code === 0x2028 || code === 0x2029 ||
    code === 0x202f || code === 0x205f || code === 0x3000 || code === 0xfeff;
}

/** True when a text holds a web address. */
export function hasUrl(text: string): boolean {
  return text.includes("://") && /\bhttps?:\/\/[^\s]/i.test(text) ||
    text.includes("www.") && /\bwww\.[^\s.]/i.test(text);
}

/** Flags as a cell. */
export function flagsCell(flags: readonly string[]): string {
  return flags.length === 0 ? "[]" : JSON.stringify(flags);
}

/** 100 without flags, 10 less for each kind of flag. */
export function qualityScore(flags: number): number {
  return Math.max(0, 100 - 10 * flags);
}

/** The cells between `created date` and `duration in s`. */
export function timeCells(created: ReadTime | undefined, updated: ReadTime | undefined): string[] {
  const parts = created && timeParts(created);
  // Times with and without a zone lie on two clocks.
  const comparable = created !== undefined && updated !== undefined && created.zoned === updated.zoned;
  return [
    parts?.date ?? "",
    parts === undefined ? "" : String(parts.hour),
    parts?.weekday ?? "",
    parts?.isoWeek ?? "",
    parts === undefined ? "" : String(parts.weekend),
    utc(created),
    utc(updated),
    comparable ? seconds(updated.micros - created.micros) : "",
  ];
}

/** Only of times that name a zone: for others nobody knows it (D17). */
function utc(time: ReadTime | undefined): string {
  if (!time?.zoned) return "";
  const ms = Math.floor(time.micros / 1000);
  const micros = String(time.micros - ms * 1000).padStart(3, "0");
  return `${new Date(ms).toISOString().slice(0, -1)}${micros}Z`;
}

/** Exact to the microsecond. */
function seconds(micros: number): string {
  if (micros < 0 || micros >= 1e6) return String(micros / 1e6);
  // Of less than a second, as most are, the digits are those of the number.
  let digits = String(micros + 1e6);
  let end = digits.length;
  while (end > 1 && digits.charCodeAt(end - 1) === 0x30) end--;
  digits = digits.slice(1, end);
  return digits === "" ? "0" : `0.${digits}`;
}
