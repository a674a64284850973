/**
 * The options of a plugin, by the JSON Schema that its options schema writes of itself.
 *
 * @module
 */
import type { Declaration } from "../../core/plugin.ts";

/** One option, as a declaration's schema describes it. */
export interface Option {
  name: string;
  /** As TypeScript would write it. */
  type: string;
  summary?: string;
  default?: unknown;
  required: boolean;
  /** Something of its type, to try the declaration with: `FOLDER/FILE` where it is a text. */
  placeholder: unknown;
}

/** What is read of a JSON Schema. */
interface Shape {
  type?: unknown;
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly Shape[];
  items?: Shape;
  minimum?: number;
  description?: string;
  default?: unknown;
  properties?: { readonly [name: string]: Shape };
  required?: readonly string[];
}

/** Part of Standard JSON Schema, which schema libraries may implement beside Standard Schema. */
interface Described {
  readonly jsonSchema?: { input(options: { target: string }): unknown };
}

/**
 * The options, or why there is nothing to say of them: the schema's library may have no words for one (functions,
 * classes), or for any.
 */
export function optionsOf({ options }: Declaration): Option[] | string {
  const described = options["~standard"] as Described;
  let schema: Shape;
  try {
    if (described.jsonSchema === undefined) return "its schema cannot say its JSON Schema";
    schema = Object(described.jsonSchema.input({ target: "draft-2020-12" }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const shape: Shape = Object(property);
    const { description, default: fallback } = shape;
    const needed = required.has(name) && fallback === undefined;
    const placeholder = placeholderOf(shape, name);
    return { name, type: typeOf(shape), summary: description, default: fallback, required: needed, placeholder };
  });
}

function typeOf(shape: Shape | undefined): string {
  const { type, enum: choices, anyOf, items, const: only } = Object(shape) as Shape;
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  if (only !== undefined) return JSON.stringify(only);
  if (anyOf) return anyOf.map(typeOf).join(" | ");
  if (type === "array") return items?.anyOf || items?.enum ? `(${typeOf(items)})[]` : `${typeOf(items)}[]`;
  return typeof type === "string" ? type : "any";
}

/** Not nested: a schema that wants more than one level of made-up values is told to be too much. */
function placeholderOf(shape: Shape, name: string, depth = 0): unknown {
  const { type, enum: choices, anyOf, items, const: only, minimum = 1 } = shape;
  if (only !== undefined) return only;
  if (choices) return choices[0];
  if (anyOf?.length) return placeholderOf(anyOf[0], name, depth);
  if (type === "array") return items && depth < 2 ? [placeholderOf(items, name, depth + 1)] : [];
  if (type === "number" || type === "integer") return minimum;
  if (type === "boolean") return false;
  if (type === "object") return {};
  if (type !== "string") return undefined;
  if (/url$|endpoint$/i.test(name)) return "https://HOST";
  if (/^(?:path|file)$|(?:Path|File)$/.test(name)) return "FOLDER/FILE";
  return /^(?:folder|dir)$|(?:Folder|Dir)$/.test(name) ? "FOLDER" : name.toUpperCase();
}
