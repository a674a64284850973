/**
 * Letting the event loop in: files are at hand and embedded stores work in this thread, so a run may wait for nothing
 * else, and would not hear of a signal or a timeout before its end.
 *
 * @module
 */
import type { RunState } from "./state.ts";

/** Longest time, in milliseconds, a run keeps the event loop to itself. */
const LONGEST_MS = 50;

/** Pauses for the event loop when the last pause was a while ago. */
export async function breathe(state: RunState): Promise<void> {
  const { clock } = state.settings.host;
  const now = clock.now();
  if (now - state.breathedAt < LONGEST_MS) return;
  state.breathedAt = now;
  await clock.sleep(0);
}
