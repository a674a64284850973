/**
 * The encodings of OpenAI's models.
 *
 * @module
 */
import { bytePairTokenizer } from "../../../core/bpe/encoding.ts";
import { readRanks } from "../../../core/bpe/ranks.ts";
import type { Tokenizer } from "../../../core/tokenizer.ts";
import { loadTiktoken, RANKS } from "../../../deps/js_tiktoken.ts";

/** Names of the encodings. */
export const ENCODINGS: readonly string[] = Object.keys(RANKS);

/** An encoding by its name, which must be one of `ENCODINGS`. Reading its ranks takes a quarter of a second. */
export async function openaiTokenizer(name: string): Promise<Tokenizer> {
  const { pat_str: pattern, bpe_ranks } = (await RANKS[name]()).default;
  return bytePairTokenizer({ name, pattern, ranks: readRanks(bpe_ranks) });
}

/** The same by js-tiktoken's own encoder, which takes minutes for long words: to compare with. */
export async function jsTiktoken(name: string): Promise<Tokenizer> {
  const [Tiktoken, ranks] = await Promise.all([loadTiktoken(), RANKS[name]()]);
  const tiktoken = new Tiktoken(ranks.default);
  const encode = (text: string): number[] => tiktoken.encode(text, [], []);
  return { name: `js-tiktoken:${name}`, linewise: true, encode, count: (text) => encode(text).length };
}
