/**
 * The options of `splitIntoBlocks`.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";

/** Options of `splitIntoBlocks`. */
export interface SplitIntoBlocksOptions {
  /**
   * Longest time between two messages of a block, seconds; a message exactly so much later still belongs to it.
   * @default 3600
   */
  gapSeconds?: number;
  /**
   * Fewest tokens of a block; shorter ones are left out and counted.
   * @default 300
   */
  minTokens?: number;
  /**
   * Most tokens of a block.
   * @default 800
   */
  maxTokens?: number;
  /**
   * What becomes of a message that alone is over the budget: it is split behind a sentence or word, or left out.
   * @default "split"
   */
  overflow?: "split" | "drop";
  /**
   * Counts tokens: `o200k_base`, `cl100k_base`, a path of a `tokenizer.json`, a model's id on the Hugging Face hub.
   * @default "o200k_base"
   */
  tokenizer?: string;
  /**
   * An encoding taken when that tokenizer cannot be had; the run then says so.
   * @default none: the run fails
   */
  fallback?: string;
  /**
   * What `mergeTurns` puts before each message: it is counted.
   * @default ">>>"
   */
  delimiter?: string;
  /**
   * The system prompt that `mergeTurns` puts first: it is counted.
   * @default ""
   */
  systemPrompt?: string;
  /**
   * The chat template whose tokens are counted besides: `openai`, `chatml`, `llama-3`.
   * @default "none"
   */
  template?: "none" | "openai" | "chatml" | "llama-3";
  /**
   * What becomes of line ends inside a message.
   * @default "keep"
   */
  newlines?: "keep" | "space";
  /**
   * Where the names of those who speak to the assistant stand before their words.
   * @default "groups"
   */
  speakers?: "groups" | "never" | "always";
  /**
   * The rules of the reference, exactly: contents alone are counted, each by itself, gaps are of local times, messages
   * over the budget are left out.
   * @default false
   */
  compat?: boolean;
}

/** Options with defaults filled in. */
export interface SplitIntoBlocksSettings extends SplitIntoBlocksOptions {
  gapSeconds: number;
  minTokens: number;
  maxTokens: number;
  overflow: "split" | "drop";
  tokenizer: string;
  delimiter: string;
  systemPrompt: string;
  template: "none" | "openai" | "chatml" | "llama-3";
  newlines: "keep" | "space";
  speakers: "groups" | "never" | "always";
  compat: boolean;
}

/** Their schema. */
export const schema: z.ZodType<SplitIntoBlocksSettings, SplitIntoBlocksOptions> = z.strictObject({
  gapSeconds: z.number().min(0).default(3600).describe("Longest time between two messages of a block, seconds."),
  minTokens: z.int().min(0).default(300).describe("Fewest tokens of a block."),
  maxTokens: z.int().min(1).default(800).describe("Most tokens of a block."),
  overflow: z.enum(["split", "drop"]).default("split").describe("What becomes of a message over the budget."),
  tokenizer: z.string().min(1).default("o200k_base").describe(
    "Counts tokens: an encoding, a path of a tokenizer.json, a model's id.",
  ),
  fallback: z.string().min(1).optional().describe("An encoding taken when that tokenizer cannot be had."),
  delimiter: z.string().default(">>>").describe("What stands before each message: it is counted."),
  systemPrompt: z.string().default("").describe("What stands first: it is counted."),
  template: z.enum(["none", "openai", "chatml", "llama-3"]).default("none").describe(
    "The chat template whose tokens are counted besides.",
  ),
  newlines: z.enum(["keep", "space"]).default("keep").describe("What becomes of line ends inside a message."),
  speakers: z.enum(["groups", "never", "always"]).default("groups").describe(
    "Where names stand before the words of those who speak to the assistant.",
  ),
  compat: z.boolean().default(false).describe("The rules of the reference, exactly."),
}).refine(({ minTokens, maxTokens, compat }) => compat || minTokens <= maxTokens, {
  error: "it is over maxTokens (by default 300 and 800), expected at most that",
  path: ["minTokens"],
});
