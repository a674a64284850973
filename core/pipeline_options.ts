/**
 * The options of a pipeline that is a program of its own: what they are, which values fit, and which types follow.
 *
 * @module
 */
import type { OptionRole, OptionsSchema } from "./plugin.ts";

/** What every option says of itself. */
interface OptionBase {
  /** One line, for help. */
  readonly summary: string;
  /** True: it has to be given. */
  readonly required?: boolean;
  /** What it changes; a secret needs `env`. A `location` is completed as a path. @default "content" */
  readonly role?: OptionRole;
  /** The environment variable that holds it; then it has no flag. */
  readonly env?: string;
  /** True: it may be given without its flag, in the order of the options. */
  readonly positional?: boolean;
}

/** An option that is text. */
export interface StringOption extends OptionBase {
  readonly type: "string";
  readonly choices?: readonly string[];
  readonly default?: string;
}

/** An option that is a number. */
export interface NumberOption extends OptionBase {
  readonly type: "number";
  readonly default?: number;
}

/** An option that is on or off; off where nothing is said. */
export interface BooleanOption extends OptionBase {
  readonly type: "boolean";
  readonly default?: boolean;
}

/** An option that is a list of texts: its flag may be given several times. Empty where nothing is said. */
export interface StringsOption extends OptionBase {
  readonly type: "strings";
  readonly choices?: readonly string[];
  readonly default?: readonly string[];
}

/** One option of a pipeline. */
export type PipelineOption = StringOption | NumberOption | BooleanOption | StringsOption;

/** The options of a pipeline, by name (camelCase; the flag is kebab-case). */
export interface PipelineOptions {
  readonly [name: string]: PipelineOption;
}

/** An option with its name. */
export type NamedOption = PipelineOption & { readonly name: string };

/** The value that `build` is given for an option. */
export type OptionValue<D extends PipelineOption> = D extends { type: "boolean" } ? boolean
  : D extends { type: "strings" } ? (D extends { choices: readonly (infer C)[] } ? C : string)[]
  :
    | (D extends { type: "number" } ? number : D extends { choices: readonly (infer C)[] } ? C : string)
    | (D extends { required: true } | { default: string | number } ? never : undefined);

/** What `build` is given: the options with their defaults, or what the schema makes of them. */
export type OptionValues<O> = O extends OptionsSchema<infer V> ? V
  : O extends PipelineOptions ? { -readonly [N in keyof O]: OptionValue<O[N]> }
  : never;

type Needed<O extends PipelineOptions> = { [N in keyof O]: O[N] extends { required: true } ? N : never }[keyof O];

/** What options are given as: those that are not required may be left out. */
export type OptionsGiven<O> = O extends OptionsSchema<infer V>
  ? O extends { readonly "~standard": { readonly types?: { readonly input: infer I } | undefined } } ? I : V
  : O extends PipelineOptions
    ? { [N in Needed<O>]: OptionValue<O[N]> } & { [N in Exclude<keyof O, Needed<O>>]?: OptionValue<O[N]> }
  : never;

/** A value of any option. */
export type AnyValue = string | number | boolean | string[];

const NAME = /^[a-z][a-zA-Z0-9]*$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The options as a list, checked.
 *
 * @throws {TypeError} when one is no option, naming all mistakes
 */
export function namedOptions(pipeline: string, options: PipelineOptions): NamedOption[] {
  const all = Object.entries(options).map(([name, option]) => ({ ...option, name }));
  const mistakes = all.flatMap((option) => mistakesOf(option).map((mistake) => `${option.name}: ${mistake}`));
  if (mistakes.length === 0) return all;
  throw new TypeError(`Cannot define pipeline "${pipeline}": ${mistakes.join("; ")}`);
}

function mistakesOf(option: NamedOption): string[] {
  const mistakes: string[] = [];
  const { name, type, summary, role, env, positional, required } = option;
  if (!NAME.test(name)) mistakes.push("its name is not camelCase: expected letters and digits, a small letter first");
  if (!["string", "number", "boolean", "strings"].includes(type)) {
    return [...mistakes, `its type is "${type}", expected string, number, boolean or strings`];
  }
  if (typeof summary !== "string" || summary === "") mistakes.push("it has no summary, expected one line");
  if (role === "secret" && env === undefined) {
    mistakes.push("it is a secret, which is never a flag: expected env, the name of an environment variable");
  }
  if (env !== undefined && !VARIABLE.test(env)) mistakes.push(`env is "${env}", expected a variable's name`);
  if (env !== undefined && positional) mistakes.push("it comes from the environment and cannot be positional");
  if (positional && type === "boolean") mistakes.push("it is on or off and cannot be positional");
  if (required && option.default !== undefined) mistakes.push("it is required and has a default, expected one of both");
  if (option.default !== undefined) {
    const wrong = wrongValue(option, option.default);
    if (wrong !== undefined) mistakes.push(`its default is ${wrong}`);
  }
  return mistakes;
}

/**
 * The values with defaults filled in, with all mistakes in them.
 *
 * @param given as a caller writes it; read only at its own properties
 */
export function fillIn(options: readonly NamedOption[], given: object): { values: object; mistakes: string[] } {
  const mistakes: string[] = [];
  const values: { [name: string]: unknown } = {};
  const known = new Set(options.map(({ name }) => name));
  for (const name of Object.keys(given)) {
    if (!known.has(name)) {
      mistakes.push(`${name}: there is no such option, expected ${[...known].join(", ") || "none"}`);
    }
  }
  for (const option of options) {
    const { name } = option;
    const value = Object.hasOwn(given, name) ? (given as { [name: string]: unknown })[name] : undefined;
    if (value === undefined) {
      if (option.required) mistakes.push(missing(option));
      else values[name] = absent(option);
      continue;
    }
    const wrong = wrongValue(option, value);
    if (wrong !== undefined) mistakes.push(`${name}: it is ${wrong}`);
    else if (option.required && Array.isArray(value) && value.length === 0) mistakes.push(missing(option));
    else values[name] = value;
  }
  return { values, mistakes };
}

function missing({ name, env, summary }: NamedOption): string {
  return `${name}: it is missing, expected ${env === undefined ? summary : `the environment variable ${env}`}`;
}

function absent(option: NamedOption): AnyValue | undefined {
  if (option.type === "boolean") return option.default ?? false;
  if (option.type === "strings") return [...option.default ?? []];
  return option.default;
}

/** What is wrong with a value; undefined where nothing is. A secret is never told. */
function wrongValue(option: NamedOption, value: unknown): string | undefined {
  const shown = option.env === undefined ? JSON.stringify(value) : "something else";
  const choices = "choices" in option ? option.choices : undefined;
  const fits = (one: unknown): boolean => typeof one === "string" && (!choices || choices.includes(one));
  const words = choices ? `one of ${choices.join(", ")}` : "text";
  switch (option.type) {
    case "string":
      return fits(value) ? undefined : `${shown}, expected ${words}`;
    case "number":
      return Number.isFinite(value) ? undefined : `${shown}, expected a number`;
    case "boolean":
      return typeof value === "boolean" ? undefined : `${shown}, expected true or false`;
    case "strings":
      return Array.isArray(value) && value.every(fits) ? undefined : `${shown}, expected a list of ${words}`;
  }
}
