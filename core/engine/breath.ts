/**
 * Letting the event loop in: files are at hand and embedded stores work in this thread, so a run may wait for nothing
 * else, and would not hear of a signal or a timeout before its end.
 *
 * @module
 */
import { LONGEST_MS } from "../breathe.ts";
import type { Clock } from "../host.ts";
import type { RunState } from "./state.ts";

/**
 * Pauses for the event loop when the last pause was a while ago. All batches in flight pause together: did each pause
 * for itself, another one would always have work, and the thread would never rest.
 */
export async function breathe(state: RunState): Promise<void> {
  if (state.breath) return await state.breath;
  const { clock } = state.settings.host;
  if (clock.now() - state.breathedAt < LONGEST_MS) return;
  state.breath = pause(clock).finally(() => {
    state.breath = undefined;
    state.breathedAt = clock.now();
  });
  await state.breath;
}

/**
 * The first wait is over when the other batches have come to rest, and is then long due: only in a second one the
 * thread sleeps, and signals are heard only by a thread that sleeps.
 */
async function pause(clock: Clock): Promise<void> {
  await clock.sleep(0);
  await clock.sleep(0);
}
