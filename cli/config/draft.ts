/**
 * A config as it is being read: its shape is right, its plugins are not looked up yet.
 *
 * @module
 */
import type { Pipeline } from "../../core/chain.ts";
import type { PluginKind } from "../../core/plugin.ts";

/** Where in a pipeline a plugin stands. */
export type Slot = "source" | "through" | "to" | "ledger";

/** What kinds of plugins fit a place, and what they are called there. */
export const SLOTS: { readonly [S in Slot]: { readonly kinds: readonly PluginKind[]; readonly what: string } } = {
  source: { kinds: ["source"], what: "source" },
  through: { kinds: ["transform", "derivation"], what: "transform" },
  to: { kinds: ["store", "file"], what: "sink" },
  ledger: { kinds: ["ledger"], what: "ledger" },
};

/** A plugin: `{ use, …options }`, or (in TypeScript) one that is made already. */
export interface PluginDraft {
  path: string;
  slot: Slot;
  /** As written after `use`; absent for made ones. */
  use?: string;
  options?: { readonly [name: string]: unknown };
  /** A made plugin, a plain function, a branch. */
  made?: unknown;
  /** Where mistakes in an option are told, if not at `path.option`. */
  optionPaths?: { readonly [option: string]: string };
}

/** `source: { pipeline: "other" }`. */
export interface FeedDraft {
  path: string;
  pipeline: string;
  sink?: string;
}

/** Transforms, and the sinks and branches behind them. */
export interface TreeDraft {
  path: string;
  through: PluginDraft[];
  to: (PluginDraft | TreeDraft)[];
}

/** One pipeline. */
export interface PipelineDraft {
  name: string;
  path: string;
  settings: {
    summary?: string;
    mirror?: boolean;
    maxDelete?: number | `${number}%`;
    maxDeadLetters?: number;
    onDead?: "continue" | "stop";
  };
  /** Absent where it is missing or wrong. */
  source?: PluginDraft | FeedDraft;
  tree?: TreeDraft;
  ledger?: PluginDraft;
  /** A `from(…).to(…)` value; then there is nothing else. */
  finished?: Pipeline;
}

/** All plugins of a tree, in the order written. */
export function pluginsOf(tree: TreeDraft): PluginDraft[] {
  return [...tree.through, ...tree.to.flatMap((one) => isTree(one) ? pluginsOf(one) : [one])];
}

/** True for branches. */
export function isTree(one: PluginDraft | TreeDraft): one is TreeDraft {
  return "to" in one;
}

/** True for `source: { pipeline }`. */
export function isFeed(source: PluginDraft | FeedDraft): source is FeedDraft {
  return "pipeline" in source;
}
