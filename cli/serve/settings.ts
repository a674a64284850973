/**
 * Settings of one submission: by their names in the reference, or in snake case as `threadloom finetune` names them.
 *
 * @module
 */
import { suggest } from "../suggest.ts";
import type { Setting } from "./job.ts";
import { type Mistake, Refusal } from "./refusal.ts";

/** What a setting takes. */
export type SettingKind = "text" | "count" | "positive" | "switch" | "choice" | "share" | "date" | "tokenizer" | "list";

/** One setting of the table. */
export interface KnownSetting {
  /** The first is the one that is written; the others are taken as well. */
  names: readonly string[];
  /** The flag of `threadloom finetune`; absent: it is of the trainer, and does nothing here. */
  flag?: string;
  kind: SettingKind;
  choices?: readonly string[];
  summary: string;
}

/** All settings. */
export const SETTINGS: readonly KnownSetting[] = [
  { names: ["target_name", "me"], flag: "me", kind: "text", summary: "Whose words to learn: an id or a name." },
  { names: ["system_prompt"], flag: "system-prompt", kind: "text", summary: "A system message of each block." },
  { names: ["date_limit"], flag: "date-limit", kind: "date", summary: "Messages before it are left out." },
  {
    names: ["convo_block_threshold_secs", "convo_block_thereshold_secs", "gap_seconds"],
    flag: "gap-seconds",
    kind: "count",
    summary: "Longest time between two messages of a block, seconds.",
  },
  { names: ["min_tokens_per_block", "min_tokens"], flag: "min-tokens", kind: "count", summary: "Fewest tokens." },
  { names: ["max_tokens_per_block", "max_tokens"], flag: "max-tokens", kind: "positive", summary: "Most tokens." },
  { names: ["message_delimiter", "delimiter"], flag: "delimiter", kind: "text", summary: "Stands before messages." },
  {
    names: ["tokenizer", "model_id", "name"],
    flag: "tokenizer",
    kind: "tokenizer",
    summary: "o200k_base, cl100k_base or a model's id.",
  },
  { names: ["compat"], flag: "compat", kind: "switch", summary: "Follow the rules of the reference exactly." },
  choice("overflow", ["split", "drop"], "What to do with a message that alone is over the budget."),
  choice("template", ["none", "openai", "chatml", "llama-3"], "Also count what this chat template adds."),
  choice("form", ["messages", "openai", "sharegpt", "trl", "bedrock", "mistral"], "The trainer's form."),
  choice("redact", ["none", "mask", "pseudonym", "drop"], "Take addresses, numbers and the like out."),
  choice("dedupe", ["none", "exact", "near"], "Leave out blocks that say what one before said."),
  { names: ["chat_type"], flag: "chat-type", kind: "list", summary: "Learn from chats of these types." },
  { names: ["trim"], flag: "trim", kind: "switch", summary: "Begin with the user, end with the assistant." },
  { names: ["validation"], flag: "validation", kind: "share", summary: "Share of the chats for validation.jsonl." },
  { names: ["raw"], flag: "raw", kind: "switch", summary: "Also write raw.json, which holds everything." },
  { names: ["page"], flag: "page", kind: "switch", summary: "Also write statistics.html." },
  trainer("chat_template", "text"),
  ...["r", "alpha", "per_device_train_batch_size", "gradient_accumulation_steps", "warmup_steps", "max_steps"]
    .map((name) => trainer(name, "count")),
];

function choice(name: string, choices: readonly string[], summary: string): KnownSetting {
  return { names: [name], flag: name, kind: "choice", choices, summary };
}

function trainer(name: string, kind: SettingKind): KnownSetting {
  return { names: [name], kind, summary: "Of the trainer: it is taken, and does nothing here." };
}

const BY_NAME = new Map(SETTINGS.flatMap((setting) => setting.names.map((name) => [name, setting] as const)));
const LONGEST_TEXT = 32_768;

/** Whether a setting has this name. */
export function isSetting(name: string): boolean {
  return BY_NAME.has(name);
}

/** What a request sets, and where it says so. */
export interface Given {
  where: "query" | "body";
  values: Iterable<readonly [name: string, value: unknown]>;
}

/**
 * The settings of a request as words of `threadloom finetune`; of one that is given twice the later place counts.
 *
 * @throws {Refusal} 422 with all mistakes
 */
