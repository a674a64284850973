/**
 * Numbers in an answer that name what it was told by.
 *
 * @module
 */
import type { Excerpt } from "./passages.ts";

/** A message that an answer cites. */
export interface Citation {
  n: number;
  conversationId: string;
  messageId: string;
}

/** `[1]`, `[1, 2]`, `[1-3]`; not `list[1]`. */
const NUMBERS = /(?<![\p{L}\p{N}_])\[(\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*)\]/gu;

/**
 * What an answer cites, each once, in the order of the numbers; and numbers it names that were never given.
 */
export function citationsIn(
  answer: string,
  excerpts: readonly Excerpt[],
): { citations: Citation[]; unknown: number[] } {
  const named = new Set([...withoutCode(answer).matchAll(NUMBERS)].flatMap(([, list]) => numbersOf(list)));
  const given = new Map(excerpts.map((excerpt) => [excerpt.n, excerpt]));
  const sorted = [...named].sort((a, b) => a - b);
  return {
    citations: sorted.flatMap((n) => {
      const excerpt = given.get(n);
      return excerpt ? [{ n, conversationId: excerpt.conversationId, messageId: excerpt.messageId }] : [];
    }),
    unknown: sorted.filter((n) => !given.has(n)),
  };
}

/** Widest range of numbers that is read as one. */
const WIDEST = 50;

function numbersOf(list: string): number[] {
  const numbers: number[] = [];
  for (const part of list.split(/[,;]/)) {
    const [first, last = first] = part.split(/[–-]/).map(Number);
    for (let n = first; n <= Math.min(last, first + WIDEST); n++) numbers.push(n);
  }
  return numbers;
}

/** The answer without blocks of code, where brackets mean something else. */
function withoutCode(answer: string): string {
  return answer.replace(/^(`{3,}|~{3,}).*\n[\s\S]*?^\1/gm, "");
}
