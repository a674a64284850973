/**
 * Options of `translate`.
 *
 * @module
 */
import { z } from "../../../deps/zod.ts";
import { address } from "../service/address.ts";

/** Options of `translate`. */
export interface TranslateOptions {
  /** Languages to translate into, as `nl` or `pt-BR`. */
  to: string[];
  /**
   * How: by a language model behind an OpenAI-compatible address, or by a LibreTranslate-compatible server.
   * @default "llm"
   */
  engine?: "llm" | "libretranslate";
  /**
   * Address of the service; of an OpenAI-compatible one up to the version.
   * @default "https://api.openai.com/v1"
   */
  baseUrl?: string;
  /**
   * The service's key; none for servers that want none.
   * @default none
   */
  apiKey?: string;
  /**
   * llm: the model's name.
   * @default "gpt-4o-mini"
   */
  model?: string;
  /**
   * Whose messages are translated.
   * @default "all"
   */
  messages?: "user" | "all";
  /**
   * Requests in flight.
   * @default 4
   */
  ioConcurrency?: number;
  /**
   * Longest wait for one answer, in milliseconds.
   * @default 60000
   */
  timeoutMs?: number;
}

/** Options with defaults filled in. */
export interface TranslateSettings extends TranslateOptions {
  engine: "llm" | "libretranslate";
  baseUrl: string;
  model: string;
  messages: "user" | "all";
  ioConcurrency: number;
  timeoutMs: number;
}

/** What is checked. */
export const translateSchema: z.ZodType<TranslateSettings, TranslateOptions> = z.strictObject({
  to: z.array(z.string().regex(/^[a-z]{2,8}(?:-[A-Za-z0-9]{2,8})*$/, "expected a code, as nl or pt-BR")).min(1).refine(
    (codes) => new Set(codes).size === codes.length,
    "a language stands more than once, expected each once",
  ).describe("Languages to translate into, as `nl` or `pt-BR`."),
  engine: z.enum(["llm", "libretranslate"]).default("llm").describe(
    "How: by a model behind an OpenAI-compatible address, or by a LibreTranslate-compatible server.",
  ),
  baseUrl: address.default("https://api.openai.com/v1").describe("Address of the service."),
  apiKey: z.string().min(1).optional().describe("The service's key; none for servers that want none."),
  model: z.string().min(1).default("gpt-4o-mini").describe("llm: the model's name."),
  messages: z.enum(["user", "all"]).default("all").describe("Whose messages are translated."),
  ioConcurrency: z.int().min(1).max(64).default(4).describe("Requests in flight."),
  timeoutMs: z.int().min(1).default(60_000).describe("Longest wait for one answer, in milliseconds."),
}).refine((options) => options.engine !== "libretranslate" || options.baseUrl !== "https://api.openai.com/v1", {
  path: ["baseUrl"],
  message: "expected the address of a LibreTranslate-compatible server",
});
