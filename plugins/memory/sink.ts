/**
 * A file sink whose file is a list in memory.
 *
 * @module
 */
import { hash } from "node:crypto";
import { z } from "../../deps/zod.ts";
import { canonical } from "../../core/fingerprint.ts";
import { type Declaration, definePlugin, type PLUGIN, type PluginBase } from "../../core/plugin.ts";
import type { FileIdentity, FileSink, OpenFileSink } from "../../core/sink.ts";

/** Options of `memorySink`. */
export interface MemorySinkOptions {
  /**
   * Name in reports.
   * @default "memory"
   */
  name?: string;
}

/** Options with defaults filled in. */
export interface MemorySinkSettings {
  name: string;
}

/** One commit of a `memorySink`. */
export interface MemoryCommit<T> {
  records: T[];
  /** False when the records were those that were there already. */
  changed: boolean;
}

/** A file sink, and what it holds. */
export interface MemorySink<T> extends FileSink<T> {
  /** The records of the last commit, in order; empty before the first. */
  readonly records: T[];
  /** All commits, oldest first. */
  readonly commits: MemoryCommit<T>[];
  /** Forgets the records, as if somebody had deleted the file. */
  remove(): void;
}

/** The type of `memorySink`. */
export interface MemorySinkFactory {
  <T = unknown>(options?: MemorySinkOptions): MemorySink<T>;
  readonly declaration: Declaration<MemorySinkSettings>;
}

const schema: z.ZodType<MemorySinkSettings, MemorySinkOptions> = z.strictObject({
  name: z.string().min(1).default("memory").describe("Name in reports."),
});

/**
 * A file sink that keeps its records in memory. As with a file, nothing is seen of them before the commit, an aborted
 * run changes nothing, and equal records change nothing.
 *
 * ```ts
 * import { memorySink } from "./mod.ts";
 *
 * const sink = memorySink<{ id: string }>({ name: "out" });
 * console.log(sink.records);
 * ```
 */
export const memorySink: MemorySinkFactory = definePlugin<
  MemorySinkOptions,
  MemorySinkSettings,
  Omit<MemorySink<unknown>, keyof PluginBase>
>({
  name: "memoryFile",
  kind: "file",
  summary: "Keeps records in memory, as a file would keep them.",
  accepts: ["any"],
  options: schema,
  roles: { name: "tuning" },
  permissions: () => ({}),
  example: `import { from, run } from "@threadloom/threadloom";
import { memorySink } from "@threadloom/threadloom/memory";

const sink = memorySink<number>();
await run(from([1, 2, 3]).to(sink));
console.log(sink.records);`,
  create: ({ name }) => makeSink(name),
}) as MemorySinkFactory;

function makeSink(name: string): Omit<MemorySink<unknown>, typeof PLUGIN> {
  const path = `memory:${name}`;
  let held: { records: unknown[]; identity: FileIdentity } | undefined;
  const commits: MemoryCommit<unknown>[] = [];

  function openSink(): OpenFileSink<unknown> {
    const records: unknown[] = [];
    let state: "open" | "committed" | "aborted" = "open";

    function end(verb: string, next: typeof state): void {
      if (state !== "open") throw new Error(`Cannot ${verb} "${path}": it was ${state} already`);
      state = next;
    }

    return {
      present: () => Promise.resolve(held ? [held.identity] : []),
      write(batch) {
        if (state !== "open") return Promise.reject(new Error(`Cannot write "${path}": it was ${state} already`));
        for (const record of batch) records.push(record);
        return Promise.resolve();
      },
      commit: () =>
        Promise.try(() => {
          end("commit", "committed");
          const identity = identityOf(path, records);
          const changed = held?.identity.sha256 !== identity.sha256;
          if (changed) held = { records, identity };
          commits.push({ records, changed });
          return { files: [identity], changed };
        }),
      abort: () => Promise.try(end, "abort", "aborted"),
    };
  }

  return {
    kind: "file",
    name,
    get records() {
      return held?.records ?? [];
    },
    commits,
    remove() {
      held = undefined;
    },
    open: () => Promise.resolve(openSink()),
  };
}

function identityOf(path: string, records: unknown[]): FileIdentity {
  const bytes = new TextEncoder().encode(records.map((record) => canonical(record) + "\n").join(""));
  return { path, size: bytes.length, sha256: hash("sha256", bytes, "hex") };
}
