/**
 * Stopping a server.
 *
 * @module
 */
import { kill } from "node:process";
import { alone, placeOf, removeAll } from "./place.ts";
import { processMark } from "./process_mark.ts";
import { type Running, runningServer } from "./running.ts";

/** How long a server may take to end by itself, milliseconds. */
const PATIENCE_MS = 20_000;
const POLL_MS = 25;

/** Stops the server of this name and waits until it has ended; false when it did not run. */
export async function stop(name: string): Promise<boolean> {
  const place = placeOf(name);
  return await alone(place, async () => {
    const running = runningServer(name);
    if (running) await endProcess(running);
    await removeAll(place.running);
    return running !== undefined;
  });
}

/** Ends a process, and resolves when it is gone. Another one that has its number by now is left alone. */
export async function endProcess({ pid, mark }: Pick<Running, "pid" | "mark">): Promise<void> {
  const forcedAt = performance.now() + PATIENCE_MS;
  let forced = false;
  if (processMark(pid) === mark) kill(pid, "SIGTERM");
  while (processMark(pid) === mark) {
    if (!forced && performance.now() > forcedAt) {
      kill(pid, "SIGKILL");
      forced = true;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
