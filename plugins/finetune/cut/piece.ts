/**
 * What blocks are cut from.
 *
 * @module
 */

/** A message, or a part of one that was too long. */
export interface Piece {
  id: string;
  role: "user" | "assistant";
  content: string;
  timestamp?: string;
  /** The moment, epoch ms. */
  at?: number;
  /** The local time, read as if it were UTC, epoch ms. */
  local?: number;
}

/** Pieces that become a block, and what they were counted as. */
export interface Stretch {
  pieces: Piece[];
  tokens: number;
  /** From the first message to the last, milliseconds. */
  durationMs: number;
}

/** Limits of blocks. */
export interface Limits {
  gapMs: number;
  minTokens: number;
  maxTokens: number;
}

/** Says what is left out. */
export type LeaveOut = (what: "message" | "block", reason: string, n?: number) => void;

/** Milliseconds between two messages: of their moments, else of their local times; undefined where neither is known of both. */
export function between(a: Piece, b: Piece): number | undefined {
  if (a.at !== undefined && b.at !== undefined) return b.at - a.at;
  return a.local === undefined || b.local === undefined ? undefined : b.local - a.local;
}
