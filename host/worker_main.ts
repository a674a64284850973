/**
 * What runs inside a worker: one piece of a source, one visitor, one answer.
 *
 * @module
 */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { describe } from "../core/errors.ts";
import { type Answer, carryOut, type Order } from "./workers.ts";

self.onmessage = async ({ data }: MessageEvent<Order>) => {
  let answer: Answer<unknown>;
  try {
    answer = { result: await carryOut(data, new AbortController().signal) };
  } catch (error) {
    answer = { error: describe(error) };
  }
  self.postMessage(answer);
};
