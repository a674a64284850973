/**
 * One conversation in numbers: all that reports need of it.
 *
 * @module
 */
import type { Conversation, Json, Message } from "../../../core/conversation.ts";
import { derivedOf } from "../../../core/derived.ts";
import { title } from "../../../core/text.ts";
import type { Language } from "../language/identify.ts";
import { type Categories, type ConversationCategories, summarize } from "../categorize/value.ts";

/** A conversation in numbers. */
export interface Summary {
  id: string;
  title: string;
  /** When it began, epoch ms; absent where neither it nor any of its messages says. */
  at?: number;
  /** Absent where nobody is named. */
  user?: string;
  messages: number;
  userMessages: number;
  assistantMessages: number;
  /** Epoch ms of what users said, where it is dated. */
  userTimes: number[];
  /** From the first message of a user to the first answer, ms. */
  firstResponseMs?: number;
  /** From each message that waited for an answer to that answer, ms. */
  replyMs: number[];
  status?: string;
  /** Absent where there is no status. */
  resolved?: boolean;
  /** From its beginning to its last message, ms; only of resolved ones. */
  resolutionMs?: number;
  language: string;
  /** Of each message of a user that has any. */
  categories: Categories[];
  whole?: ConversationCategories;
}

/** Where sources put what the model has no name for; compared without case, spaces and underscores. */
export interface Fields {
  user: string;
  status: string;
  language: string;
}

/** What is worked out where a conversation does not bring it. */
export interface Missing {
  language(conversation: Conversation): string;
  categories(message: Message, language: string): Categories | undefined;
}

/** Puts a conversation into numbers. */
export function summaryOf(
  conversation: Conversation,
  fields: Fields,
  resolvedStatuses: ReadonlySet<string>,
  missing: Missing,
): Summary {
  const { messages } = conversation;
  const language = languageOf(conversation, fields.language) ?? missing.language(conversation);
  const summary: Summary = {
    id: conversation.id,
    title: title(conversation),
    messages: messages.length,
    userMessages: 0,
    assistantMessages: 0,
    userTimes: [],
    replyMs: [],
    language,
    categories: [],
  };
  const user = word(field(conversation, fields.user)) ?? userOf(conversation);
  if (user !== undefined) summary.user = user;
  const at = timeOf(conversation.createdAt) ??
    messages.map((one) => timeOf(one.createdAt)).find((one) => one !== undefined);
  if (at !== undefined) summary.at = at;
  addMessages(summary, messages, missing);
  const whole = derivedOf<ConversationCategories>(conversation, "categories") ?? summarize(summary.categories);
  if (whole) summary.whole = whole;
  addStatus(summary, word(field(conversation, fields.status)), resolvedStatuses, messages);
  return summary;
}

function addMessages(summary: Summary, messages: readonly Message[], missing: Missing): void {
  let waiting: number | undefined;
  let firstUser: number | undefined;
  for (const message of messages) {
    const at = timeOf(message.createdAt);
    if (message.role === "user") {
      summary.userMessages++;
      if (at !== undefined) {
        summary.userTimes.push(at);
        waiting ??= at;
        firstUser ??= at;
      }
      const own = derivedOf<Language>(message, "language")?.language;
      const language = own === undefined || own === "und" ? summary.language : own;
      const categories = derivedOf<Categories>(message, "categories") ?? missing.categories(message, language);
      if (categories) summary.categories.push(categories);
    } else if (message.role === "assistant") {
      summary.assistantMessages++;
      if (at === undefined || waiting === undefined || at < waiting) continue;
      summary.replyMs.push(at - waiting);
      if (summary.firstResponseMs === undefined && firstUser !== undefined) summary.firstResponseMs = at - firstUser;
      waiting = undefined;
    }
  }
}

function addStatus(
  summary: Summary,
  status: string | undefined,
  resolvedStatuses: ReadonlySet<string>,
  messages: readonly Message[],
): void {
  if (status === undefined) return;
  summary.status = status;
  summary.resolved = resolvedStatuses.has(status.toLowerCase());
  if (!summary.resolved || summary.at === undefined) return;
  const last = messages.reduce((latest, { createdAt }) => Math.max(latest, timeOf(createdAt) ?? -Infinity), -Infinity);
  if (last >= summary.at) summary.resolutionMs = last - summary.at;
}

/** Days have years of four digits, those of the months before and behind too; a time beyond is none. */
const FIRST_TIME = Date.parse("0001-04-01T00:00:00Z");
const LAST_TIME = Date.UTC(9999, 9);

function timeOf(at: number | undefined): number | undefined {
  return typeof at === "number" && Number.isInteger(at) && at >= FIRST_TIME && at <= LAST_TIME ? at : undefined;
}

function userOf({ participants }: Conversation): string | undefined {
  const users = participants.filter(({ role }) => role === "user");
  return users.length === 1 ? word(users[0].id) : undefined;
}

function field({ metadata }: Conversation, name: string): Json | undefined {
  const wanted = plain(name);
  if (Object.hasOwn(metadata, name)) return metadata[name];
  const found = Object.keys(metadata).find((key) => plain(key) === wanted);
  return found === undefined ? undefined : metadata[found];
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_]+/g, "");
}

/** A field's text; undefined where it holds none. */
function word(value: Json | undefined): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, 500).toWellFormed() : undefined;
}

/** Names that people give languages in tables. */
const NAMES: ReadonlyMap<string, string> = new Map(Object.entries({
  dutch: "nl",
  nederlands: "nl",
  french: "fr",
  français: "fr",
  francais: "fr",
  english: "en",
  engels: "en",
  german: "de",
  deutsch: "de",
  spanish: "es",
  español: "es",
  italian: "it",
  italiano: "it",
  portuguese: "pt",
}));

/** The language that was detected, else what the source says; undefined where neither does. */
export function languageOf(conversation: Conversation, name: string): string | undefined {
  const detected = derivedOf<Language>(conversation, "language")?.language;
  if (detected !== undefined && detected !== "und") return detected;
  const said = word(field(conversation, name))?.toLowerCase();
  if (said === undefined) return detected;
  return NAMES.get(said) ?? /^([a-z]{2,3})(?:[-_].*)?$/.exec(said)?.[1] ?? detected;
}
