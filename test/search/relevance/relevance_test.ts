/** How far up the right conversation stands: twenty questions over two hundred invented messages. */
import assert from "node:assert/strict";
import { type Searchable, type SearchMode } from "../../../core/search.ts";
import { series } from "../../../bench/generate/random.ts";
import { message, searching, talk } from "../support.ts";
import { QUESTIONS, RELEVANCE_TALKS } from "./talks.ts";

/** The mean of 1 / rank, where a conversation that is not among the first twenty counts nothing. */
async function meanReciprocalRank(store: Searchable, mode: SearchMode): Promise<{ mrr: number; missed: string[] }> {
  let sum = 0;
  const missed: string[] = [];
  for (const [question, topic] of QUESTIONS) {
    const found = await store.search(question, { mode, groupBy: "conversation", limit: 20 });
    const rank = found.findIndex(({ conversationId }) => conversationId === topic) + 1;
    if (rank > 0) sum += 1 / rank;
    if (rank !== 1) missed.push(`${question} (${rank || "not found"})`);
  }
  return { mrr: sum / QUESTIONS.length, missed };
}

Deno.test("the conversation that a short question is about comes first, by hashed words and by both", () =>
  searching([...RELEVANCE_TALKS], async (store) => {
    for (const [mode, least] of [["semantic", 0.97], ["hybrid", 0.97]] as const) {
      const { mrr, missed } = await meanReciprocalRank(store, mode);
      assert.ok(mrr >= least, `${mode}: ${mrr.toFixed(3)}; not first: ${missed.join("; ")}`);
    }
    // A search by text means all of its words: of twenty questions two are made of words that one message has.
    const { mrr } = await meanReciprocalRank(store, "text");
    assert.equal(mrr.toFixed(2), "0.10");
    const sentences = await Promise.all(QUESTIONS.map(async ([question, topic]) => {
      const [first] = await store.search(question, { mode: "text", sentence: true, limit: 1 });
      return first?.conversationId === topic;
    }));
    assert.ok(sentences.filter(Boolean).length >= 14, `as sentences: ${sentences.filter(Boolean).length}`);
  }));

Deno.test("two thousand messages of common words do not come before what a question is about", () =>
  searching([...RELEVANCE_TALKS, ...noise(100)], async (store) => {
    for (const [mode, least] of [["semantic", 0.9], ["hybrid", 0.9]] as const) {
      const { mrr, missed } = await meanReciprocalRank(store, mode);
      assert.ok(mrr >= least, `${mode}: ${mrr.toFixed(3)}; not first: ${missed.join("; ")}`);
    }
  }));

/** Conversations of the short words of all others, between words of nobody. */
function noise(count: number) {
  const said = RELEVANCE_TALKS.flatMap(({ messages }) => messages.flatMap(({ parts }) => JSON.stringify(parts)));
  const short = said.join(" ").match(/\b[a-z]{1,4}\b/g) ?? [];
  return Array.from({ length: count }, (_, i) => {
    const random = series(i);
    const word = () => random.below(2) ? random.pick(short) : `${random.pick(["bo", "ru", "ti"])}${random.below(900)}`;
    const text = () => Array.from({ length: 5 + random.below(60) }, word).join(" ");
    return talk(`noise-${i}`, Array.from({ length: 20 }, (_, n) => message(`${i}-${n}`, text())));
  });
}
