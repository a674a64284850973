/**
 * Vectors of messages, for search by meaning: OpenAI and compatible servers, static and transformer models from a
 * folder, and hashed words that need nothing.
 *
 * @module
 */
export { embed } from "./embed.ts";
export type { EmbedDerivation } from "./derivation.ts";
export type { EmbedOptions, EmbedSettings } from "./options.ts";
export { type TextEmbedder, textEmbedder } from "./text_embedder.ts";
export type { Embeddable } from "./texts.ts";
