/**
 * What a store of messages must be able to do, to be searched.
 *
 * @module
 */
import type { MessageRef, ReadMessage, SearchMode } from "../core/search.ts";
import type { Query } from "../core/search/query.ts";
import type { QueryEmbedder } from "./query_vector.ts";

/** A message that was found. */
export interface Hit extends MessageRef {
  score: number;
  /** Cosine, where vectors were compared. */
  similarity?: number;
}

/** What was found, the best first. */
export interface Hits {
  hits: Hit[];
  /** True where looking deeper would find no more. */
  complete: boolean;
}

/** What made vectors, and their width. */
export interface VectorModel {
  model: string;
  dimensions: number;
}

/** Messages, and how they are found. */
export interface Backend {
  /** What stands for it in messages to people. */
  readonly place: string;
  /** The ways in which it can be searched. */
  readonly modes: readonly SearchMode[];
  /** What makes the vectors of queries. */
  readonly embed: QueryEmbedder | undefined;
  /** What to do where a mode is asked for that it does not have, after "expected". */
  readonly wanted: string;
  /** What made its vectors; undefined where it has none. */
  vectorModel(): VectorModel | undefined | Promise<VectorModel | undefined>;
  /** Messages with the words of a search that its filters let through, or the newest where there are no words. */
  byWords(query: Query, limit: number): Hit[] | Promise<Hit[]>;
  /** Messages that the filters of a search let through, the nearest to a vector first. */
  byVector(vector: Float32Array, query: Query, limit: number): Promise<Hits>;
  vectorOf(ref: MessageRef): Float32Array | undefined | Promise<Float32Array | undefined>;
  /** Messages by their ids, in the order asked. */
  read(refs: readonly MessageRef[]): (ReadMessage | undefined)[] | Promise<(ReadMessage | undefined)[]>;
  around(ref: MessageRef, before: number, after: number): ReadMessage[] | Promise<ReadMessage[]>;
  /** Some of the conversations that have a message of this id. */
  conversationsOf(messageId: string): string[] | Promise<string[]>;
  close(): void;
}
