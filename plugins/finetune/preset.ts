/**
 * All of it in one: conversations to the files of a fine-tuning run.
 *
 * @module
 */
import { join } from "node:path";
import { type Branch, type Chain, type Sink, through } from "../../core/chain.ts";
import type { Conversation } from "../../core/conversation.ts";
import type { TransformObject } from "../../core/transform.ts";
import { assignRoles } from "./assign_roles.ts";
import type { Block } from "./block.ts";
import { dedupeBlocks } from "./dedupe_blocks.ts";
import { filterMessages } from "./filter_messages.ts";
import { mergeTurns } from "./merge_turns.ts";
import { redact } from "./redact.ts";
import type { FormName } from "./sinks/forms.ts";
import { processedSink } from "./sinks/processed.ts";
import { rawSink } from "./sinks/raw.ts";
import { statisticsSink } from "./sinks/statistics.ts";
import { trainSink } from "./sinks/train.ts";
import { splitDataset } from "./split_dataset.ts";
import { splitIntoBlocks } from "./split_into_blocks.ts";

/** What is wanted; what is left out is as the transforms and sinks have it by default. */
export interface FinetuneSettings {
  /** The folder of the files: `train.jsonl`, `processed.json`, `statistics.json`. */
  out: string;
  /** The one whose messages are the assistant's: an id, or a name. @default the export's owner */
  me?: string;
  /** The rules of the reference, exactly. @default false */
  compat?: boolean;
  /** Seconds. @default 3600 */
  gapSeconds?: number;
  /** @default 300 */
  minTokens?: number;
  /** @default 800 */
  maxTokens?: number;
  /** @default ">>>" */
  delimiter?: string;
  /** @default none */
  systemPrompt?: string;
  /** @default "o200k_base" */
  tokenizer?: string;
  /** Taken when a model's tokenizer cannot be had. @default none */
  fallback?: string;
  /** ISO 8601. @default none */
  dateLimit?: string;
  /** @default "split" */
  overflow?: "split" | "drop";
  /** @default "none" */
  template?: "none" | "openai" | "chatml" | "llama-3";
  /** @default ["personal_chat"] */
  chatTypes?: string[];
  /** @default false */
  trim?: boolean;
  /** @default "messages" */
  form?: FormName;
  /** Takes personal data out. @default "none" */
  redact?: "none" | "mask" | "pseudonym" | "drop";
  /** Leaves out blocks that say the same as one before. @default "none" */
  dedupe?: "none" | "exact" | "near";
  /** Share of the conversations whose examples go to `validation.jsonl`. @default 0: there is no such file */
  validation?: number;
  /** Also writes `raw.json`, which holds everything. @default false */
  raw?: boolean;
  /** Also writes `statistics.html`. @default false */
  page?: boolean;
}

/** The sinks for `from(source).to(…)`: the files of a fine-tuning run. */
export function toFinetuneData(settings: FinetuneSettings): [Sink<Conversation>, ...Sink<Conversation>[]] {
  const data: Sink<Conversation> = blockBranch(settings);
  return settings.raw ? [data, rawSink({ path: join(settings.out, "raw.json") })] : [data];
}

function blockBranch(settings: FinetuneSettings): Branch<Conversation> {
  const [first, ...rest] = blockTransforms(settings);
  const begun = through(first as TransformObject<Conversation, never>) as Chain<
    Conversation,
    never,
    Branch<Conversation>
  >;
  const blocks = rest.reduce((chain, next) => chain.through(next as TransformObject<never, never>), begun);
  return toBlockFiles(blocks as Chain<Conversation, Block, Branch<Conversation>>, settings);
}

/** The transforms that make blocks of a conversation, in their order; none of them looks across conversations. */
export function blockTransforms(settings: FinetuneSettings): TransformObject<never, unknown>[] {
  const { me, compat = false, trim, systemPrompt = "", redact: redaction = "none", delimiter } = settings;
  const { dateLimit, chatTypes, gapSeconds, minTokens, maxTokens, tokenizer, fallback, overflow, template } = settings;
  const budget = { gapSeconds, minTokens, maxTokens, tokenizer, fallback, overflow, template };
  return [
    filterMessages(given({ compat, dateLimit, chatTypes })),
    assignRoles(given({ me, compat })),
    ...(redaction === "none" ? [] : [redact({ mode: redaction })]),
    splitIntoBlocks(given({ compat, systemPrompt, delimiter, ...budget })),
    mergeTurns(given({ delimiter, systemPrompt, trim, compat })),
  ];
}

/** What is done with blocks, whoever made them: duplicates left out, the set parted, files written. */
export function toBlockFiles<I>(
  blocks: Chain<I, Block, Branch<I>>,
  settings: FinetuneSettings,
): Branch<I> {
  const { dedupe = "none" } = settings;
  const once = dedupe === "none" ? blocks : blocks.through(dedupeBlocks({ near: dedupe === "near" }));
  const [first, ...more] = sinksOf(settings);
  const parted = partTransform(settings);
  return parted ? once.through(parted).to(first, ...more) : once.to(first, ...more);
}

/** The transform that parts the set; undefined where it stays whole. */
export function partTransform({ validation = 0 }: FinetuneSettings): ReturnType<typeof splitDataset> | undefined {
  return validation > 0 ? splitDataset({ validation }) : undefined;
}

function sinksOf(
  { out, form, compat = false, validation = 0, page }: FinetuneSettings,
): [Sink<Block>, ...Sink<Block>[]] {
  const path = (name: string) => join(out, name);
  const split = validation > 0;
  const sinks: [Sink<Block>, ...Sink<Block>[]] = [
    trainSink(given({ path: path("train.jsonl"), form, split: split ? "train" as const : undefined })),
    processedSink({ path: path("processed.json") }),
    statisticsSink({ path: path("statistics.json"), byName: compat }),
  ];
  if (split) {
    sinks.push(trainSink(given({ path: path("validation.jsonl"), split: "validation" as const, name: "validation" })));
  }
  if (page) sinks.push(statisticsSink({ path: path("statistics.html"), format: "html", byName: compat, name: "page" }));
  return sinks;
}

/** Without the fields that are undefined: for them there are defaults. */
function given<O extends object>(options: O): { [K in keyof O]: Exclude<O[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof O]: Exclude<O[K], undefined> };
}
