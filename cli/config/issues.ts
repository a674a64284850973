/**
 * What a plugin's schema finds wrong with options, in the words of all other mistakes.
 *
 * @module
 */
import type { Declaration, SchemaResult } from "../../core/plugin.ts";
import { suggest } from "../suggest.ts";
import { expectedBy, type JsonSchema, jsonSchemaOf, schemaAt } from "./expected.ts";
import { join, type Mistakes, show, unknown } from "./mistakes.ts";

type Issue = NonNullable<SchemaResult<unknown>["issues"]>[number];

/** Where the options stand and how they are written there. */
export interface Written {
  /** Path of the plugin. */
  path: string;
  /** As the file has them: variables by name, no value of one. */
  options: { readonly [name: string]: unknown };
  /** Where mistakes in an option are told, if not at `path.option`. */
  optionPaths?: { readonly [option: string]: string };
}

/** Tells each issue as a mistake at its place. */
export function tellIssues(
  issues: readonly Issue[],
  declaration: Declaration,
  written: Written,
  mistakes: Mistakes,
): void {
  const schema = jsonSchemaOf(declaration);
  for (const issue of issues) {
    const at = keysOf(issue);
    const keys = "keys" in issue && Array.isArray(issue.keys) ? issue.keys : undefined;
    if (keys) {
      const known = Object.keys(schemaAt(schema, at)?.properties ?? {});
      for (const key of keys.map(String)) {
        mistakes.add(pathOf(written, [...at, key]), unknown("option", key, known, declaration.name));
      }
      continue;
    }
    const secret = declaration.roles?.[String(at[0])] === "secret";
    mistakes.add(pathOf(written, at), say(issue, at, valueAt(written.options, at), schema, secret));
  }
}

/** The keys of an issue's path. */
export function keysOf(issue: Issue): (string | number)[] {
  return (issue.path ?? []).map((one) => {
    const key = typeof one === "object" ? one.key : one;
    return typeof key === "number" ? key : String(key);
  });
}

/** The path of a place in the options, as mistakes name it. */
export function pathOf({ path, optionPaths }: Written, at: readonly (string | number)[]): string {
  const [option, ...rest] = at;
  const own = optionPaths !== undefined && Object.hasOwn(optionPaths, String(option));
  return own ? rest.reduce<string>(join, optionPaths[String(option)]) : at.reduce<string>(join, path);
}

function say(
  issue: Issue,
  at: readonly (string | number)[],
  value: unknown,
  schema: JsonSchema | undefined,
  secret: boolean,
): string {
  const here = schemaAt(schema, at);
  const expected = expectedBy(here);
  const code = "code" in issue ? issue.code : undefined;
  const shown = secret ? "a secret" : show(value);
  if (at.length === 0) return issue.message;
  if (value === undefined) return `is missing, expected ${expected ?? issue.message}`;
  // An error of a plugin's own says what is there by itself.
  if (code === "custom" && issue.message.startsWith("Cannot ")) return issue.message.split("\n")[0];
  if (code === "custom" && issue.message.startsWith("expected ")) return `is ${shown}, ${issue.message.split("\n")[0]}`;
  if (code === "custom" || expected === undefined) return `is ${shown}: ${tidy(issue.message)}`;
  // The words of the JSON Schema leave out what only the library knows: lengths, formats.
  const more = code === "too_big" || code === "invalid_format" || (code === "too_small" && value !== "")
    ? ` (${tidy(issue.message)})`
    : "";
  const meant = typeof value === "string" && here?.enum ? suggest(value, here.enum.map(String)) : undefined;
  return `is ${shown}, expected ${expected}${more}${meant === undefined ? "" : `, did you mean "${meant}"?`}`;
}

function tidy(message: string): string {
  return message.split("\n")[0].replace(/^(Too (small|big)|Invalid \w+): /, "").replace(/^expected /, "");
}

function valueAt(options: unknown, at: readonly (string | number)[]): unknown {
  let here = options;
  for (const key of at) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as { readonly [key: string]: unknown })[key];
  }
  return here;
}
