/**
 * Letting the event loop in while files are read: they are at hand, so a reading waits for nothing, and nobody would hear
 * of a signal or a timeout before its end.
 *
 * @module
 */
import type { Clock } from "./host.ts";

/** Longest time, in milliseconds, that work keeps the event loop to itself. */
export const LONGEST_MS = 100;

/** Pauses when the last pause, at `last`, was a while ago; resolves with the time of what is then the last one. */
export async function breathe({ clock }: { clock: Clock }, last: number): Promise<number> {
  if (clock.now() - last < LONGEST_MS) return last;
  await clock.sleep(0);
  return clock.now();
}
