/**
 * Standard output through Deno.
 *
 * @module
 */
import type { Output } from "../core/host.ts";

/** Standard output of this process. Its writes come one after the other. */
export function denoOutput(): Output {
  let last: Promise<boolean> = Promise.resolve(true);
  return {
    write(chunk) {
      last = last.then((open) => open && writeAll(chunk));
      return last;
    },
  };
}

async function writeAll(chunk: Uint8Array): Promise<boolean> {
  try {
    for (let done = 0; done < chunk.length;) done += await Deno.stdout.write(chunk.subarray(done));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return false;
    throw error;
  }
}
