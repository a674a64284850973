/**
 * What is shown of a message that was found.
 *
 * @module
 */
import { foldedWords } from "../core/embedding/words.ts";
import type { FoundMessage } from "../core/search.ts";
import type { Term } from "../core/search/query.ts";
import { tellingWords } from "../core/search/sentence.ts";
import { snippetMaker } from "../core/search/snippet.ts";
import type { MessageReader } from "../plugins/sqlite/mod.ts";
import type { Ask } from "./asked.ts";
import type { Hit } from "./hits.ts";

/** Prepares showing; undefined for a message that is gone by now. */
export function shownBy(
  messages: MessageReader,
  ask: Ask,
  marks: readonly [before: string, after: string] = ["", ""],
): (hit: Hit & { more?: number }) => FoundMessage | undefined {
  const like = ask.like && messages.read(ask.like);
  const words = like ? tellingWords(like.text) : tellingWords(ask.text);
  const terms = like ? words.map((text): Term => ({ text, indexed: text, prefix: false })) : ask.query.terms.flat();
  const snippet = snippetMaker(terms, marks);

  return function show({ conversationId, messageId, score, similarity, more }) {
    const message = messages.read({ conversationId, messageId });
    if (!message) return undefined;
    const { title, role, createdAt, text } = message;
    const found: FoundMessage = { conversationId, messageId, title, role, createdAt, snippet: snippet(text), score };
    if (similarity !== undefined) found.similarity = similarity;
    if (words.length > 0) found.coverage = coverage(words, `${title ?? ""} ${text}`);
    if (more !== undefined) found.more = more;
    return found;
  };
}

/** Which part of the words stand in a text, in any form of case and accents; a word may have another end. */
function coverage(words: readonly string[], text: string): number {
  const there = new Set(foldedWords(text));
  const stems = new Set([...there].map(stem));
  const found = words.filter((word) => {
    const [folded = ""] = foldedWords(word);
    return there.has(folded) || stems.has(stem(folded));
  });
  return found.length / words.length;
}

/** A word without its last letters: what its forms have in common, about. */
function stem(word: string): string {
  return word.length > 5 ? word.slice(0, Math.max(4, word.length - 2)) : word;
}
