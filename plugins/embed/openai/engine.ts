/**
 * Vectors by OpenAI, and by every server that speaks its protocol.
 *
 * @module
 */
import { bytePairTokenizer } from "../../../core/bpe/encoding.ts";
import { readRanks } from "../../../core/bpe/ranks.ts";
import { chunksOf } from "../../../core/embedding/chunks.ts";
import type { Tokenizer } from "../../../core/tokenizer.ts";
import { RANKS } from "../../../deps/js_tiktoken.ts";
import type { Engine } from "../engine.ts";
import { labelOf } from "../label.ts";
import { DEFAULT_MODEL, DEFAULT_URL, type EmbedSettings } from "../options.ts";
import { isOpenai } from "./address.ts";
import { ServerEmbedder } from "./embedder.ts";
import { pack } from "./pack.ts";
import { dollarsFor, widthOf } from "./prices.ts";
import { Requests } from "./request.ts";

/** The usable context of OpenAI's models: 8,192 tokens, of which one is the server's. */
const MAX_INPUT = 8191;
const OVERLAP = 100;

/** The engine; nothing is loaded or asked before it starts. */
export function openaiEngine(settings: EmbedSettings): Engine {
  const { model = DEFAULT_MODEL, baseUrl = DEFAULT_URL, apiKey, dimensions, timeoutMs } = settings;
  const { maxInputTokens = MAX_INPUT, overlapTokens = Math.min(OVERLAP, maxInputTokens >> 2) } = settings;
  if (apiKey === undefined && isOpenai(baseUrl)) {
    throw new TypeError(
      `Cannot create embed: apiKey: needed for ${
        new URL(baseUrl).origin
      }; give one, or the baseUrl of a server of your own, ` +
        'or engine: "hashed", which needs nothing',
    );
  }
  const batches = { maxTokens: settings.maxBatchTokens, maxCount: settings.maxBatchSize };
  const chunking = { maxTokens: Math.min(maxInputTokens, batches.maxTokens), overlapTokens };
  let tokenizer: Promise<Tokenizer> | undefined;
  const load = () => tokenizer ??= cl100k();
  return {
    label: labelOf(model, dimensions),
    identity: ["openai", model, dimensions ?? null],
    worthKeeping: true,
    // A token is a byte at least.
    wholeBytes: chunking.maxTokens,
    async estimate(texts) {
      if (texts.length === 0) return { calls: 0, tokens: 0 };
      const cutter = await load();
      const chunks = texts.flatMap((text) => chunksOf(text, cutter, chunking));
      const tokens = chunks.reduce((sum, chunk) => sum + chunk.tokens, 0);
      const dollars = dollarsFor(model, tokens);
      return { calls: pack(chunks, batches).length, tokens, ...(dollars === undefined ? {} : { dollars }) };
    },
    async chunks(texts) {
      const cutter = await load();
      return texts.map((text) => chunksOf(text, cutter, chunking).map((chunk) => chunk.text));
    },
    async start(context) {
      const cutter = await load();
      const { name, concurrency, attempts } = settings;
      const requests = new Requests({ baseUrl, apiKey, model, dimensions, timeoutMs });
      const width = dimensions ?? widthOf(model);
      const server = new ServerEmbedder(requests, { ...batches, name, model, concurrency, attempts, width }, context);
      return { cut: (text) => chunksOf(text, cutter, chunking), embed: (chunks) => server.embed(chunks) };
    },
  };
}

/** The encoding of all of OpenAI's embedding models. For others it is about right, and on the safe side by their limits. */
async function cl100k(): Promise<Tokenizer> {
  const { pat_str: pattern, bpe_ranks } = (await RANKS.cl100k_base()).default;
  return bytePairTokenizer({ name: "cl100k_base", pattern, ranks: readRanks(bpe_ranks) });
}