export function readSettings(given: readonly Given[]): Setting[] {
  const mistakes: Mistake[] = [];
  const found = new Map<KnownSetting, { loc: string[]; value: unknown }>();
  for (const { where, values } of given) {
    for (const [name, value] of values) {
      const known = BY_NAME.get(name);
      const loc = [where, name.slice(0, 100)];
      if (!known) mistakes.push(mistake(loc, unknownName(name)));
      else if (!isUnsaid(known, value)) found.set(known, { loc, value });
    }
  }
  const settings: Setting[] = [];
  const numbers = new Map<string, number>();
  for (const [known, { loc, value }] of found) {
    try {
      const words = wordsOf(known, value);
      settings.push({ name: known.names[0], words });
      if (known.kind === "count" || known.kind === "positive") numbers.set(known.names[0], Number(value));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      mistakes.push(mistake(loc, `Cannot use "${loc[1]}": ${error.message}`));
    }
  }
  const [min, max] = [numbers.get("min_tokens_per_block"), numbers.get("max_tokens_per_block")];
  if (min !== undefined && max !== undefined && min > max && !settings.some(({ name }) => name === "compat")) {
    const loc = found.get(BY_NAME.get("min_tokens")!)!.loc;
    mistakes.push(mistake(loc, `Cannot use "${loc[1]}": it is ${min}, expected at most max_tokens_per_block, ${max}`));
  }
  if (mistakes.length > 0) throw new Refusal(422, mistakes.slice(0, 50));
  return settings;
}

/** Python's and JSON's nothing. An empty text is nothing, too, where a setting has no use for one: a form left blank. */
function isUnsaid({ kind, flag }: KnownSetting, value: unknown): boolean {
  if (value === null || value === undefined || value === "None") return true;
  return value === "" && kind !== "switch" && flag !== "delimiter" && flag !== "system-prompt";
}

/** Settings that came with a job and do nothing here, as sentences. */
export function idleSettings(settings: readonly Setting[]): string[] {
  return settings.filter(({ name }) => BY_NAME.get(name)?.flag === undefined)
    .map(({ name }) => `"${name}" is of the trainer and does nothing here.`);
}

function mistake(loc: readonly string[], msg: string): Mistake {
  return { loc, msg, type: "value_error" };
}

function unknownName(name: string): string {
  const meant = suggest(name, BY_NAME.keys());
  const choices = SETTINGS.map(({ names }) => names[0]).join(", ");
  return `Cannot find setting "${name.slice(0, 100)}": ${meant ? `did you mean "${meant}"? ` : ""}there are ${choices}`;
}

/** @throws {RangeError} when the value is not what the setting takes */
function wordsOf({ flag, kind, choices }: KnownSetting, value: unknown): string[] {
  if (kind === "switch") {
    if (value === true || value === "true" || value === "1" || value === "") return [`--${flag}`];
    if (value === false || value === "false" || value === "0") return [];
    throw new RangeError("expected true or false");
  }
  if (kind === "list") {
    const list = Array.isArray(value) ? value : typeof value === "string" ? value.split(",") : [];
    if (
      list.length === 0 || list.length > 20 || !list.every((one) => typeof one === "string" && /^\w{1,40}$/.test(one))
    ) {
      throw new RangeError("expected types of chats, such as personal_chat");
    }
    return list.map((one) => `--${flag}=${one}`);
  }
  const text = typeof value === "number" && kind !== "choice" ? String(value) : value;
  if (typeof text !== "string") throw new RangeError(`expected ${expected(kind, choices)}`);
  if (text.length > LONGEST_TEXT) {
    throw new RangeError(`it has ${text.length} characters, expected ${LONGEST_TEXT} at most`);
  }
  if (!fits(text, kind, choices)) throw new RangeError(`expected ${expected(kind, choices)}`);
  return flag === undefined ? [] : [`--${flag}=${text}`];
}

function fits(text: string, kind: SettingKind, choices: readonly string[] | undefined): boolean {
  switch (kind) {
    case "count":
      return /^\d{1,15}$/.test(text);
    case "positive":
      return /^\d{1,15}$/.test(text) && Number(text) > 0;
    case "choice":
      return choices!.includes(text);
    case "share":
      return /^(0|0?\.\d{1,15})$/.test(text);
    case "date":
      return /^\d{4}-\d\d-\d\d([T ]|$)/.test(text) && !Number.isNaN(Date.parse(text)) && isDay(text.slice(0, 10));
    case "tokenizer":
      // Never a path: what lies on this machine is nobody's business.
      return /^(o200k_base|cl100k_base)$|^[\w-][\w.-]{0,99}\/[\w-][\w.-]{0,199}$/.test(text) && !text.endsWith(".json");
    default:
      return true;
  }
}

/** `Date.parse` takes the 30th of February for a day of March. */
function isDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

function expected(kind: SettingKind, choices: readonly string[] | undefined): string {
  switch (kind) {
    case "count":
      return "a whole number, 0 or more";
    case "positive":
      return "a whole number, 1 or more";
    case "choice":
      return choices!.join(", ");
    case "share":
      return "a share from 0 to below 1, such as 0.1";
    case "date":
      return "a date or time in ISO 8601, such as 2024-03-05";
    case "tokenizer":
      return "o200k_base, cl100k_base or the id of a model, such as mistralai/Mistral-7B-v0.3";
    default:
      return "text";
  }
}
