/**
 * What runs inside the thread that reads ahead.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";
import { reader, type Request } from "../core/engine/read_ahead.ts";
import type { ShardModule } from "../core/source.ts";
import { withCollecting } from "./garbage.ts";
import { plainContext } from "./workers.ts";

/** What is read ahead and not yet handed over is alive; an import must not wait for collections. Bytes of heap. */
const BOUNDS = { limitBytes: 96e6 };

const context = plainContext(new AbortController().signal, new Map());
const handle = reader(
  context,
  load,
  (answer, memory = []) => parentPort?.postMessage(answer, memory),
);

/** A module; the heap is kept within a bound while a shard is read. */
async function load(module: string): Promise<unknown> {
  const loaded: Partial<ShardModule<unknown>> = await import(module);
  const { openShard } = loaded;
  return openShard ? withCollecting({ ...loaded, openShard }, BOUNDS) : loaded;
}

parentPort?.on("message", (request: Request) => handle(request));
