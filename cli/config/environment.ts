/**
 * Values from the environment: `{ env: "NAME" }` inside options.
 *
 * @module
 */
import { ENV_NAME } from "../../core/config.ts";
import { isPlain, join, type Mistakes, show } from "./mistakes.ts";

/** How a variable is asked for; rejects by a throw where asking is not allowed. */
export type ReadEnv = (name: string) => string | undefined;

/** Stands for the reading of variables that nobody will use: they are left as if they were not set. */
export const UNREAD = Symbol("unread");

/** A place that was filled from the environment. */
export interface EnvUse {
  name: string;
  /** Keys that lead to it from the options. */
  at: readonly (string | number)[];
  /** Absent when the variable is not set: something stands in its place meanwhile. */
  value?: string;
}

/** Options with their places filled, and which these were. */
export interface Filled {
  options: { readonly [name: string]: unknown };
  uses: EnvUse[];
}

/** Nesting of options; nobody writes so much, and what holds itself has no end. */
const DEEPEST = 32;

/** Stands for a variable that is not set, so that all else can be checked. */
const MISSING = "not set";

/**
 * Fills `{ env: "NAME" }` everywhere in the options. A variable that is not set (or empty) is a mistake, unless none is
 * read.
 */
export function fillEnvironment(
  options: { readonly [name: string]: unknown },
  path: string,
  readEnv: ReadEnv | typeof UNREAD,
  mistakes: Mistakes,
): Filled {
  const uses: EnvUse[] = [];
  const fill = (value: unknown, at: readonly (string | number)[], here: string): unknown => {
    if (at.length > DEEPEST) {
      mistakes.add(here, `is nested more than ${DEEPEST} deep, expected less`);
      return undefined;
    }
    if (Array.isArray(value)) return value.map((one, i) => fill(one, [...at, i], join(here, i)));
    if (!isPlain(value)) return value;
    if (at.length > 0 && isEnv(value)) return take(value.env, at, here);
    // fromEntries makes a key such as __proto__ an ordinary one.
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, fill(one, [...at, key], join(here, key))]),
    );
  };
  const take = (name: unknown, at: readonly (string | number)[], here: string): unknown => {
    if (typeof name !== "string" || !ENV_NAME.test(name)) {
      mistakes.add(join(here, "env"), `is ${show(name)}, expected the name of an environment variable`);
      uses.push({ name: "", at });
      return MISSING;
    }
    const value = readEnv === UNREAD ? undefined : ask(name, here, readEnv, mistakes);
    uses.push({ name, at, ...(value === undefined ? {} : { value }) });
    return value ?? MISSING;
  };
  return { options: fill(options, [], path) as Filled["options"], uses };
}

function ask(name: string, path: string, readEnv: ReadEnv, mistakes: Mistakes): string | undefined {
  try {
    const value = readEnv(name);
    if (value) return value;
    const is = value === undefined ? "is not set" : "is empty";
    mistakes.add(path, `the environment variable "${name}" ${is}, expected a value: set it before you start`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    mistakes.add(path, `the environment variable "${name}" may not be read, expected --allow-env=${name}`);
  }
  return undefined;
}

/** True for `{ env: … }` with nothing beside it. */
export function isEnv(value: unknown): value is { readonly env: unknown } {
  return isPlain(value) && Object.hasOwn(value, "env") && Object.keys(value).length === 1;
}

/** A copy of the options with another value at one place. */
export function withValue(
  options: { readonly [name: string]: unknown },
  at: readonly (string | number)[],
  value: unknown,
): { readonly [name: string]: unknown } {
  const put = (into: unknown, depth: number): unknown => {
    if (depth === at.length) return value;
    const key = at[depth];
    if (Array.isArray(into)) return into.map((one, i) => i === key ? put(one, depth + 1) : one);
    return Object.fromEntries(
      Object.entries(Object(into)).map(([name, one]) => [name, name === key ? put(one, depth + 1) : one]),
    );
  };
  return put(options, 0) as { readonly [name: string]: unknown };
}

/** A text from the environment as the number or truth value it stands for, if it does. */
export function asNumberOrTruth(text: string): number | boolean | undefined {
  if (text === "true" || text === "false") return text === "true";
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
