/**
 * What blocks come to: how many, how long, of whom.
 *
 * @module
 */
import type { Block } from "./block.ts";
import { WrittenBlock } from "./written/written_block.ts";

/** One bar of a histogram: values from `from` up to, not including, `to` (null: no end). */
export interface Bar {
  from: number;
  to: number | null;
  count: number;
}

/** A chat with many blocks. */
export interface TopChat {
  id: string;
  name: string | null;
  blocks: number;
  tokens: number;
}

/** Statistics of blocks. Without a block all numbers of one are null. */
export interface Statistics {
  num_chats: number;
  num_blocks: number;
  /** Blocks by chat: by its id, or by the contact's name under the rules of the reference. */
  block_breakdown: { [chat: string]: number };
  min_tokens_per_block: number | null;
  max_tokens_per_block: number | null;
  avg_tokens_per_block: number | null;
  min_duration_minutes_per_block: number | null;
  max_duration_minutes_per_block: number | null;
  avg_duration_minutes_per_block: number | null;
  total_tokens: number;
  /** Messages by role, merged ones counted once. */
  messages: { system: number; user: number; assistant: number };
  /** Blocks in which the assistant says nothing. */
  blocks_without_assistant: number;
  /** At most 20, those with the most blocks first. */
  top_chats: TopChat[];
  histograms: { tokens: Bar[]; duration_minutes: Bar[] };
}

const TOP = 20;
/** Bars of the histogram of tokens. */
const BARS = 20;
/** Where the bars of durations begin, minutes. */
const MINUTES = [0, 1, 5, 15, 60, 180, 720, 1440];

/** Gathers statistics block by block. */
export class Gatherer {
  readonly #byName: boolean;
  readonly #chats = new Map<string, TopChat>();
  readonly #tokens = new Map<number, number>();
  readonly #minutes = new Array<number>(MINUTES.length).fill(0);
  readonly #messages = { system: 0, user: 0, assistant: 0 };
  readonly #lengths = new Range();
  readonly #durations = new Range();
  #silent = 0;

  /** `byName`: chats count as one when their contacts have one name. */
  constructor(byName: boolean) {
    this.#byName = byName;
  }

  add(block: Block): void {
    const { conversationId: id, title, tokens, durationMs } = block;
    let chat = this.#chats.get(id);
    if (!chat) this.#chats.set(id, chat = { id, name: title ?? null, blocks: 0, tokens: 0 });
    chat.blocks++;
    chat.tokens += tokens;
    this.#lengths.add(tokens);
    this.#tokens.set(tokens, (this.#tokens.get(tokens) ?? 0) + 1);
    const minutes = durationMs / 60_000;
    this.#durations.add(minutes);
    this.#minutes[MINUTES.findLastIndex((from) => from <= minutes)]++;
    const { system, user, assistant } = block instanceof WrittenBlock ? block.facts.turns : turnsOf(block);
    this.#messages.system += system;
    this.#messages.user += user;
    this.#messages.assistant += assistant;
    if (assistant === 0) this.#silent++;
  }

  end(): Statistics {
    const chats = [...this.#chats.values()];
    const breakdown = new Map<string, number>();
    for (const { id, name, blocks } of chats) {
      const key = this.#byName ? name ?? id : id;
      breakdown.set(key, (breakdown.get(key) ?? 0) + blocks);
    }
    const { count, least, most, sum } = this.#lengths;
    return {
      num_chats: chats.length,
      num_blocks: count,
      block_breakdown: Object.fromEntries(breakdown),
      min_tokens_per_block: least,
      max_tokens_per_block: most,
      avg_tokens_per_block: this.#lengths.average,
      min_duration_minutes_per_block: this.#durations.least,
      max_duration_minutes_per_block: this.#durations.most,
      avg_duration_minutes_per_block: this.#durations.average,
      total_tokens: sum,
      messages: { ...this.#messages },
      blocks_without_assistant: this.#silent,
      top_chats: chats.sort((a, b) => b.blocks - a.blocks || b.tokens - a.tokens || (a.id < b.id ? -1 : 1)).slice(
        0,
        TOP,
      ),
      histograms: {
        tokens: tokenBars(this.#tokens, least ?? 0, most ?? 0),
        duration_minutes: MINUTES.map((from, i) => ({ from, to: MINUTES[i + 1] ?? null, count: this.#minutes[i] })),
      },
    };
  }
}

/** How many messages of a block are of each role. */
export function turnsOf({ messages }: Block): Statistics["messages"] {
  const turns = { system: 0, user: 0, assistant: 0 };
  for (const { role } of messages) turns[role]++;
  return turns;
}

function tokenBars(tokens: ReadonlyMap<number, number>, least: number, most: number): Bar[] {
  if (tokens.size === 0) return [];
  const width = Math.max(1, Math.ceil((most - least + 1) / BARS));
  const bars = Array.from({ length: Math.floor((most - least) / width) + 1 }, (_, i): Bar => {
    return { from: least + i * width, to: least + (i + 1) * width, count: 0 };
  });
  for (const [length, count] of tokens) bars[Math.floor((length - least) / width)].count += count;
  return bars;
}

class Range {
  count = 0;
  sum = 0;
  least: number | null = null;
  most: number | null = null;

  add(value: number): void {
    this.count++;
    this.sum += value;
    this.least = Math.min(this.least ?? value, value);
    this.most = Math.max(this.most ?? value, value);
  }

  get average(): number | null {
    return this.count === 0 ? null : this.sum / this.count;
  }
}
