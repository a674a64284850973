/**
 * What one check works with: folders, contexts, and tidying up behind it.
 *
 * @module
 */
import type { Context } from "../core/context.ts";
import { type Engine, makeEngine } from "../core/engine/api.ts";
import type { RunOptions } from "../core/engine/options.ts";
import type { Host } from "../core/host.ts";
import type { Ledger } from "../core/ledger.ts";
import { denoHost } from "../host/deno.ts";
import { memory } from "../plugins/ledger/memory.ts";
import { WatchedFiles } from "./watched_files.ts";

/** The tools of one check. All it makes is gone when the check has ended. */
export class Bench {
  readonly #cleanups: (() => Promise<unknown>)[] = [];
  readonly #host: Host = denoHost();

  /** A new, empty folder. */
  async folder(): Promise<string> {
    const folder = await Deno.makeTempDir({ prefix: "threadloom-conformance-" });
    this.defer(() => Deno.remove(folder, { recursive: true }));
    return folder;
  }

  /** Files that count what is done with them. */
  files(): WatchedFiles {
    const files = new WatchedFiles(this.#host.files);
    this.defer(() => files.tidy());
    return files;
  }

  /** A context on this machine; `changes` replaces parts of it. */
  context(changes: Partial<Context> = {}): Context {
    const { clock, random, locks } = this.#host;
    return {
      signal: new AbortController().signal,
      log: { debug() {}, info() {}, warn() {} },
      count() {},
      progress() {},
      effect() {},
      clock,
      random,
      locks,
      files: this.files().files,
      ...changes,
    };
  }

  /** The engine with state of its own: every run through it remembers the ones before. */
  async engine(): Promise<{ engine: Engine; options: RunOptions & { ledger: Ledger } }> {
    const host = { ...this.#host, files: this.files().files };
    const ledger = memory();
    const stateFolder = await this.folder();
    const engine = makeEngine(() => host, () => Promise.resolve(ledger));
    return { engine, options: { name: "conformance", ledger, stateFolder, host, retry: { attempts: 1 } } };
  }

  /** Has something done at the end of the check, the latest first. */
  defer(cleanup: () => Promise<unknown>): void {
    this.#cleanups.push(cleanup);
  }

  /** Undoes everything; then throws the first thing that went wrong with it. */
  async clear(): Promise<void> {
    const errors: unknown[] = [];
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup().catch((error) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }
}
