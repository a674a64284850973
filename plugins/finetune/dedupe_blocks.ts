/**
 * `dedupeBlocks`: blocks that say the same count once.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import { digest } from "../../core/fingerprint.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { TransformObject } from "../../core/transform.ts";
import type { Block } from "./block.ts";
import { countDrop } from "./drops.ts";
import { SimilarTexts } from "./similar.ts";
import { WrittenBlock } from "./written/written_block.ts";

/** Options of `dedupeBlocks`. */
export interface DedupeBlocksOptions {
  /**
   * Also leaves out blocks that are nearly like one before.
   * @default false
   */
  near?: boolean;
  /**
   * How much of it must be the same to be nearly like it, from 0 to 1; estimated to within a tenth.
   * @default 0.9
   */
  similarity?: number;
}

/** Options with defaults filled in. */
export interface DedupeBlocksSettings {
  near: boolean;
  similarity: number;
}

const schema: z.ZodType<DedupeBlocksSettings, DedupeBlocksOptions> = z.strictObject({
  near: z.boolean().default(false).describe("Also leaves out blocks that are nearly like one before."),
  similarity: z.number().min(0).max(1).default(0.9).describe("How much must be the same to be nearly like it."),
});

type Unstamped = Omit<TransformObject<Block, Block>, typeof PLUGIN>;

/**
 * Leaves out blocks that say what one before said, of whichever conversation: the same but for case and white space, or
 * with `near` nearly the same. Looks across conversations; remembers a hash of each block, with `near` about 1 KB.
 */
export const dedupeBlocks: PluginFactory<DedupeBlocksOptions, DedupeBlocksSettings, Unstamped> = definePlugin({
  name: "dedupeBlocks",
  kind: "transform",
  summary: "Leaves out blocks that say the same as one before, or nearly the same.",
  accepts: ["block"],
  emits: "block",
  options: schema,
  permissions: () => ({}),
  create: ({ near, similarity }: DedupeBlocksSettings): Unstamped => ({
    kind: "transform",
    name: "dedupeBlocks",
    across: true,
    open: (context) => {
      const known = new Set<string>();
      const similar = near ? new SimilarTexts(similarity) : undefined;
      return {
        apply: (block) => {
          const { hash, text = "" } = block instanceof WrittenBlock ? block.facts.said! : saidIn(block);
          const reason = known.has(hash) ? "duplicate" : similar?.seen(text) ? "near duplicate" : undefined;
          known.add(hash);
          if (reason === undefined) return block;
          countDrop(context, "block", reason);
          return [];
        },
      };
    },
  }),
});

/** What a block says, and a hash of it: what two blocks are compared by. */
export function saidIn(block: Block): { hash: string; text: string } {
  const text = plain(block);
  return { hash: digest(text), text };
}

function plain({ messages }: Block): string {
  return messages.map(({ role, content }) =>
    `${role}: ${content.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim()}`
  ).join("\n");
}
