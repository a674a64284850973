/**
 * One plugin of a config: looked up, its options filled in and checked, and made. Making one touches nothing.
 *
 * @module
 */
import type { Branch, Link } from "../../core/chain.ts";
import { type Declaration, isPlugin, type OptionsSchema, PLUGIN, type SchemaResult } from "../../core/plugin.ts";
import type { PluginDraft } from "./draft.ts";
import {
  asNumberOrTruth,
  type Filled,
  fillEnvironment,
  isEnv,
  type ReadEnv,
  type UNREAD,
  withValue,
} from "./environment.ts";
import type { Factories, Factory } from "./factories.ts";
import { keysOf, pathOf, tellIssues } from "./issues.ts";
import { resolvePaths } from "./locations.ts";
import { maskOptions } from "./mask.ts";
import { isPlain, join, type Mistakes } from "./mistakes.ts";
import { firstLine } from "./read.ts";
import type { ConfiguredPlugin } from "./types.ts";

/** What preparing needs to know. */
export interface Preparing {
  /** The config's folder, absolute. */
  folder: string;
  factories: Factories;
  readEnv: ReadEnv | typeof UNREAD;
  mistakes: Mistakes;
}

/** A plugin as far as it could be prepared. */
export interface Prepared {
  declaration?: Declaration;
  /** The made plugin, function or branch; absent where something is wrong. */
  value?: unknown;
  /** What is known of it, and of the plugins inside a branch; none for plain functions. */
  configured: ConfiguredPlugin[];
  /** Names of the variables that were asked for. */
  env: string[];
}

/** Prepares one plugin; what is wrong is a mistake. */
export async function prepare(draft: PluginDraft, preparing: Preparing): Promise<Prepared> {
  if (draft.use === undefined) return prepareMade(draft.path, draft.made);
  const { factories, mistakes, readEnv } = preparing;
  const options = draft.options ?? {};
  const found = await factories.find(draft.use, draft.slot);
  if ("mistake" in found) mistakes.add(join(draft.path, "use"), found.mistake);
  const filled = fillEnvironment(options, draft.path, readEnv, mistakes);
  const env = filled.uses.map(({ name }) => name).filter((name) => name !== "");
  for (const { name, value } of filled.uses) if (value !== undefined) mistakes.hide(value, name);
  if ("mistake" in found) return { configured: [], env };
  return { ...make(draft, found.factory, filled, preparing), declaration: found.factory.declaration, env };
}

function make(
  draft: PluginDraft,
  factory: Factory,
  filled: Filled,
  { mistakes, folder }: Preparing,
): Pick<Prepared, "value" | "configured"> {
  const { declaration } = factory;
  const { path, use = declaration.name, options = {}, optionPaths } = draft;
  const written = { path, options, optionPaths };
  for (const name of plainSecrets(declaration, options)) {
    mistakes.add(pathOf(written, [name]), `is a secret in plain text, expected { env: "<name of a variable>" }`);
  }
  let { options: given } = filled;
  let result = validate(declaration.options, given);
  if (!(result instanceof Promise) && result.issues !== undefined) {
    given = converted(filled, result.issues);
    result = validate(declaration.options, given);
  }
  if (result instanceof Promise) {
    mistakes.add(path, `${declaration.name} checks its options asynchronously, expected a schema that does it at once`);
    return { configured: [] };
  }
  if (result.issues !== undefined) {
    const unset = filled.uses.filter(({ value }) => value === undefined).map(({ at }) => at.join("\0"));
    const rest = result.issues.filter((issue) => !unset.includes(keysOf(issue).join("\0")));
    tellIssues(rest, declaration, written, mistakes);
    return { configured: [] };
  }
  // What is not set is a mistake that was told, or belongs to a pipeline that nobody asked for.
  if (mistakes.within(path) || filled.uses.some(({ value }) => value === undefined)) return { configured: [] };
  try {
    const value = factory({ ...given, ...resolvePaths(declaration, Object(result.value), folder) });
    const { options: settings } = value[PLUGIN];
    const permissions = declaration.permissions(settings);
    const masked = maskOptions(declaration, { ...Object(result.value), ...options });
    return { value, configured: [{ path, use, declaration, options: masked, permissions }] };
  } catch (error) {
    mistakes.add(path, firstLine(error));
    return { configured: [] };
  }
}

function validate(
  schema: OptionsSchema<unknown>,
  given: unknown,
): SchemaResult<unknown> | Promise<SchemaResult<unknown>> {
  return schema["~standard"].validate(given);
}

/** The environment holds text; where the schema wants something else, what the text stands for. */
function converted(
  { options, uses }: Filled,
  issues: NonNullable<SchemaResult<unknown>["issues"]>,
): Filled["options"] {
  const wrong = new Set(issues.map((issue) => keysOf(issue).join("\0")));
  let now = options;
  for (const { at, value } of uses) {
    const other = value === undefined || !wrong.has(at.join("\0")) ? undefined : asNumberOrTruth(value);
    if (other !== undefined) now = withValue(now, at, other);
  }
  return now;
}

/** Options with the role `secret` that do not come from the environment, wholly. */
function plainSecrets({ roles }: Declaration, options: { readonly [name: string]: unknown }): string[] {
  const plain = (value: unknown, depth: number): boolean => {
    if (value === undefined || value === null || isEnv(value) || depth > 32) return false;
    if (Array.isArray(value)) return value.some((one) => plain(one, depth + 1));
    return isPlain(value) ? Object.values(value).some((one) => plain(one, depth + 1)) : true;
  };
  return Object.keys(options).filter((name) => roles?.[name] === "secret" && plain(options[name], 0));
}

/** What is known of a value that TypeScript made: a plugin, a function, a branch. */
export function prepareMade(path: string, value: unknown): Prepared {
  if (isPlugin(value)) {
    const { declaration, options } = value[PLUGIN] as unknown as {
      declaration: Declaration;
      options: { readonly [name: string]: unknown } | undefined;
    };
    const configured: ConfiguredPlugin = {
      path,
      use: declaration.name,
      declaration,
      options: maskOptions(declaration, options ?? {}),
      permissions: declaration.permissions(options),
    };
    return { declaration, value, configured: [configured], env: [] };
  }
  return { value, configured: isBranch(value) ? insideBranch(path, value) : [], env: [] };
}

/** The plugins inside a `through(…).to(…)` value. */
export function insideBranch(path: string, { links, sinks }: Branch<never>): ConfiguredPlugin[] {
  const inside = (name: "through" | "to", all: readonly (Link | Branch<never>["sinks"][number])[]) =>
    all.flatMap((one, i) => prepareMade(join(join(path, name), i), one).configured);
  return [...inside("through", links), ...inside("to", sinks)];
}

function isBranch(value: unknown): value is Branch<never> {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "branch";
}
