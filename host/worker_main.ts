/**
 * What runs inside a worker: an answer to each order, one after the other.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";
import { describe } from "../core/errors.ts";
import { type Answer, carryOut, type Order } from "./workers.ts";

let last: Promise<void> = Promise.resolve();

// One order after the other, so that answers come in the order in which it was asked.
parentPort?.on("message", (order: Order) => {
  last = last.then(() => answerTo(order));
});

async function answerTo(order: Order): Promise<void> {
  let answer: Answer;
  try {
    answer = { result: await carryOut(order, new AbortController().signal) };
  } catch (error) {
    answer = { error: describe(error) };
  }
  parentPort?.postMessage(answer);
}
