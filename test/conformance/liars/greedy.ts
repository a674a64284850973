/**
 * Plugins that use more than they declare: they read the environment, and declare nothing.
 *
 * @module
 */
import { type Declaration, definePlugin, type PluginKind } from "../../../core/plugin.ts";
import type { FileSink, Store } from "../../../core/sink.ts";
import type { Source } from "../../../core/source.ts";
import { memorySink, memorySource, memoryStore } from "../../../plugins/memory/mod.ts";

type Options = Record<never, never>;

function declared(kind: PluginKind): Declaration<Options> {
  return {
    name: "greedy",
    kind,
    summary: "Reads the environment and does not say so.",
    accepts: ["any"],
    emits: "any",
    options: { "~standard": { version: 1, vendor: "test", validate: () => ({ value: {} }) } },
    permissions: () => ({}),
  };
}

function look(): void {
  Deno.env.get("HOME");
}

/** A store. */
export const greedyStore = definePlugin<Options, Options, Omit<Store<unknown>, symbol>>({
  ...declared("store"),
  create: () => {
    const { kind, name, entries, open } = memoryStore<unknown>();
    return { kind, name, entries, open: (context, how) => (look(), open(context, how)) };
  },
});

/** A file sink. */
export const greedySink = definePlugin<Options, Options, Omit<FileSink<unknown>, symbol>>({
  ...declared("file"),
  create: () => {
    const { kind, name, open } = memorySink<unknown>();
    return { kind, name, open: (context) => (look(), open(context)) };
  },
});

/** A source. */
export const greedySource = definePlugin<Options, Options, Omit<Source<unknown>, symbol>>({
  ...declared("source"),
  create: () => {
    const { kind, open } = memorySource<unknown>({ units: [] });
    return { kind, open: (context) => (look(), open(context)) };
  },
});
