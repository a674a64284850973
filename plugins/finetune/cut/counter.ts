/**
 * Counts what a line of `train.jsonl` holds while it grows, exactly: merged turns with their delimiters, the system
 * prompt, and what a chat template adds.
 *
 * @module
 */
import type { Tokenizer } from "../../../core/tokenizer.ts";
import type { Piece } from "./piece.ts";

/** What a chat template adds: tokens for each message, and once. */
export interface Overhead {
  perMessage: number;
  once: number;
}

/** Templates by name. Of `openai` the published rule for chat models: 3 and the role for each message, 3 in all. */
export const TEMPLATES: { readonly [name: string]: Overhead } = {
  none: { perMessage: 0, once: 0 },
  openai: { perMessage: 4, once: 3 },
  chatml: { perMessage: 5, once: 0 },
  "llama-3": { perMessage: 5, once: 1 },
};

/** How a line is made of pieces. */
export interface LineForm {
  /** Before each message. */
  prefix: string;
  systemPrompt: string;
  overhead: Overhead;
}

/** Before such a line, and behind no white space, a linewise tokenizer's count can be cut. */
const CUTTABLE = /^[^\s\p{White_Space}/]/u;
const ENDS_IN_SPACE = /[\s\p{White_Space}]$/u;

/** The state between two pieces. */
interface Turn {
  role: Piece["role"];
  /** Tokens of the turn's text up to a line end at which it can be cut without changing the count. */
  head: number;
  /** The text behind it. */
  tail: string;
  /** Tokens of `tail`. */
  tailTokens: number;
}

/** Grows by a piece at a time. */
export class LineCounter {
  readonly #tokenizer: Tokenizer;
  readonly #form: LineForm;
  /** Tokens of a line without a turn. */
  readonly empty: number;
  /** Tokens of all turns but the last, and of what belongs to no turn. */
  #closed: number;
  #turn: Turn | undefined;
  /** The line that was counted last: it is often asked for again. */
  #known = { line: "", tokens: 0 };

  constructor(tokenizer: Tokenizer, form: LineForm) {
    this.#tokenizer = tokenizer;
    this.#form = form;
    const { systemPrompt, overhead: { once, perMessage } } = form;
    this.empty = once + (systemPrompt === "" ? 0 : perMessage + tokenizer.count(systemPrompt));
    this.#closed = this.empty;
  }

  /** Tokens of the line as it is. */
  get tokens(): number {
    return this.#closed + (this.#turn ? this.#turn.head + this.#turn.tailTokens : 0);
  }

  /** Tokens of the line with one piece more. */
  with(piece: Pick<Piece, "role" | "content">): number {
    const { closed, turn } = this.#grown(piece);
    return closed + turn.head + turn.tailTokens;
  }

  /** Adds a piece if the line then has no more than `most` tokens; says whether it did. */
  add(piece: Pick<Piece, "role" | "content">, most = Infinity): boolean {
    const { closed, turn } = this.#grown(piece);
    if (closed + turn.head + turn.tailTokens > most) return false;
    this.#closed = closed;
    this.#turn = turn;
    return true;
  }

  /** Begins a new line. */
  clear(): void {
    this.#closed = this.empty;
    this.#turn = undefined;
  }

  #grown({ role, content }: Pick<Piece, "role" | "content">): { closed: number; turn: Turn } {
    const line = this.#form.prefix + content;
    const count = (text: string) => this.#tokenizer.count(text);
    const countLine = () => {
      if (this.#known.line !== line) this.#known = { line, tokens: count(line) };
      return this.#known.tokens;
    };
    const turn = this.#turn;
    if (turn?.role !== role) {
      const closed = this.tokens + this.#form.overhead.perMessage;
      return { closed, turn: { role, head: 0, tail: line, tailTokens: countLine() } };
    }
    if (this.#tokenizer.linewise && CUTTABLE.test(line) && !ENDS_IN_SPACE.test(turn.tail)) {
      const head = turn.head + count(`${turn.tail}\n`);
      return { closed: this.#closed, turn: { role, head, tail: line, tailTokens: countLine() } };
    }
    const tail = `${turn.tail}\n${line}`;
    return { closed: this.#closed, turn: { role, head: turn.head, tail, tailTokens: count(tail) } };
  }
}
