/**
 * A ledger that leaves nothing on disk.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Ledger } from "../../core/ledger.ts";
import { definePlugin, type PluginFactory } from "../../core/plugin.ts";
import { held } from "../../core/ledger/common.ts";
import { emptyState, type LedgerState, openState } from "../../core/ledger/state.ts";

/** `memory` has no options. */
export type MemoryLedgerOptions = Record<never, never>;

/**
 * A ledger in memory: it remembers as long as the value lives, over all runs of the process that are given the same
 * value. Give it to a pipeline that shall leave no state behind, or to tests.
 *
 * ```ts
 * import { memory } from "./mod.ts";
 *
 * const ledger = memory();
 * console.log(ledger.name);
 * ```
 */
export const memory: PluginFactory<MemoryLedgerOptions | void, MemoryLedgerOptions, Ledger> = definePlugin({
  name: "memory",
  kind: "ledger",
  summary: "Remembers what runs have committed until the process ends; leaves nothing on disk.",
  options: z.strictObject({}),
  permissions: () => ({}),
  example: `import { memory } from "@threadloom/threadloom/ledger";\n\nconst ledger = memory();`,
  create: memoryLedger,
});

function memoryLedger(): Ledger {
  const states = new Map<string, LedgerState>();
  const holders = new Map<string, string>();
  return {
    kind: "ledger",
    name: "memory",
    async open(_host, { pipeline, run, readOnly }) {
      const known = states.get(pipeline);
      if (readOnly && known === undefined) return undefined;
      const holder = holders.get(pipeline);
      if (!readOnly && holder !== undefined) throw held("memory", `run ${holder} of pipeline "${pipeline}"`);
      const state = known ?? emptyState();
      states.set(pipeline, state);
      if (!readOnly) holders.set(pipeline, run);
      let open = true;
      return await Promise.resolve(openState(state, {
        name: "memory",
        readOnly: readOnly ?? false,
        save: () => Promise.resolve(),
        close() {
          if (open && !readOnly) holders.delete(pipeline);
          open = false;
          return Promise.resolve();
        },
      }));
    },
  };
}
