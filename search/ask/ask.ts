/**
 * Answers from conversations.
 *
 * @module
 */
import { CannotRunError } from "../../core/errors.ts";
import type { Searchable } from "../../core/search.ts";
import type { Tokenizer } from "../../core/tokenizer.ts";
import { completion } from "./chat.ts";
import { type Citation, citationsIn } from "./citations.ts";
import { type Excerpt, gatherExcerpts } from "./passages.ts";
import { markFor, promptFor, type PromptMessage } from "./prompt.ts";
import { roughTokens } from "./tokens.ts";

/** Which messages a question is answered from. */
export interface PrepareOptions {
  /**
   * Most messages to find.
   * @default 8
   */
  limit?: number;
  /**
   * Messages before and after each found one that are given with it, as far as there is room.
   * @default 1
   */
  neighbours?: number;
  /**
   * Filters in the form of a search: `role:user after:2024`.
   * @default none
   */
  filters?: string;
  /**
   * The zone in which `after:` and `before:` days begin.
   * @default "UTC"
   */
  timeZone?: string;
  /**
   * Most tokens of all that is sent.
   * @default 6000
   */
  maxTokens?: number;
  /**
   * Counts them.
   * @default by bytes, too many rather than too few
   */
  tokenizer?: Pick<Tokenizer, "count">;
  /**
   * Least similarity (cosine) of a message that has few of the question's words; below it nothing is found.
   * @default the store's, else 0.25
   */
  floor?: number;
}

/** Options of `ask`. */
export interface AskOptions extends PrepareOptions {
  /**
   * The language model.
   * @default "gpt-4o-mini"
   */
  model?: string;
  /**
   * Address of the server, up to what stands before `/chat/completions`.
   * @default "https://api.openai.com/v1"
   */
  baseUrl?: string;
  /** The server's key. Servers of one's own may need none. */
  apiKey?: string;
  /**
   * How long the server may be silent, milliseconds.
   * @default 60000
   */
  timeoutMs?: number;
  /**
   * How often it is asked before it is given up.
   * @default 3
   */
  attempts?: number;
  /** Hears the answer as it comes. */
  onText?: (piece: string) => void;
  /** Ends it. */
  signal?: AbortSignal;
}

/** What would be sent. */
export interface PreparedAsk {
  /** Empty where nothing was found: then nothing is sent. */
  messages: PromptMessage[];
  excerpts: Excerpt[];
  /** Of the messages, as counted. */
  tokens: number;
}

/** An answer. */
export interface Answer {
  answer: string;
  citations: Citation[];
  /** False where nothing was found that the question is about: then no model was asked. */
  found: boolean;
  /** Numbers in the answer that name nothing that was given. */
  unknown: number[];
  /** True where the model ended before it was done (`length`, `content_filter`). */
  cut: boolean;
}

/** What is answered where nothing was found. */
export const NOTHING_FOUND = "The conversations do not hold an answer to this: nothing was found that is about it.";

/** What a request takes beside its content, in tokens. */
const FRAME = 64;
const FEWEST_TOKENS = 500;

/**
 * What would be sent to a model for a question; sends nothing.
 *
 * @throws {RangeError} when there is no question, or an option is out of bounds
 */
export async function prepareAsk(
  store: Searchable,
  question: string,
  options: PrepareOptions = {},
): Promise<PreparedAsk> {
  const { limit = 8, neighbours = 1, maxTokens = 6000, tokenizer = roughTokens } = options;
  const { floor = store.similarityFloor ?? 0.25 } = options;
  if (question.trim() === "") throw new RangeError("Cannot ask: the question is empty, expected a sentence");
  if (!Number.isSafeInteger(maxTokens) || maxTokens < FEWEST_TOKENS) {
    throw new RangeError(`Cannot ask with maxTokens ${maxTokens}: expected a whole number from ${FEWEST_TOKENS}`);
  }
  const frame = promptFor(question, [], "0".repeat(16));
  const own = FRAME + count(frame, tokenizer);
  if (own > maxTokens / 2) {
    throw new RangeError(`Cannot ask: the question takes ${own} of ${maxTokens} tokens, expected at most half of them`);
  }
  const { filters, timeZone } = options;
  const gather = { limit, neighbours, filters, timeZone, tokenizer, floor };
  // Pieces counted by themselves may come to a little less than the whole.
  for (let tokens = Math.floor((maxTokens - own) * 0.95);; tokens = Math.floor(tokens * 0.8)) {
    const excerpts = await gatherExcerpts(store, question, { ...gather, tokens });
    if (excerpts.length === 0) return { messages: [], excerpts, tokens: 0 };
    const messages = promptFor(question, excerpts, markFor(question, excerpts));
    const total = FRAME + count(messages, tokenizer);
    if (total <= maxTokens) return { messages, excerpts, tokens: total };
  }
}

/**
 * Answers a question from what a store holds, by a language model. Where nothing is found that the question is about, none
 * is asked.
 *
 * @throws {RangeError} when there is no question, or an option is out of bounds
 * @throws {Error} what the server said, in words
 */
export async function ask(store: Searchable, question: string, options: AskOptions = {}): Promise<Answer> {
  const { model = "gpt-4o-mini", baseUrl = OPENAI, apiKey, timeoutMs = 60_000, attempts = 3, onText, signal } = options;
  const address = checkedAddress(baseUrl);
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new CannotRunError(
      `Cannot ask "${address.replace(/[?#].*$/s, "")}": its key holds blanks or other signs that no key has`,
    );
  }
  const { messages, excerpts } = await prepareAsk(store, question, options);
  if (excerpts.length === 0) {
    onText?.(NOTHING_FOUND);
    return { answer: NOTHING_FOUND, citations: [], found: false, unknown: [], cut: false };
  }
  let answer = "";
  let ended: string | undefined;
  for await (
    const delta of completion({ model, messages, baseUrl: address, apiKey, timeoutMs, attempts, signal })
  ) {
    answer += delta.text;
    ended = delta.ended ?? ended;
    if (delta.text !== "") onText?.(delta.text);
  }
  if (answer.trim() === "") {
    throw new Error(`Cannot ask "${address.replace(/[?#].*$/s, "")}": its answer is empty, try again or another model`);
  }
  const cut = ended !== undefined && ended !== "stop";
  return { answer, ...citationsIn(answer, excerpts), found: true, cut };
}

/** Where the server is where no address is given. */
export const OPENAI = "https://api.openai.com/v1";

/** @throws {CannotRunError} when it is no address, or holds a password */
function checkedAddress(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url && (url.username !== "" || url.password !== "")) {
    throw new CannotRunError(
      `Cannot ask at "${url.host}": its address holds a password, expected the key in OPENAI_API_KEY`,
    );
  }
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CannotRunError(`Cannot ask at "${baseUrl}": it is no address, expected one like ${OPENAI}`);
  }
  return baseUrl.replace(/\/+$/, "");
}

function count(messages: readonly PromptMessage[], tokenizer: Pick<Tokenizer, "count">): number {
  return messages.reduce((sum, { content }) => sum + tokenizer.count(content), 0);
}
