/**
 * What is left out, by reason: counted among a run's metrics, so that nothing goes without a trace.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Report } from "../../core/report.ts";

const PREFIX = "left out, ";

/** What is counted. */
export type Dropped = "chat" | "message" | "block";

/** Counts something left out: `message: no text`. */
export function countDrop(context: Pick<Context, "count">, what: Dropped, reason: string, n = 1): void {
  if (n > 0) context.count(`${PREFIX}${what}: ${reason}`, n);
}

/**
 * All that a run left out, by reason: chats and whatever else the engine counts as drops, messages (`message: no text`)
 * and blocks (`block: short`).
 */
export function dropsOf({ drops, metrics }: Pick<Report, "drops" | "metrics">): { [reason: string]: number } {
  const all: { [reason: string]: number } = { ...drops };
  for (const [name, count] of Object.entries(metrics)) {
    if (name.startsWith(PREFIX)) all[name.slice(PREFIX.length)] = (all[name.slice(PREFIX.length)] ?? 0) + count;
  }
  return all;
}
