/**
 * A plugin's options as its pages list them, from the schema in its declaration.
 *
 * @module
 */
import { orList } from "../../cli/parse.ts";
import type { Declaration, OptionRole } from "../../core/plugin.ts";
import { z } from "../../deps/zod.ts";

/** One option, in words. */
export interface OptionRow {
  name: string;
  /** `string`, `"a"` or `"b"`, `list of strings`. */
  type: string;
  needed: boolean;
  /** Absent where there is none that can be written down. */
  default?: unknown;
  role: OptionRole;
  summary?: string;
  /** The JSON Schema it was read from; empty for values that only code can give. */
  schema: Shape;
}

/** What is read of a JSON Schema. */
export interface Shape {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
  readonly format?: string;
  readonly pattern?: string;
  readonly additionalProperties?: Shape | boolean;
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
}

/**
 * The options of a plugin that comes with threadloom, in the order of its schema.
 *
 * @throws {TypeError} when its schema is no zod object
 */
export function optionRows({ name: plugin, options, roles = {} }: Declaration): OptionRow[] {
  if (!(options instanceof z.ZodObject)) {
    throw new TypeError(`Cannot describe "${plugin}": its options are no zod object`);
  }
  return Object.entries<z.ZodType>(options.shape).map(([name, field]) => {
    const schema = shapeOf(field);
    return {
      name,
      type: typeWords(schema),
      needed: !field.safeParse(undefined).success,
      role: Object.hasOwn(roles, name) ? roles[name] : "content",
      schema,
      ...(schema.default !== undefined ? { default: schema.default } : {}),
      ...(schema.description !== undefined ? { summary: schema.description } : {}),
    };
  });
}

/** Of values that no JSON can write (functions, open connections) only their summary is known. */
function shapeOf(field: z.ZodType): Shape {
  try {
    return z.toJSONSchema(field, { io: "input", unrepresentable: "any" }) as Shape;
  } catch (error) {
    // Zod writes a default as JSON and fails where it is a function.
    if (error instanceof SyntaxError) return { description: field.description };
    throw error;
  }
}

/** What a value of this shape is, in words. */
export function typeWords(shape: Shape): string {
  if (shape.const !== undefined) return code(shape.const);
  if (shape.enum) return orList(shape.enum.map(code));
  if (shape.anyOf) return orList([...new Set(shape.anyOf.map(typeWords))]);
  switch (shape.type) {
    case "array":
      return `list of ${plural(shape.items ?? {})}`;
    case "object":
      return typeof shape.additionalProperties === "object" && shape.additionalProperties.type !== undefined
        ? `names with ${plural(shape.additionalProperties)}`
        : "object";
    case "integer":
      return "whole number";
    case undefined:
      return "value";
    default:
      return shape.type;
  }
}

function plural(shape: Shape): string {
  const one = typeWords(shape);
  return /^[a-z ]+$/.test(one) && !/^(?:list|names) /.test(one) ? `${one}s` : one;
}

/** A value as code in Markdown. */
export function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}
