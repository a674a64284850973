/**
 * tiktoken: OpenAI's own encoder in WebAssembly. What tests compare with; nothing that is shipped loads it.
 *
 * @module
 */
export { get_encoding, type Tiktoken } from "npm:tiktoken@1.0.22";
