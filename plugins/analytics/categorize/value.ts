/**
 * What `categorize` says of a message and of a conversation.
 *
 * @module
 */

/** How something was categorised. */
export type Engine = "rules" | "llm" | "local";

/** Categories of one message: the value of `derived.categories`. */
export interface Categories {
  /** A topic of the taxonomy; null where nothing could be told (the rules have no words of the language). */
  topic: string | null;
  /** An intent of the taxonomy, or null. */
  intent: string | null;
  /** -1 (bad) to 1 (good); null where nothing could be told. */
  sentiment: number | null;
  /** How sure the engine is of the topic, 0 to 1. */
  confidence: number;
  /** A topic that the taxonomy lacks, as a model would call it. Only beside `other`. */
  proposedLabel: string | null;
  engine: Engine;
  /** The model, or the version of the rules. */
  model: string;
  /** Version of the taxonomy. */
  taxonomy: string;
}

/** Categories of a conversation: made of those of its messages. */
export interface ConversationCategories extends Categories {
  /** Messages of users that were categorised. */
  messages: number;
}

/** Sentiments from here on are good, and below its negative bad. */
const CLEAR = 0.15;

/** The sentiment in a word; null stays null. */
export function sentimentLabel(sentiment: number | null): "positive" | "neutral" | "negative" | null {
  if (sentiment === null) return null;
  return sentiment > CLEAR ? "positive" : sentiment < -CLEAR ? "negative" : "neutral";
}

/**
 * A conversation's categories: the topic and the intent that most of its messages have, weighed by how sure they are
 * (the first said wins between equals); the mean sentiment, in which each message counts more than the one before.
 */
export function summarize(values: readonly Categories[]): ConversationCategories | undefined {
  if (values.length === 0) return undefined;
  const { engine, model, taxonomy } = values[0];
  const topic = heaviest(values, "topic");
  const felt = values.flatMap(({ sentiment }) => sentiment === null ? [] : [sentiment]);
  const weight = felt.length * (felt.length + 1) / 2;
  const sum = felt.reduce((total, one, i) => total + one * (i + 1), 0);
  const chosen = values.filter((one) => one.topic === topic);
  return {
    topic,
    intent: heaviest(values, "intent"),
    sentiment: felt.length === 0 ? null : round(sum / weight),
    confidence: round(chosen.reduce((total, { confidence }) => total + confidence, 0) / values.length),
    proposedLabel: chosen.find(({ proposedLabel }) => proposedLabel !== null)?.proposedLabel ?? null,
    engine,
    model,
    taxonomy,
    messages: values.length,
  };
}

/** What is not `other` or unclear wins as soon as any message says it. */
function heaviest(values: readonly Categories[], field: "topic" | "intent"): string | null {
  const weights = new Map<string, number>();
  for (const value of values) {
    const name = value[field];
    if (name === null) continue;
    const vague = name === "other" || name === "unclear";
    weights.set(name, (weights.get(name) ?? 0) + (vague ? 0.001 : 0.1 + value.confidence));
  }
  let best: string | null = null;
  for (const [name, weight] of weights) if (best === null || weight > weights.get(best)!) best = name;
  return best;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000 || 0;
}
