/**
 * The world as Deno gives it: files, clock, random numbers and locks for the engine and the plugins.
 *
 * @module
 */
import type { Clock, Host, Random } from "../core/host.ts";
import { denoFiles } from "./files.ts";
import { heapKeeper } from "./garbage.ts";
import { denoLocks } from "./locks.ts";
import { denoOutput } from "./output.ts";
import { denoThreads } from "./threads.ts";
import { codeOf, homeOf, nameOf } from "./program.ts";
import { withRemote } from "./remote.ts";

/** Options of `denoHost`. */
export interface DenoHostOptions {
  /**
   * URL of the module that counts as the program: state is kept beside it and it gives the pipeline its name.
   * @default Deno.mainModule
   */
  main?: string;
  /**
   * Folder of scratch files.
   * @default the system's folder for temporary files, or the current folder where that may not be written
   */
  scratchFolder?: string;
  /**
   * Asks for the variables that say where S3 is.
   * @default those of the process
   */
  environment?: (name: string) => string | undefined;
}

/** Heap of the thread of a run that is let be, in bytes: what it keeps of a large source, and as much again. */
const RUN_BOUNDS = { limitBytes: 160e6 };

/** Longest wait a timer can do in one go: a longer one would fire at once. Milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The host under Deno. Touches nothing until something is asked of it. */
export function denoHost(options: DenoHostOptions = {}): Host {
  const main = options.main ?? Deno.mainModule;
  const machine = { clock: denoClock(), random: denoRandom() };
  return {
    ...machine,
    files: withRemote(denoFiles(options.scratchFolder), machine, options.environment),
    locks: denoLocks(),
    output: denoOutput(),
    threads: denoThreads(),
    tidy: heapKeeper(RUN_BOUNDS),
    effect(): void {},
    code: () => codeOf(main),
    home: () => homeOf(main),
    program: () => nameOf(main),
  };
}

/** The machine's clock. */
export function denoClock(): Clock {
  return {
    now: () => Date.now(),
    async sleep(ms: number, signal?: AbortSignal): Promise<void> {
      if (ms === 0) return await pass(signal);
      let left = ms;
      do {
        const step = Math.min(Math.max(0, left), LONGEST_TIMER);
        await wait(step, signal);
        left -= step;
      } while (left > 0);
    },
  };
}

const ANYTHING = new Uint8Array(1);

/**
 * Lets the event loop go round: messages, signals and timers that are due are heard. It waits for work that is done in
 * another thread, as a thread that does not sleep hears no signal, and a timer of no time takes two milliseconds and more.
 */
async function pass(signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await crypto.subtle.digest("SHA-1", ANYTHING);
  signal?.throwIfAborted();
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** The machine's random numbers. Ids sort by the time they were made: `20261121-142530-123-1a2b3c4d` (UTC). */
export function denoRandom(): Random {
  return {
    next: () => Math.random(),
    id(): string {
      const [date, time] = new Date().toISOString().split("T");
      const digits = `${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}-${time.slice(9, 12)}`;
      return `${digits}-${crypto.randomUUID().slice(0, 8)}`;
    },
  };
}
