/**
 * A ledger in one readable JSON file.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Host } from "../../core/host.ts";
import type { Ledger, OpenLedger } from "../../core/ledger.ts";
import { definePlugin, type PluginFactory } from "../../core/plugin.ts";
import type { OpenOptions } from "../../core/ledger/common.ts";
import { ledgerPermissions, lockLedger } from "./common.ts";
import { type JsonSteps, parseState, writeState } from "../../core/ledger/json_format.ts";
import { emptyState, type LedgerState, openState } from "../../core/ledger/state.ts";

/** Options of `jsonLedger`. */
export interface JsonLedgerOptions {
  /**
   * The file.
   * @default ledger.json in the pipeline's state folder
   */
  path?: string;
}

/**
 * A ledger in one JSON file, to be read by people and kept in version control. The whole file is written anew with
 * every commit: right for some thousand units, slow beyond.
 *
 * ```ts
 * import { jsonLedger } from "./mod.ts";
 *
 * const ledger = jsonLedger({ path: "state/ledger.json" });
 * console.log(ledger.name);
 * ```
 */
export const jsonLedger: PluginFactory<JsonLedgerOptions | void, JsonLedgerOptions, Ledger> = definePlugin({
  name: "json",
  kind: "ledger",
  summary: "Remembers what runs have committed in one readable JSON file.",
  options: z.strictObject({
    path: z.string().min(1).optional().describe("The file; by default ledger.json in the state folder."),
  }),
  roles: { path: "location" },
  permissions: ({ path }) => ledgerPermissions(path),
  example: `import { jsonLedger } from "@threadloom/threadloom/ledger";\n\nconst ledger = jsonLedger();`,
  create: ({ path }: JsonLedgerOptions): Ledger => ({
    kind: "ledger",
    name: "json",
    open: (host, options) => openJson(host, path, options),
  }),
});

/** Opens the file; `steps` bring older formats up to date. */
export async function openJson(
  host: Host,
  own: string | undefined,
  options: OpenOptions,
  steps?: JsonSteps,
): Promise<OpenLedger | undefined> {
  const path = own ?? `${options.folder}/ledger.json`;
  if (options.readOnly) {
    const bytes = await host.files.read(path);
    if (bytes === undefined) return undefined;
    const { state } = parseState(path, bytes, steps);
    const nothing = (): Promise<void> => Promise.resolve();
    return openState(state, { name: path, readOnly: true, save: nothing, close: nothing });
  }
  const lock = await lockLedger(host, path, own, options);
  try {
    const state = await loadOrMake(host, path, steps);
    const save = saver(() => storeState(host, path, state));
    return openState(state, { name: path, readOnly: false, save, close: () => lock.release() });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function loadOrMake(host: Host, path: string, steps?: JsonSteps): Promise<LedgerState> {
  const bytes = await host.files.read(path);
  if (bytes === undefined) return emptyState();
  const { state, old } = parseState(path, bytes, steps);
  if (old !== undefined) {
    await host.files.write(`${path}.format-${old}.backup`, bytes, true);
    await storeState(host, path, state);
  }
  return state;
}

async function storeState(host: Host, path: string, state: LedgerState): Promise<void> {
  const writer = await host.files.create(path, true);
  try {
    await writeState(state, writer);
    await writer.commit();
  } catch (error) {
    // The first error is the one that says why.
    await writer.abort().catch(() => undefined);
    throw error;
  }
}

/** Writings follow one another; changes made while one is under way share the next. A failed one's changes are in it too. */
function saver(write: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  return () => {
    waiting ??= last = last.catch(() => undefined).then(() => {
      waiting = undefined;
      return write();
    });
    return waiting;
  };
}
