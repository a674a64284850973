/**
 * `mergeTurns`: messages of one speaker in a row become one, so that roles alternate.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { Transformed, TransformObject } from "../../core/transform.ts";
import type { Block, BlockMessage } from "./block.ts";
import { countDrop } from "./drops.ts";
import { linePrefix } from "./lines.ts";

/** Options of `mergeTurns`. */
export interface MergeTurnsOptions {
  /**
   * Stands before each message of a turn, with a space behind it; messages stand on a line each.
   * @default ">>>"
   */
  delimiter?: string;
  /**
   * A system message that begins each block.
   * @default none
   */
  systemPrompt?: string;
  /**
   * Takes turns of the assistant from the start and turns of the user from the end; a block of which nothing is left
   * is left out.
   * @default false
   */
  trim?: boolean;
  /**
   * The rules of the reference where they differ: a space before each message also without a delimiter.
   * @default false
   */
  compat?: boolean;
}

/** Options with defaults filled in. */
export interface MergeTurnsSettings extends MergeTurnsOptions {
  delimiter: string;
  systemPrompt: string;
  trim: boolean;
  compat: boolean;
}

const schema: z.ZodType<MergeTurnsSettings, MergeTurnsOptions> = z.strictObject({
  delimiter: z.string().default(">>>").describe("Stands before each message of a turn."),
  systemPrompt: z.string().default("").describe("A system message that begins each block."),
  trim: z.boolean().default(false).describe(
    "Takes turns of the assistant from the start and turns of the user from the end.",
  ),
  compat: z.boolean().default(false).describe("The rules of the reference where they differ."),
});

type Unstamped = Omit<TransformObject<Block, Block>, typeof PLUGIN>;

/** Merges turns; a merged one has the time of its first message. */
export const mergeTurns: PluginFactory<MergeTurnsOptions, MergeTurnsSettings, Unstamped> = definePlugin({
  name: "mergeTurns",
  kind: "transform",
  summary: "Makes one message of those that one speaker wrote in a row.",
  accepts: ["block"],
  emits: "block",
  options: schema,
  permissions: () => ({}),
  create: (settings: MergeTurnsSettings): Unstamped => ({
    kind: "transform",
    name: "mergeTurns",
    open: (context) => ({ apply: (block) => merge(block, settings, context) }),
  }),
});

function merge(
  block: Block,
  { delimiter, systemPrompt, trim, compat }: MergeTurnsSettings,
  context: Pick<Context, "count">,
): Transformed<Block> {
  const turns = turnsOf(block.messages, linePrefix(delimiter, compat));
  const kept = trim ? trimmed(turns, context) : turns;
  if (kept.length === 0) {
    countDrop(context, "block", "nothing left after trimming");
    return [];
  }
  const system: BlockMessage[] = systemPrompt === "" ? [] : [{ role: "system", content: systemPrompt, ids: [] }];
  return { ...block, messages: [...system, ...kept] };
}

function turnsOf(messages: readonly BlockMessage[], prefix: string): BlockMessage[] {
  const turns: { message: BlockMessage; lines: string[]; ids: string[] }[] = [];
  for (const message of messages) {
    const line = prefix + message.content;
    const turn = turns.at(-1);
    if (turn?.message.role !== message.role) turns.push({ message, lines: [line], ids: [...message.ids] });
    else {
      turn.lines.push(line);
      turn.ids.push(...message.ids);
    }
  }
  return turns.map(({ message, lines, ids }) => ({ ...message, content: lines.join("\n"), ids }));
}

/** Roles alternate: at most one turn goes at each end. */
function trimmed(turns: BlockMessage[], context: Pick<Context, "count">): BlockMessage[] {
  const start = turns[0]?.role === "assistant" ? 1 : 0;
  const end = turns.at(-1)?.role === "user" ? turns.length - 1 : turns.length;
  const kept = end - start < 2 ? [] : turns.slice(start, end);
  const ids = (some: readonly BlockMessage[]) => some.reduce((sum, turn) => sum + turn.ids.length, 0);
  countDrop(context, "message", "trimmed", ids(turns) - ids(kept));
  return kept;
}
