/**
 * What an option takes, in words, from the JSON Schema that a plugin's schema writes of itself.
 *
 * @module
 */
import { orList } from "../parse.ts";
import type { Declaration } from "../../core/plugin.ts";

/** A JSON Schema, as far as it is looked at. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly [keyword: string]: unknown;
}

/** Part of Standard JSON Schema, which libraries may implement beside Standard Schema. */
interface Describing {
  readonly jsonSchema?: { input(options: { target: string }): unknown };
}

/** The schema of a plugin's options, as people write them; undefined where its library cannot write it. */
export function jsonSchemaOf({ options }: Declaration): JsonSchema | undefined {
  const { jsonSchema } = options["~standard"] as Describing;
  try {
    const schema = jsonSchema?.input({ target: "draft-2020-12" });
    return typeof schema === "object" && schema !== null ? { ...schema } : undefined;
  } catch {
    // What holds functions has no JSON Schema: mistakes are then told in the library's own words.
    return undefined;
  }
}

/** The schema of a place inside a value. */
export function schemaAt(schema: JsonSchema | undefined, at: readonly (string | number)[]): JsonSchema | undefined {
  let here = schema;
  for (const key of at) {
    if (here === undefined) return undefined;
    const choices = [here, ...here.anyOf ?? []];
    here = typeof key === "number"
      ? choices.find(({ items }) => items !== undefined)?.items
      : choices.find(({ properties }) => properties && Object.hasOwn(properties, key))?.properties?.[key];
  }
  return here;
}

/** `a text`, `"a" or "b"`, `a list of whole numbers`; undefined where nothing is known. */
export function expectedBy(schema: JsonSchema | undefined): string | undefined {
  if (schema === undefined) return undefined;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return orList(schema.enum.map((one) => JSON.stringify(one)));
  if (schema.anyOf) {
    const all = schema.anyOf.map(expectedBy);
    return all.includes(undefined) ? undefined : orList([...new Set(all as string[])]);
  }
  switch (schema.type) {
    case "string":
      return typeof schema.minLength === "number" && schema.minLength > 0 ? "a text that is not empty" : "a text";
    case "number":
    case "integer":
      return `a ${schema.type === "integer" ? "whole " : ""}number${bounds(schema)}`;
    case "boolean":
      return "true or false";
    case "null":
      return "null";
    case "array": {
      const of = expectedBy(schema.items);
      return of === undefined ? "a list" : `a list, each ${of}`;
    }
    case "object":
      return schema.properties ? `{ ${Object.keys(schema.properties).join(", ")} }` : "an object";
    default:
      return undefined;
  }
}

function bounds({ minimum, maximum }: JsonSchema): string {
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  if (least !== undefined) return `, ${least} or more`;
  return most === undefined ? "" : `, ${most} or less`;
}
