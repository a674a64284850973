/**
 * Options of `categorize`.
 *
 * @module
 */
import { z } from "../../../deps/zod.ts";
import { address } from "../service/address.ts";
import { DEFAULT_TAXONOMY, type Label, type Taxonomy } from "./taxonomy.ts";
import type { Engine } from "./value.ts";

/** Options of `categorize`. */
export interface CategorizeOptions {
  /**
   * How: by words, by a model behind an OpenAI-compatible address, or by a model in a folder.
   * @default "rules"
   */
  engine?: Engine;
  /**
   * Topics and intents to choose from, each `{ name, description, words? }`.
   * @default those of support desks and assistants
   */
  taxonomy?: Taxonomy;
  /**
   * llm: address of the service, up to the version.
   * @default "https://api.openai.com/v1"
   */
  baseUrl?: string;
  /**
   * llm: the service's key; none for servers that want none.
   * @default none
   */
  apiKey?: string;
  /**
   * llm: the model's name. local: the model's folder, relative to the current one.
   * @default "gpt-4o-mini"
   */
  model?: string;
  /**
   * llm: how many earlier messages of the conversation go along, 10 at most.
   * @default 10
   */
  priorMessages?: number;
  /**
   * llm: requests in flight.
   * @default 4
   */
  ioConcurrency?: number;
  /**
   * llm: longest wait for one answer, in milliseconds.
   * @default 60000
   */
  timeoutMs?: number;
  /**
   * llm: sends requests by the batch interface: half the price, up to a day's wait.
   * @default false
   */
  batch?: boolean;
  /**
   * llm: how often a batch is asked for, in seconds.
   * @default 30
   */
  pollSeconds?: number;
  /**
   * local: where the model runs; without a graphics processor `gpu` says so and takes the processor.
   * @default "cpu"
   */
  device?: "cpu" | "gpu";
  /**
   * local: most threads that the model works with.
   * @default as many as there are processors
   */
  maxWorkers?: number;
  /**
   * Languages that are likely here, for messages that do not say theirs.
   * @default ["nl", "fr", "en", "de"]
   */
  expected?: string[];
}

/** Options with defaults filled in. */
export interface CategorizeSettings extends CategorizeOptions {
  engine: Engine;
  taxonomy: Taxonomy;
  baseUrl: string;
  model: string;
  priorMessages: number;
  ioConcurrency: number;
  timeoutMs: number;
  batch: boolean;
  pollSeconds: number;
  device: "cpu" | "gpu";
  expected: string[];
}

const label: z.ZodType<Label, Label> = z.strictObject({
  name: z.string().min(1).max(60).describe("What is stored."),
  description: z.string().max(500).describe("One sentence; a model is told it."),
  words: z.record(z.string(), z.array(z.string().min(1)).readonly()).readonly().optional().describe(
    "Words by language that the rules engine takes for it.",
  ),
});

const labels = z.array(label).min(1).max(100).readonly().refine(
  (all) => new Set(all.map(({ name }) => name)).size === all.length,
  { message: "a name stands more than once, expected each name once" },
);

/** What is checked. */
export const categorizeSchema: z.ZodType<CategorizeSettings, CategorizeOptions> = z.strictObject({
  engine: z.enum(["rules", "llm", "local"]).default("rules").describe(
    "How: by words, by a model behind an OpenAI-compatible address, or by a model in a folder.",
  ),
  taxonomy: z.strictObject({ topics: labels, intents: labels }).default(() => DEFAULT_TAXONOMY as never).describe(
    "Topics and intents to choose from, each with name and description.",
  ),
  baseUrl: address.default("https://api.openai.com/v1").describe(
    "llm: address of the service, up to the version.",
  ),
  apiKey: z.string().min(1).optional().describe("llm: the service's key; none for servers that want none."),
  model: z.string().min(1).default("gpt-4o-mini").describe("llm: the model's name. local: the model's folder."),
  priorMessages: z.int().min(0).max(10).default(10).describe("llm: how many earlier messages go along, 10 at most."),
  ioConcurrency: z.int().min(1).max(64).default(4).describe("llm: requests in flight."),
  timeoutMs: z.int().min(1).default(60_000).describe("llm: longest wait for one answer, in milliseconds."),
  batch: z.boolean().default(false).describe("llm: the batch interface: half the price, up to a day's wait."),
  pollSeconds: z.number().positive().default(30).describe("llm: how often a batch is asked for, in seconds."),
  device: z.enum(["cpu", "gpu"]).default("cpu").describe("local: where the model runs; falls back to cpu."),
  maxWorkers: z.int().min(1).max(1024).optional().describe("local: most threads that the model works with."),
  expected: z.array(z.string().regex(/^[a-z]{2,3}$/)).default(["nl", "fr", "en", "de"]).describe(
    "Languages that are likely here, for messages that do not say theirs.",
  ),
}).refine((options) => options.engine !== "local" || options.model !== "gpt-4o-mini", {
  path: ["model"],
  message: "expected the folder of a model for the engine local",
});
