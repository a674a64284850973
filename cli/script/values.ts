/**
 * The values of a pipeline's options: from words, flags and the environment.
 *
 * @module
 */
import type { AnyValue, NamedOption } from "../../core/pipeline_options.ts";
import { UsageError } from "../command.ts";
import type { Flags } from "../flags.ts";
import { flagName } from "./table.ts";

/** Options that were given, by name. Without a prototype: names are the pipeline's own. */
export interface Given {
  [option: string]: AnyValue;
}

/** Values that the words and flags give; what was not given is absent. */
export function wordValues(options: readonly NamedOption[], args: readonly string[], flags: Flags): Given {
  const given: Given = Object.create(null);
  for (const option of options.filter(({ env }) => env === undefined)) {
    const value = flagValue(option, flags);
    if (value !== undefined) given[option.name] = value;
  }
  const left = [...args];
  for (const option of options.filter(({ positional, name }) => positional && !(name in given))) {
    if (left.length === 0) break;
    given[option.name] = option.type === "strings" ? left.splice(0) : placed(option, left.shift()!);
  }
  if (left.length === 0) return given;
  const words = left.map((word) => `"${word}"`).join(", ");
  throw new UsageError(`Cannot read ${words}: flags say already what it could be`);
}

function flagValue({ name, type }: NamedOption, flags: Flags): AnyValue | undefined {
  const flag = flagName(name);
  if (type === "boolean") return flags.given(flag);
  if (type === "number") return flags.number(flag);
  if (type === "string") return flags.text(flag);
  const texts = flags.texts(flag);
  return texts.length === 0 ? undefined : [...texts];
}

function placed(option: NamedOption, word: string): AnyValue {
  if (option.type !== "number") return word;
  const number = Number(word);
  if (word.trim() !== "" && Number.isFinite(number)) return number;
  throw new UsageError(`Cannot read ${flagName(option.name)} "${word}": expected a number`);
}

/** How an environment variable is read; undefined where it is not set. */
export type ReadVariable = (option: NamedOption & { env: string }) => string | undefined;

/** Values that the environment gives. */
export function environmentValues(options: readonly NamedOption[], read: ReadVariable): Given {
  const given: Given = Object.create(null);
  for (const option of options) {
    if (option.env === undefined) continue;
    const text = read({ ...option, env: option.env });
    if (text !== undefined && text !== "") given[option.name] = variableValue({ ...option, env: option.env }, text);
  }
  return given;
}

/** The value is never told: it may be a secret. */
function variableValue({ name, type, env }: NamedOption & { env: string }, text: string): AnyValue {
  if (type === "number") {
    const number = Number(text);
    if (Number.isFinite(number)) return number;
    throw new UsageError(`Cannot read option "${name}": ${env} is no number`);
  }
  if (type === "boolean") {
    if (/^(?:true|1|yes|on)$/i.test(text)) return true;
    if (/^(?:false|0|no|off)$/i.test(text)) return false;
    throw new UsageError(`Cannot read option "${name}": ${env} is neither true nor false`);
  }
  return type === "strings" ? text.split(",") : text;
}

/**
 * Checks that what is required was given.
 *
 * @throws {UsageError} naming all that is missing
 */
export function checkRequired(options: readonly NamedOption[], given: Given, program: string, usage: string): void {
  const missing = options.filter(({ name, required }) => required && !(name in given)).map((
    { name, summary, ...option },
  ) =>
    option.env === undefined
      ? `${summary} (${option.positional ? `<${flagName(name)}> or ` : ""}--${flagName(name)})`
      : `${summary} (the environment variable ${option.env})`
  );
  if (missing.length > 0) {
    throw new UsageError(`Cannot run ${program}: it needs ${missing.join(" and ")}`, `usage: ${usage}`);
  }
}
