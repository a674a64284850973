/**
 * @huggingface/tokenizers: encodes by any model's `tokenizer.json`, in plain JavaScript.
 *
 * @module
 */
export { Tokenizer } from "npm:@huggingface/tokenizers@0.2.0";
