/**
 * Hashed words: no model, no file, no network. Lexical: texts are near when they share words or parts of words.
 *
 * @module
 */
import { HASHED_DIMENSIONS, HASHED_MODEL, hashedEmbedding } from "../../../core/embedding/hashed.ts";
import type { Engine } from "../engine.ts";
import { labelOf } from "../label.ts";
import type { EmbedSettings } from "../options.ts";

/** The engine. */
export function hashedEngine({ dimensions }: EmbedSettings): Engine {
  const width = dimensions ?? HASHED_DIMENSIONS;
  return {
    label: labelOf(HASHED_MODEL, dimensions),
    identity: [HASHED_MODEL, width],
    worthKeeping: false,
    wholeBytes: Infinity,
    estimate: () => Promise.resolve({}),
    start: () =>
      Promise.resolve({
        cut: (text) => [{ text, tokens: 1, at: 0 }],
        embed: (chunks) => chunks.map(({ text }) => Promise.resolve(hashedEmbedding(text, width))),
      }),
  };
}
