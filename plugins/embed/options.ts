/**
 * The options of `embed`.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import { addressMistake } from "./openai/address.ts";

/** Options of `embed`. */
export interface EmbedOptions {
  /**
   * What makes the vectors: a server that speaks OpenAI's protocol; static vectors of tokens (model2vec) or a transformer
   * (ONNX) from a folder; hashed words, which needs nothing and is lexical.
   * @default "openai"
   */
  engine?: "openai" | "static" | "transformers" | "hashed";
  /**
   * The model: its name at the server; for local engines its folder, for `static` also its id on the Hugging Face hub.
   * @default "text-embedding-3-small" for `openai`, none for the others
   */
  model?: string;
  /**
   * Width of the vectors; sent to the server only where it is given. For `hashed` any, by default 384.
   * @default what the model gives
   */
  dimensions?: number;
  /**
   * Address of the server, up to what stands before `/embeddings`.
   * @default "https://api.openai.com/v1"
   */
  baseUrl?: string;
  /** The server's key; in a config `{ env: "OPENAI_API_KEY" }`. Servers of one's own may need none. */
  apiKey?: string;
  /**
   * Whether hidden messages are embedded, too.
   * @default false
   */
  hidden?: boolean;
  /**
   * What becomes of a message that is too long for the model: one vector, pooled of those of its chunks, or these beside it.
   * @default "pool"
   */
  chunks?: "pool" | "keep";
  /**
   * Most tokens of one text; longer ones are cut into chunks.
   * @default 8191 for `openai`, 256 for `transformers`
   */
  maxInputTokens?: number;
  /**
   * Tokens that two neighbouring chunks share.
   * @default 100, at most a quarter of `maxInputTokens`
   */
  overlapTokens?: number;
  /**
   * Most tokens of one request, all texts together.
   * @default 250000
   */
  maxBatchTokens?: number;
  /**
   * Most texts of one request.
   * @default 2048
   */
  maxBatchSize?: number;
  /**
   * Requests at once.
   * @default 4
   */
  concurrency?: number;
  /**
   * How often a request is sent before it is given up.
   * @default 8
   */
  attempts?: number;
  /**
   * How long an answer is waited for, milliseconds.
   * @default 60000
   */
  timeoutMs?: number;
  /**
   * The file that keeps vectors by their texts, which pipelines may share; false: none.
   * @default embeddings.db in the pipeline's state folder
   */
  cache?: string | false;
  /**
   * Where `transformers` computes; without a graphics card it is done by the processor.
   * @default "cpu"
   */
  device?: "cpu" | "gpu";
  /**
   * Name of the derived value, and in reports.
   * @default "embedding"
   */
  name?: string;
}

/** Options with defaults filled in. */
export interface EmbedSettings extends EmbedOptions {
  engine: "openai" | "static" | "transformers" | "hashed";
  hidden: boolean;
  chunks: "pool" | "keep";
  maxBatchTokens: number;
  maxBatchSize: number;
  concurrency: number;
  attempts: number;
  timeoutMs: number;
  device: "cpu" | "gpu";
  name: string;
}

const count = (most: number): z.ZodNumber => z.number().int().min(1).max(most);

/** What stands for the model where none is named. */
export const DEFAULT_MODEL = "text-embedding-3-small";
/** Where the server is where no address is given. */
export const DEFAULT_URL = "https://api.openai.com/v1";

/** Checks options and fills defaults in. */
export const schema: z.ZodType<EmbedSettings, EmbedOptions> = z.strictObject({
  engine: z.enum(["openai", "static", "transformers", "hashed"]).default("openai").describe("What makes the vectors."),
  model: z.string().min(1).optional().describe(
    `The model: its name at the server (by default ${DEFAULT_MODEL}), or its folder; for static also its id on a hub.`,
  ),
  dimensions: count(65_536).optional().describe("Width of the vectors; by default what the model gives."),
  baseUrl: z.string().optional().describe(`Address of the server, up to /embeddings; by default ${DEFAULT_URL}.`),
  apiKey: z.string().regex(/^[\x21-\x7e]+$/, "expected a key without spaces").optional().describe("The server's key."),
  hidden: z.boolean().default(false).describe("Whether hidden messages are embedded, too."),
  chunks: z.enum(["pool", "keep"]).default("pool").describe(
    "What becomes of a message too long for the model: one pooled vector, or those of its chunks beside it.",
  ),
  maxInputTokens: count(1_000_000).min(8).optional().describe(
    "Most tokens of one text; longer ones are cut into chunks. By default 8191, for transformers 256.",
  ),
  overlapTokens: z.number().int().min(0).optional().describe(
    "Tokens that two neighbouring chunks share; by default 100, at most a quarter of maxInputTokens.",
  ),
  maxBatchTokens: count(10_000_000).default(250_000).describe("Most tokens of one request, all texts together."),
  maxBatchSize: count(100_000).default(2048).describe("Most texts of one request."),
  concurrency: count(64).default(4).describe("Requests at once."),
  attempts: count(100).default(8).describe("How often a request is sent before it is given up."),
  timeoutMs: count(3_600_000).default(60_000).describe("How long an answer is waited for, milliseconds."),
  cache: z.union([z.string().min(1), z.literal(false)]).optional().describe(
    "The file that keeps vectors by their texts; by default embeddings.db in the state folder; false: none.",
  ),
  device: z.enum(["cpu", "gpu"]).default("cpu").describe("Where transformers computes."),
  name: z.string().regex(/^[A-Za-z][\w-]*$/, "expected letters, digits, _ and -, a letter first").default("embedding")
    .describe("Name of the derived value, and in reports."),
}).superRefine((options, { addIssue }) => {
  for (const [path, message] of mistakesIn(options)) addIssue({ code: "custom", path: [path], message });
});

/** What no option says alone. */
function* mistakesIn(options: EmbedOptions): Generator<[path: string, message: string]> {
  const { engine, model, apiKey, baseUrl, dimensions, maxInputTokens, overlapTokens } = options;
  if (engine === "openai") {
    const mistake = baseUrl === undefined ? undefined : addressMistake(baseUrl);
    if (mistake !== undefined) yield ["baseUrl", mistake];
  } else {
    if (apiKey !== undefined) yield ["apiKey", `the ${engine} engine asks no server`];
    if (baseUrl !== undefined) yield ["baseUrl", `the ${engine} engine asks no server`];
    if (engine !== "hashed" && model === undefined) yield ["model", `the ${engine} engine needs the model's folder`];
    if (engine === "hashed" && model !== undefined) yield ["model", "the hashed engine has no model"];
    if (engine !== "hashed" && dimensions !== undefined) {
      yield ["dimensions", `the ${engine} engine gives the width of its model`];
    }
  }
  if (overlapTokens !== undefined && maxInputTokens !== undefined && overlapTokens * 2 > maxInputTokens) {
    yield ["overlapTokens", "expected at most half of maxInputTokens"];
  }
}
