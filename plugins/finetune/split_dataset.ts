/**
 * `splitDataset`: which blocks a model is tested with.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import { digest } from "../../core/fingerprint.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { TransformObject } from "../../core/transform.ts";
import type { Block } from "./block.ts";
import { WrittenBlock } from "./written/written_block.ts";

/** Options of `splitDataset`. */
export interface SplitDatasetOptions {
  /**
   * Share of the conversations that are for validation, from 0 to 1.
   * @default 0.1
   */
  validation?: number;
  /**
   * Chooses which ones.
   * @default ""
   */
  seed?: string;
}

/** Options with defaults filled in. */
export interface SplitDatasetSettings {
  validation: number;
  seed: string;
}

const schema: z.ZodType<SplitDatasetSettings, SplitDatasetOptions> = z.strictObject({
  validation: z.number().min(0).max(1).default(0.1).describe("Share of the conversations for validation."),
  seed: z.string().default("").describe("Chooses which ones."),
});

type Unstamped = Omit<TransformObject<Block, Block>, typeof PLUGIN>;

/**
 * Marks blocks as `train` or `validation`: all of one conversation the same, since neighbours give each other away. By a
 * hash of the conversation's id, so that what is added later moves none. `trainSink({ split })` takes one of the two.
 */
export const splitDataset: PluginFactory<SplitDatasetOptions, SplitDatasetSettings, Unstamped> = definePlugin({
  name: "splitDataset",
  kind: "transform",
  summary: "Marks blocks for training or validation, whole conversations together.",
  accepts: ["block"],
  emits: "block",
  options: schema,
  permissions: () => ({}),
  create: ({ validation, seed }: SplitDatasetSettings): Unstamped => ({
    kind: "transform",
    name: "splitDataset",
    open: () => ({
      apply: (block) => {
        // It was marked where it was written: its line has the form of its file.
        if (block instanceof WrittenBlock) return block;
        const place = parseInt(digest(`${seed}\n${block.conversationId}`).slice(0, 12), 16) / 2 ** 48;
        return { ...block, split: place < validation ? "validation" as const : "train" as const };
      },
    }),
  }),
});
