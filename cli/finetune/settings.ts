/**
 * What a call of `finetune` asks for: its flags, behind them a config file.
 *
 * @module
 */
import type { Host } from "../../core/host.ts";
import type { FinetuneSettings } from "../../plugins/finetune/mod.ts";
import { type Call, UsageError } from "../command.ts";
import type { Flags } from "../flags.ts";
import { readReferenceConfig, type ReferenceConfig } from "./config.ts";

/** What to read and what to make of it. */
export interface Asked {
  inputs: readonly string[];
  settings: FinetuneSettings;
  notes: readonly string[];
}

/** Taken when a model's tokenizer cannot be had. */
const FALLBACK = "o200k_base";

/**
 * Reads flags and config.
 *
 * @throws {UsageError} when no input is named, or a flag makes no sense
 */
export async function askedFor({ args, flags }: Pick<Call, "args" | "flags">, host: Host): Promise<Asked> {
  const path = flags.text("config");
  const config: ReferenceConfig = path === undefined
    ? { inputs: [], notes: [] }
    : await readReferenceConfig(host.files, path);
  const inputs = args.length > 0 ? args : config.inputs;
  if (inputs.length === 0) {
    throw new UsageError("Cannot make data of nothing: no export is named", "threadloom finetune result.json --me …");
  }
  const tokenizer = flags.text("tokenizer") ?? config.tokenizer;
  const chatTypes = flags.texts("chat-type");
  const settings = {
    out: flags.text("out") ?? config.out ?? "./finetune",
    me: flags.text("me") ?? config.me,
    compat: flags.on("compat"),
    gapSeconds: flags.number("gap-seconds") ?? config.gapSeconds,
    minTokens: flags.number("min-tokens") ?? config.minTokens,
    maxTokens: flags.number("max-tokens") ?? config.maxTokens,
    delimiter: flags.text("delimiter") ?? config.delimiter,
    systemPrompt: flags.text("system-prompt") ?? config.systemPrompt,
    tokenizer,
    // A tokenizer that was asked for here is one that is there; one of a model's config may be out of reach.
    fallback: tokenizer !== undefined && flags.text("tokenizer") !== tokenizer || isModelId(tokenizer)
      ? FALLBACK
      : undefined,
    dateLimit: flags.text("date-limit") ?? config.dateLimit,
    overflow: choice(flags, "overflow"),
    template: choice(flags, "template"),
    chatTypes: chatTypes.length > 0 ? [...chatTypes] : undefined,
    trim: flags.on("trim"),
    form: choice(flags, "form"),
    redact: choice(flags, "redact"),
    dedupe: choice(flags, "dedupe"),
    validation: share(flags.text("validation")),
    raw: flags.on("raw"),
    page: flags.on("page"),
  };
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return { inputs, settings: given as unknown as FinetuneSettings, notes: config.notes };
}

/** The table has checked that it is one of the choices. */
function choice<K extends "overflow" | "template" | "form" | "redact" | "dedupe">(
  flags: Flags,
  name: K,
): FinetuneSettings[K] {
  return flags.text(name) as FinetuneSettings[K];
}

function isModelId(tokenizer: string | undefined): boolean {
  return tokenizer !== undefined && /^[\w-][\w.-]*\/[\w.-]+$/.test(tokenizer) && !tokenizer.endsWith(".json");
}

function share(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() !== "" && number >= 0 && number < 1) return number;
  throw new UsageError(`Cannot use "${text}" as --validation: expected a share from 0 to below 1, such as 0.1`);
}
