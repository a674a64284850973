/**
 * The contract of search: one way to ask, whatever the store.
 *
 * @module
 */
import type { Role } from "./conversation.ts";

/**
 * How messages are found: by their words (`text`), by what they are about as vectors tell it (`semantic`), or by both,
 * ranks fused (`hybrid`).
 */
export type SearchMode = "text" | "semantic" | "hybrid";

/** A message of a conversation. Message ids are unique only within their conversation. */
export interface MessageRef {
  conversationId: string;
  messageId: string;
}

/** Options of a search. */
export interface SearchRequest {
  /** @default "text"; with `like` "semantic" */
  mode?: SearchMode;
  /**
   * How many results, at most; 1 to 10,000 (by vectors 2,000).
   * @default 20
   */
  limit?: number;
  /**
   * How many results are left out before the first.
   * @default 0
   */
  offset?: number;
  /**
   * `conversation`: of each conversation only its best message, with how many `more` were found.
   * @default none
   */
  groupBy?: "conversation";
  /** Finds what is like this message, in the place of words; filters in the query hold. It is not among the results. */
  like?: MessageRef;
  /**
   * True: the query is a sentence, not a search. Every word of it is a word, and a message need not have all of them.
   * @default false
   */
  sentence?: boolean;
  /** Filters in the form of a search (`role:user after:2024`), beside the query: for sentences, which hold none. */
  filters?: string;
  /**
   * The zone in which `after:` and `before:` days begin.
   * @default "UTC"
   */
  timeZone?: string;
  /**
   * What stands before and after each match in a snippet.
   * @default ["", ""]
   */
  marks?: readonly [before: string, after: string];
}

/** A message that was found. */
export interface FoundMessage extends MessageRef {
  /** The conversation's; null where it has none. */
  title: string | null;
  role: Role;
  /** Epoch milliseconds; null where the source gives none. */
  createdAt: number | null;
  /** About 160 characters around the best matches, on one line and without control characters. */
  snippet: string;
  /** Higher is better; comparable within one answer only. */
  score: number;
  /** Cosine of message and query, where their vectors were compared. */
  similarity?: number;
  /** Which part of the words in question the message has, 0 to 1, where words were looked for. */
  coverage?: number;
  /** With `groupBy`: how many more messages of the conversation were found. */
  more?: number;
}

/** A message with its text, as those around a found one are given. */
export interface ReadMessage extends MessageRef {
  title: string | null;
  role: Role;
  createdAt: number | null;
  text: string;
}

/** A store that can be searched. */
export interface Searchable {
  /** The ways in which it can be searched now. */
  readonly modes: readonly SearchMode[];
  /**
   * Least cosine of a message that is about a query, as far as the model of the vectors lets one say.
   * @default 0.25
   */
  readonly similarityFloor?: number;
  /**
   * Finds messages, the best first. Filters hold inside the query: with a limit of 20 there are 20 results where 20
   * messages fit. Hidden messages are left out unless `hidden:` says otherwise.
   *
   * @throws {SyntaxError} when a filter or its value is unknown; the message lists the choices
   * @throws {RangeError} when an option is out of bounds, or there is no message to be like
   * @throws {CannotRunError} when the store cannot be searched in that mode
   */
  search(query: string, request?: SearchRequest): Promise<FoundMessage[]>;
  /**
   * A message and those around it in its thread, in their order, without hidden ones; empty where there is none.
   */
  around(ref: MessageRef, before: number, after: number): Promise<ReadMessage[]>;
  /** Some of the conversations that have a message of this id; absent where the store cannot say. */
  conversationsOf?(messageId: string): Promise<string[]>;
  close(): Promise<void>;
}

/** Searches a store: the same as its own method. */
export function search(store: Searchable, query: string, request?: SearchRequest): Promise<FoundMessage[]> {
  return store.search(query, request);
}

/** Weighs ranks: with 60 a first place in one list is worth about as much as two places behind the 60th in two. */
export const FUSION_K = 60;

/**
 * Reciprocal rank fusion: an element's score is the sum of 1 / (k + rank) over the lists that hold it, ranks counted from
 * 1. The best first; of equal ones the one that comes first in the earlier list.
 */
export function fuseRanks<T>(lists: readonly (readonly T[])[], keyOf: (element: T) => string, k: number = FUSION_K): {
  element: T;
  score: number;
}[] {
  const fused = new Map<string, { element: T; score: number }>();
  for (const list of lists) {
    const seen = new Set<string>();
    for (const element of list) {
      const key = keyOf(element);
      if (seen.has(key)) continue;
      seen.add(key);
      const score = 1 / (k + seen.size);
      const known = fused.get(key);
      if (known) known.score += score;
      else fused.set(key, { element, score });
    }
  }
  return [...fused.values()].sort((a, b) => b.score - a.score);
}

/** A key for a message, whatever characters its ids hold. */
export function refKey({ conversationId, messageId }: MessageRef): string {
  return `${conversationId.length}:${conversationId}${messageId}`;
}

/** Of each conversation its best message, in the order given, with how many more there were. */
export function groupByConversation<T extends MessageRef>(found: readonly T[]): (T & { more: number })[] {
  const groups = new Map<string, T & { more: number }>();
  for (const one of found) {
    const group = groups.get(one.conversationId);
    if (group) group.more++;
    else groups.set(one.conversationId, { ...one, more: 0 });
  }
  return [...groups.values()];
}
