/**
 * What makes vectors of texts: the contract between `embed` and its engines.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Chunk } from "../../core/embedding/chunks.ts";
import type { Estimate } from "../../core/transform.ts";

/** One way to make vectors. */
export interface Engine {
  /** What vectors are stored under: the model, with its dimensions where they were asked for. */
  readonly label: string;
  /** Of what the vectors depend besides the text: JSON. */
  readonly identity: readonly unknown[];
  /** True where a vector costs more than looking it up in a file. */
  readonly worthKeeping: boolean;
  /** A text of at most so many UTF-8 bytes is surely no more than one chunk. */
  readonly wholeBytes: number;
  /** What embedding these would cost. */
  estimate(texts: readonly string[]): Promise<Estimate>;
  /** The chunks of texts, where that is free to say; absent where it is not. */
  chunks?(texts: readonly string[]): Promise<string[][]>;
  /** Called once per run, when the first text is to be embedded. */
  start(context: Context): Promise<Embedder>;
}

/** An engine at work. */
export interface Embedder {
  /** What of a text is embedded as a whole; none where nothing is. */
  cut(text: string): Chunk[];
  /**
   * A promise for each, which settle on their own: undefined where a chunk has no vector (no token of it is known). What was
   * refused for good rejects, and need not be asked again in this run.
   */
  embed(chunks: readonly Chunk[]): Promise<Float32Array | undefined>[];
}
