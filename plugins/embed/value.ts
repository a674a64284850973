/**
 * What is stored of a text: one vector, however many chunks it was cut into.
 *
 * @module
 */
import type { Embedding } from "../../core/conversation.ts";
import { pooled } from "../../core/embedding/chunks.ts";
import type { Embedded } from "./run.ts";

/** One vector for the text; undefined where no chunk has one. */
export function valueOf({ chunks, vectors }: Embedded, model: string, keep: "pool" | "keep"): Embedding | undefined {
  const made: Float32Array[] = [];
  const weights: number[] = [];
  for (const [i, vector] of vectors.entries()) {
    if (vector === undefined) continue;
    made.push(vector);
    weights.push(chunks[i].tokens);
  }
  if (made.length <= 1) return made.length === 0 ? undefined : { vector: made[0], model };
  return { vector: pooled(made, weights), model, ...(keep === "keep" ? { chunks: made } : {}) };
}
