/**
 * What runs inside a worker: one piece of a source, one visitor, one answer.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";
import { describe } from "../core/errors.ts";
import { type Answer, carryOut, type Order } from "./workers.ts";

parentPort?.on("message", async (order: Order) => {
  let answer: Answer<unknown>;
  try {
    answer = { result: await carryOut(order, new AbortController().signal) };
  } catch (error) {
    answer = { error: describe(error) };
  }
  parentPort?.postMessage(answer);
});
