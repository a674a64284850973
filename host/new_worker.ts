/**
 * Starting workers that run a module of this folder.
 *
 * @module
 */
import process from "node:process";
import type { Worker } from "node:worker_threads";

/**
 * Young objects a worker may hold before it collects garbage, in megabytes: most of what it parses is garbage at once,
 * and with the runtime's own limit each thread takes 70 MB more without being any quicker.
 */
const YOUNG_MEGABYTES = 24;

/** A worker that runs a module of this folder; `heap`: bounds in megabytes. */
export function newWorker(module: string, heap?: { young: number; old: number }): Worker {
  // Most runs start none: they need not wait for what workers need.
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  // It takes files and data only, and this package may lie on a server.
  const { protocol, href } = new URL(module, import.meta.url);
  const main = new URL(protocol === "file:" ? href : `data:text/javascript,import ${JSON.stringify(href)};`);
  const { young = YOUNG_MEGABYTES, old } = heap ?? {};
  return new Worker(main, {
    resourceLimits: {
      maxYoungGenerationSizeMb: young,
      ...(old === undefined ? {} : { maxOldGenerationSizeMb: old }),
    },
  });
}
