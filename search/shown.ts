/**
 * What is shown of a message that was found.
 *
 * @module
 */
import { foldedWords } from "../core/embedding/words.ts";
import type { FoundMessage, ReadMessage } from "../core/search.ts";
import type { Term } from "../core/search/query.ts";
import { tellingWords } from "../core/search/sentence.ts";
import { snippetMaker } from "../core/search/snippet.ts";
import type { Ask } from "./asked.ts";
import type { Backend, Hit } from "./backend.ts";

/** Prepares showing what was found, without messages that are gone by now; `like` is the text it shall be like. */
export function openShown(
  backend: Backend,
  ask: Ask,
  like: string | undefined,
  marks: readonly [before: string, after: string] = ["", ""],
): (hits: readonly (Hit & { more?: number })[]) => Promise<FoundMessage[]> {
  const words = tellingWords(like ?? ask.text);
  const terms = like === undefined
    ? ask.query.terms.flat()
    : words.map((text): Term => ({ text, indexed: text, prefix: false }));
  const snippet = snippetMaker(terms, marks);

  return async function show(hits) {
    const messages = await backend.read(hits);
    return hits.flatMap((hit, i) => {
      const message = messages[i];
      return message ? [shown(hit, message)] : [];
    });
  };

  function shown(
    { conversationId, messageId, score, similarity, more }: Hit & { more?: number },
    { title, role, createdAt, text }: ReadMessage,
  ): FoundMessage {
    const found: FoundMessage = { conversationId, messageId, title, role, createdAt, snippet: snippet(text), score };
    if (similarity !== undefined) found.similarity = similarity;
    if (words.length > 0) found.coverage = coverage(words, `${title ?? ""} ${text}`);
    if (more !== undefined) found.more = more;
    return found;
  }
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
