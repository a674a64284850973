/**
 * The worker's side: it reads an order, does it as the command would, and ends when the service is gone.
 *
 * @module
 */
import { main } from "../main.ts";
import type { Load } from "../modules.ts";
import { UsageError } from "../command.ts";
import { removeAll } from "./jobs.ts";
import type { WorkerOrder } from "./worker.ts";

/** Ended because nobody is there for whom to work. */
const ORPHANED = 3;

/** Does the job that standard input describes; resolves with the exit code. */
export async function work(load: Load): Promise<number> {
  const input = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
  const order = await readOrder(input);
  void endWith(input);
  using lock = await Deno.open(order.lock, { write: true, create: true, mode: 0o600 });
  await lock.lock(true);
  if (order.clear !== undefined) {
    await removeAll(order.clear);
    await Deno.mkdir(order.clear, { recursive: true, mode: 0o700 });
  }
  return await main(order.words, load);
}

async function readOrder(input: ReadableStreamDefaultReader<string>): Promise<WorkerOrder> {
  let text = "";
  while (!text.includes("\n")) {
    const { done, value } = await input.read();
    if (done) throw new UsageError("Cannot work: standard input holds no order, it is the service that writes one");
    text += value;
  }
  return JSON.parse(text) as WorkerOrder;
}

/** The service keeps standard input open; the system closes it when the service ends, however it ends. */
async function endWith(input: ReadableStreamDefaultReader<string>): Promise<void> {
  while (!(await input.read()).done);
  Deno.exit(ORPHANED);
}
