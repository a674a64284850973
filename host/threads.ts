/**
 * Threads that read ahead, as workers.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import type { Thread, Threads } from "../core/host.ts";
import { newWorker } from "./new_worker.ts";

/** Where all modules of this package lie. */
const PACKAGE = new URL("../", import.meta.url);

/** Options of `denoThreads`. */
export interface ThreadOptions {
  /**
   * Fewest bytes to be read for which a thread is worth its start.
   * @default 16 MiB
   */
  leastBytes?: number;
}

/** Threads through workers: where there is a second processor and the modules may be loaded unasked. */
export function denoThreads({ leastBytes = 16 * 2 ** 20 }: ThreadOptions = {}): Threads {
  return {
    leastBytes,
    mayLoad,
    start({ heap, anywhere = false } = {}) {
      // A compiled program holds the modules that its code names, and most of these are named as it runs.
      if (!anywhere && (Deno.build.standalone || navigator.hardwareConcurrency < 2)) return undefined;
      if (!mayLoad(PACKAGE.href)) return undefined;
      return threadOf(newWorker("./read_ahead_main.ts", heap));
    },
  };
}

/** True where a worker may load a module without anybody being asked for leave. */
function mayLoad(module: string): boolean {
  const url = new URL(module);
  const granted = (descriptor: Deno.PermissionDescriptor) => Deno.permissions.querySync(descriptor).state === "granted";
  if (url.protocol === "file:") return granted({ name: "read", path: fileURLToPath(url) });
  return (url.protocol === "https:" || url.protocol === "http:") && granted({ name: "import", host: url.host });
}

function threadOf(worker: Worker): Thread {
  const arrived: unknown[] = [];
  let waiting: PromiseWithResolvers<unknown> | undefined;
  let failure: Error | undefined;
  worker.on("message", (message: unknown) => {
    if (!waiting) return void arrived.push(message);
    waiting.resolve(message);
    waiting = undefined;
  });
  const fail = (error: Error): void => {
    failure ??= error;
    waiting?.reject(failure);
    waiting = undefined;
  };
  worker.on("error", (cause: Error) => fail(new Error(`its thread failed: ${cause.message}`, { cause })));
  worker.on("exit", () => fail(new Error("its thread has ended")));
  return {
    send: (message, transfer) => worker.postMessage(message, transfer),
    next() {
      if (arrived.length > 0) return Promise.resolve(arrived.shift());
      if (failure) return Promise.reject(failure);
      waiting = Promise.withResolvers<unknown>();
      return waiting.promise;
    },
    stop() {
      fail(new Error("its thread was stopped"));
      void worker.terminate();
    },
  };
}
