/**
 * Any model's tokenizer, by its `tokenizer.json`.
 *
 * @module
 */
import { asArray, isObject } from "../../../core/raw.ts";
import type { Tokenizer as Contract } from "../../../core/tokenizer.ts";

/** Files of a model, as text. */
export interface ModelFiles {
  tokenizer: string;
  config?: string;
}

/**
 * A tokenizer by a model's files. Text is text: special tokens that are written in a chat are not taken for such.
 * With `special`, every count has what the model puts around a text (a token that begins it).
 *
 * @throws {SyntaxError} when the files are not what a tokenizer is made of
 */
export async function huggingFaceTokenizer(name: string, files: ModelFiles, special = false): Promise<Contract> {
  const { Tokenizer } = await import("../../../deps/huggingface_tokenizers.ts");
  const make = (keep: (token: unknown) => boolean) => {
    try {
      const tokenizer: unknown = JSON.parse(files.tokenizer);
      const config: unknown = files.config === undefined ? {} : JSON.parse(files.config);
      if (!isObject(tokenizer) || !isObject(config)) throw new SyntaxError("it is no JSON object");
      tokenizer.added_tokens = asArray(tokenizer.added_tokens).filter(keep);
      return new Tokenizer(tokenizer, config);
    } catch (cause) {
      throw new SyntaxError(`Cannot read tokenizer "${name}": expected a tokenizer.json`, { cause });
    }
  };
  const around = special ? make(() => true).encode("").ids.length : 0;
  const plain = make((token) => !(isObject(token) && token.special === true));
  const encode = (text: string): number[] => plain.encode(text, { add_special_tokens: false }).ids;
  return { name, encode, count: (text) => (text === "" ? 0 : encode(text).length) + around };
}
