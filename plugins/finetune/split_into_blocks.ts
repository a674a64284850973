/**
 * `splitIntoBlocks`: conversations to blocks within a gap and a token budget.
 *
 * @module
 */
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import type { Tokenizer } from "../../core/tokenizer.ts";
import { drop, type Transformed, type TransformObject } from "../../core/transform.ts";
import type { Block } from "./block.ts";
import { schema, type SplitIntoBlocksOptions, type SplitIntoBlocksSettings } from "./block_options.ts";
import { LineCounter, TEMPLATES } from "./cut/counter.ts";
import { LosslessCutter } from "./cut/lossless.ts";
import type { LeaveOut, Limits, Piece, Stretch } from "./cut/piece.ts";
import { cutByReference } from "./cut/reference.ts";
import { countDrop } from "./drops.ts";
import { linePrefix } from "./lines.ts";
import { piecesOf } from "./pieces.ts";
import { loadTokenizer, tokenizerPermissions } from "./tokenizers/load.ts";

type Unstamped = Omit<TransformObject<Conversation, Block>, typeof PLUGIN>;
type Cut = (conversation: Conversation) => Stretch[];

/** Limits by which the reference goes on when the smallest is not below the largest. */
const REFERENCE_LIMITS = { minTokens: 100, maxTokens: 3000 };

/**
 * Cuts conversations into blocks. By default a block is counted as the line of `train.jsonl` that it becomes, so that
 * none is over the budget; by the rules of the reference (`compat`) the contents alone count.
 *
 * @throws {RangeError} (on opening) when the system prompt alone takes all tokens of a block
 */
export const splitIntoBlocks: PluginFactory<SplitIntoBlocksOptions, SplitIntoBlocksSettings, Unstamped> = definePlugin({
  name: "splitIntoBlocks",
  kind: "transform",
  summary: "Cuts conversations into blocks by gaps and a token budget.",
  accepts: ["conversation"],
  emits: "block",
  options: schema,
  permissions: ({ tokenizer }) => tokenizerPermissions(tokenizer),
  example: `import { from, run } from "@threadloom/threadloom";
import { assignRoles, mergeTurns, splitIntoBlocks, trainSink } from "@threadloom/threadloom/finetune";
import { telegramSource } from "@threadloom/threadloom/telegram";

await run(
  from(telegramSource({ path: "result.json" })).through(assignRoles({})).through(splitIntoBlocks({}))
    .through(mergeTurns({})).to(trainSink({ path: "train.jsonl" })),
);`,
  create: (settings: SplitIntoBlocksSettings): Unstamped => ({
    kind: "transform",
    name: "splitIntoBlocks",
    async open(context) {
      const { tokenizer: name, fallback, compat } = settings;
      const tokenizer = await loadTokenizer(name, context, {
        ...(fallback === undefined ? {} : { fallback }),
        special: compat,
      });
      const cut = compat ? referenceCut(settings, tokenizer, context) : losslessCut(settings, tokenizer, context);
      return { apply: (conversation) => blocksOf(conversation, cut) };
    },
  }),
});

function referenceCut(settings: SplitIntoBlocksSettings, tokenizer: Tokenizer, context: Context): Cut {
  const limits = limitsOf(settings);
  if (limits.minTokens >= limits.maxTokens) {
    const { minTokens, maxTokens } = REFERENCE_LIMITS;
    context.log.warn(`minTokens is not below maxTokens: ${minTokens} and ${maxTokens} are taken`);
    Object.assign(limits, REFERENCE_LIMITS);
  }
  const leaveOut = leavingOut(context);
  const count = (text: string) => tokenizer.count(text);
  return (conversation) => cutByReference(piecesOf(conversation, settings), limits, count, leaveOut);
}

function losslessCut(settings: SplitIntoBlocksSettings, tokenizer: Tokenizer, context: Context): Cut {
  const { systemPrompt, template, delimiter, maxTokens, overflow } = settings;
  const form = { systemPrompt, overhead: TEMPLATES[template], prefix: linePrefix(delimiter, false) };
  const counter = () => new LineCounter(tokenizer, form);
  const least = counter().with({ role: "assistant", content: "x" });
  if (least > maxTokens) {
    throw new RangeError(
      `Cannot cut blocks of at most ${maxTokens} tokens: one with a single word has ${least} with its system prompt, ` +
        "delimiter and template; expected a larger maxTokens",
    );
  }
  const cutter = new LosslessCutter(limitsOf(settings), counter, overflow, leavingOut(context));
  return (conversation) => {
    const before = cutter.splits;
    const stretches = cutter.cut(piecesOf(conversation, settings));
    if (cutter.splits > before) context.count("messages split", cutter.splits - before);
    return stretches;
  };
}

function limitsOf({ gapSeconds, minTokens, maxTokens }: SplitIntoBlocksSettings): Limits {
  return { gapMs: gapSeconds * 1000, minTokens, maxTokens };
}

function leavingOut(context: Context): LeaveOut {
  return (what, reason, n) => countDrop(context, what, reason, n);
}

function blocksOf(conversation: Conversation, cut: Cut): Transformed<Block> {
  const stretches = cut(conversation);
  if (stretches.length === 0) return drop("chat: no block");
  const { id, title, metadata: { telegramType } } = conversation;
  return stretches.map(({ pieces, tokens, durationMs }, position): Block => ({
    id: `${id}#${position}`,
    conversationId: id,
    ...(title === undefined ? {} : { title }),
    ...(typeof telegramType === "string" ? { chatType: telegramType } : {}),
    position,
    messages: pieces.map(messageOf),
    tokens,
    durationMs,
  }));
}

function messageOf({ id, role, content, timestamp }: Piece): Block["messages"][number] {
  return { role, content, ...(timestamp === undefined ? {} : { timestamp }), ids: [id] };
}
