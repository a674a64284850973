/**
 * What runs inside the thread that reads ahead.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";
import { reader, type Request } from "../core/engine/read_ahead.ts";
import { plainContext } from "./workers.ts";

const context = plainContext(new AbortController().signal, new Map());
const handle = reader(
  context,
  (module) => import(module),
  (answer, memory = []) => parentPort?.postMessage(answer, memory),
);
parentPort?.on("message", (request: Request) => handle(request));
