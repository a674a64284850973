/**
 * Files that are watched: what is open, what is changed, and a machine that stops in the middle.
 *
 * @module
 */
import type { Files, FileWriter } from "../core/host.ts";
import { over } from "./over.ts";

/** Wraps files: knows what is open, and stops at an effect when it is told to. */
export class WatchedFiles {
  readonly files: Files;
  /** Paths of files opened and not closed, scratch files included. */
  readonly open: Set<{ path: string }> = new Set();
  /** Changes of the disk so far. */
  effects = 0;
  /** Number of the effect, from 1, at which everything begins to fail. */
  stopAt: number = Infinity;
  readonly #writers = new Set<FileWriter>();

  constructor(inner: Files) {
    this.files = this.#watch(inner);
  }

  /** Closes and removes what was left open, as the end of a process would. */
  async tidy(): Promise<void> {
    for (const writer of this.#writers) await writer.abort();
    this.#writers.clear();
  }

  #reach(): void {
    if (++this.effects >= this.stopAt) throw new Error("Cannot go on: the machine stopped here");
  }

  #alive(): void {
    if (this.effects >= this.stopAt) throw new Error("Cannot go on: the machine stopped before");
  }

  #keep<F extends { close(): void }>(path: string, file: F): F {
    const mark = { path };
    this.open.add(mark);
    return over(file, {
      close: () => {
        this.open.delete(mark);
        file.close();
      },
    } as Partial<F>);
  }

  #watch(inner: Files): Files {
    const change = async <R>(work: () => Promise<R>): Promise<R> => {
      this.#reach();
      return await work();
    };
    const look = async <R>(work: () => Promise<R>): Promise<R> => {
      this.#alive();
      return await work();
    };
    const create: Files["create"] = async (path, secret) => {
      const writer = await change(() => inner.create(path, secret));
      this.#writers.add(writer);
      return {
        write: (chunk) => change(() => writer.write(chunk)),
        commit: async () => {
          this.#reach();
          await writer.commit();
          this.#writers.delete(writer);
          this.#reach();
        },
        abort: async () => {
          this.#reach();
          await writer.abort();
          this.#writers.delete(writer);
        },
      };
    };
    return {
      stat: (path) => look(() => inner.stat(path)),
      lstat: (path) => look(() => inner.lstat(path)),
      list: (path) => look(() => inner.list(path)),
      read: (path) => look(() => inner.read(path)),
      open: async (path) => this.#keep(path, await look(() => inner.open(path))),
      scratch: async () => this.#keep("(scratch)", await look(() => inner.scratch())),
      makeFolder: (path, secret) => change(() => inner.makeFolder(path, secret)),
      create,
      async write(path, data, secret) {
        const writer = await create(path, secret);
        await writer.write(typeof data === "string" ? new TextEncoder().encode(data) : data);
        await writer.commit();
      },
      rename: (from, to) => change(() => inner.rename(from, to)),
      link: (from, to) => change(() => inner.link(from, to)),
      remove: (path) => change(() => inner.remove(path)),
      free: (path) => look(() => inner.free(path)),
    };
  }
}
