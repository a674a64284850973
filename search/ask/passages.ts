/**
 * What of the conversations a question is answered from.
 *
 * @module
 */
import type { FoundMessage, ReadMessage, Searchable } from "../../core/search.ts";
import { refKey } from "../../core/search.ts";
import { foldedWords } from "../../core/embedding/words.ts";
import { tellingWords } from "../../core/search/sentence.ts";
import type { Tokenizer } from "../../core/tokenizer.ts";
import { visibleLine, visibleText } from "./clean.ts";
import { frontOf } from "./tokens.ts";

/** A message that is given to the model under a number. */
export interface Excerpt {
  /** The number by which the answer cites it. */
  n: number;
  conversationId: string;
  messageId: string;
  title: string;
  role: string;
  createdAt: number | null;
  text: string;
}

/** How excerpts are gathered. */
export interface GatherOptions {
  limit: number;
  /** Messages before and after each found one. */
  neighbours: number;
  filters: string | undefined;
  timeZone: string | undefined;
  /** Tokens for all of them. */
  tokens: number;
  tokenizer: Pick<Tokenizer, "count">;
  /** Least similarity of a message that has few of the question's words. */
  floor: number;
}

/** What the head of an excerpt takes beside its text and title, in tokens. */
const HEAD = 40;
/** Part of a question's telling words that a message must have, where its vector does not speak for it. */
const COVERAGE = 0.34;
/** Tokens of an excerpt that are not worth a place. */
const FEWEST = 12;

/** Finds messages for a question, the best first, with their neighbours, within the tokens; empty where there is nothing. */
export async function gatherExcerpts(store: Searchable, question: string, options: GatherOptions): Promise<Excerpt[]> {
  const { limit, filters, timeZone, floor, neighbours, tokenizer } = options;
  const mode = store.modes.includes("hybrid") ? "hybrid" : "text";
  const found = await store.search(question, { mode, sentence: true, limit, filters, timeZone });
  const hits = found.filter((hit) => isAbout(hit, floor));
  const words = new Set(tellingWords(question).flatMap((word) => foldedWords(word)));
  const chosen = new Map<string, Chosen>();
  let left = options.tokens;
  // First what was found, the best first; then, as far as there is room, what stands around it.
  const each = Math.max(64, Math.floor(left / Math.max(2, Math.min(hits.length, 4))));
  for (const [rank, hit] of hits.entries()) {
    const [message] = await store.around(hit, 0, 0);
    if (message) left = add(chosen, message, rank, Math.min(each, left), left, tokenizer, words);
  }
  for (const [rank, hit] of hits.entries()) {
    if (neighbours === 0 || !chosen.has(refKey(hit))) continue;
    for (const message of await store.around(hit, neighbours, neighbours)) {
      left = add(chosen, message, rank, Math.min(each, left), left, tokenizer, words);
    }
  }
  return await ordered(store, [...chosen.values()], neighbours);
}

interface Chosen {
  message: ReadMessage;
  /** The best rank of what it was found by. */
  rank: number;
  title: string;
  text: string;
}

function isAbout({ similarity, coverage }: FoundMessage, floor: number): boolean {
  return (similarity !== undefined && similarity >= floor) || (coverage ?? 0) >= COVERAGE;
}

/** Adds a message unless it is there, is empty or has no room; gives the tokens left. */
function add(
  chosen: Map<string, Chosen>,
  message: ReadMessage,
  rank: number,
  most: number,
  left: number,
  tokenizer: Pick<Tokenizer, "count">,
  words: ReadonlySet<string>,
): number {
  const key = refKey(message);
  if (chosen.has(key)) return left;
  const title = visibleLine(message.title ?? "").slice(0, 120);
  const head = HEAD + tokenizer.count(title);
  const room = Math.min(most, left) - head;
  const text = excerptOf(visibleText(message.text).trim(), room, tokenizer, words);
  if (text === "") return left;
  chosen.set(key, { message, rank, title, text });
  // Each line is quoted by two characters more.
  return left - head - tokenizer.count(text) - text.split("\n").length * 2;
}

/** As much of a text as there is room for: from its first line with a word of the question on, if not all fits. */
function excerptOf(
  text: string,
  room: number,
  tokenizer: Pick<Tokenizer, "count">,
  words: ReadonlySet<string>,
): string {
  if (room < FEWEST) return "";
  const lines = text.split("\n").length * 2;
  const whole = frontOf(text, Math.max(FEWEST, room - Math.min(lines, room >> 2)), tokenizer);
  if (whole.length === text.length) return text;
  const first = text.slice(whole.length).split("\n").find((line) => foldedWords(line).some((word) => words.has(word)));
  const inFront = foldedWords(whole).some((word) => words.has(word));
  if (inFront || first === undefined) return `${whole} …`;
  return `… ${frontOf(text.slice(text.indexOf(first, whole.length)), room, tokenizer)} …`;
}

/** Conversations by their best message, messages of one as they follow each other, numbered. */
async function ordered(store: Searchable, chosen: Chosen[], neighbours: number): Promise<Excerpt[]> {
  const groups = Map.groupBy(chosen, ({ message }) => message.conversationId);
  const excerpts: Excerpt[] = [];
  for (const group of [...groups.values()].sort((a, b) => bestRank(a) - bestRank(b))) {
    const places = await placesIn(store, group, neighbours);
    group.sort((a, b) => (places.get(refKey(a.message)) ?? 0) - (places.get(refKey(b.message)) ?? 0));
    for (const { message: { conversationId, messageId, role, createdAt }, title, text } of group) {
      excerpts.push({ n: excerpts.length + 1, conversationId, messageId, title, role, createdAt, text });
    }
  }
  return excerpts;
}

function bestRank(group: Chosen[]): number {
  return Math.min(...group.map(({ rank }) => rank));
}

/** Where messages stand towards one another: by time; what has none follows the message before it. */
async function placesIn(store: Searchable, group: Chosen[], neighbours: number): Promise<Map<string, number>> {
  const places = new Map<string, number>();
  if (group.length < 2) return places;
  const byRank = group.toSorted((a, b) => a.rank - b.rank);
  for (const { message, rank } of byRank) {
    if (places.has(refKey(message))) continue;
    const around = await store.around(message, neighbours, neighbours);
    const known = around.findIndex((one) => places.has(refKey(one)));
    const start = known === -1 ? message.createdAt ?? rank * 1e6 : places.get(refKey(around[known]))! - known;
    for (const [i, one] of around.entries()) {
      if (!places.has(refKey(one))) places.set(refKey(one), start + i);
    }
  }
  return places;
}
