/**
 * A context for tests that call a plugin's methods themselves.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { denoHost } from "../../host/deno.ts";

/** A context on the real machine, but for its clock: `sleep` returns at once and adds to `waited`. */
export function testContext(
  signal: AbortSignal = new AbortController().signal,
): Context & { readonly waited: number[] } {
  const { files, locks, random } = denoHost();
  const waited: number[] = [];
  return {
    signal,
    waited,
    files,
    locks,
    random,
    log: { debug() {}, info() {}, warn() {} },
    count() {},
    progress() {},
    effect() {},
    clock: {
      now: () => Date.now(),
      // deno-lint-ignore require-await -- an abort rejects
      sleep: async (ms, stop) => {
        stop?.throwIfAborted();
        waited.push(ms);
      },
    },
  };
}

/** All of it. */
export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
