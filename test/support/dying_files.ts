/**
 * Files that stop working at their N-th effect, as if the process had been killed there: what was done stays, half a
 * write included, and nothing more happens.
 *
 * @module
 */
import type { Files, FileWriter } from "../../core/host.ts";

/** Thrown by every effect from the N-th on. */
export class Killed extends Error {}

/** Wraps files; `effects` counts what was reached. */
export function dyingFiles(inner: Files, at: number): { files: Files; effects(): number } {
  let count = 0;

  function reach(): void {
    if (++count >= at) throw new Killed(`effect ${count}`);
  }

  function watch(writer: FileWriter): FileWriter {
    return {
      async write(chunk) {
        if (count + 1 === at) await writer.write(chunk.subarray(0, chunk.length >> 1));
        reach();
        await writer.write(chunk);
      },
      async commit() {
        reach();
        await writer.commit();
        reach();
      },
      async abort() {
        reach();
        await writer.abort();
      },
    };
  }

  const files: Files = {
    ...inner,
    async makeFolder(path, secret) {
      reach();
      await inner.makeFolder(path, secret);
    },
    async create(path, secret) {
      reach();
      return watch(await inner.create(path, secret));
    },
    async write(path, data, secret) {
      const writer = await files.create(path, secret);
      await writer.write(typeof data === "string" ? new TextEncoder().encode(data) : data);
      await writer.commit();
    },
    async rename(from, to) {
      reach();
      await inner.rename(from, to);
      reach();
    },
    async link(from, to) {
      reach();
      const linked = await inner.link(from, to);
      reach();
      return linked;
    },
    async remove(path) {
      reach();
      const removed = await inner.remove(path);
      reach();
      return removed;
    },
  };
  return { files, effects: () => count };
}
