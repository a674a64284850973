/**
 * Ctrl-C: once to finish what is in flight, twice to end at once.
 *
 * @module
 */

/** Under a task runner one Ctrl-C arrives twice; repeats within this time count once. Milliseconds. */
const REPEAT = 200;

/** What interruptions come to. */
export interface Interruptions {
  /** Aborted by the first: end what is in flight, begin nothing. */
  readonly stop: AbortSignal;
  /** Aborted by the second: end at once. */
  readonly abort: AbortSignal;
  /** Ctrl-C was pressed, or the process was asked to end. `final`: never counts as the second. */
  interrupt(final?: boolean): void;
}

/** Counts interruptions; `onCount` hears of the first, the second and each one after that. */
export function countInterruptions(now: () => number, onCount: (count: number) => void): Interruptions {
  const stop = new AbortController();
  const abort = new AbortController();
  let count = 0;
  let last = -Infinity;
  return {
    stop: stop.signal,
    abort: abort.signal,
    interrupt(final = false) {
      const at = now();
      if (at - last < REPEAT || (final && count > 0)) return;
      last = at;
      count++;
      const reason = new DOMException("Stopped by Ctrl-C", "AbortError");
      if (count === 1) stop.abort(reason);
      if (count === 2) abort.abort(reason);
      onCount(count);
    },
  };
}

/** Listens to the process's signals until disposed. */
export function listenToSignals(interruptions: Interruptions): Disposable {
  const pressed = (): void => interruptions.interrupt();
  const asked = (): void => interruptions.interrupt(true);
  Deno.addSignalListener("SIGINT", pressed);
  const ends = Deno.build.os !== "windows";
  if (ends) Deno.addSignalListener("SIGTERM", asked);
  return {
    [Symbol.dispose]() {
      Deno.removeSignalListener("SIGINT", pressed);
      if (ends) Deno.removeSignalListener("SIGTERM", asked);
    },
  };
}
