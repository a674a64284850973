/**
 * The options that a schema of another library describes, as a pipeline offers them.
 *
 * The JSON Schema is asked for as Standard JSON Schema has it (`~standard.jsonSchema.input`), else as a method
 * `toJSONSchema()`.
 *
 * @module
 */
import type { NamedOption, PipelineOptions } from "./pipeline_options.ts";
import { namedOptions } from "./pipeline_options.ts";
import type { OptionRole, OptionsSchema } from "./plugin.ts";

/** What is read of a JSON Schema. `role`, `env` and `positional` are extra keys that a schema's metadata may carry. */
interface Shape {
  type?: unknown;
  properties?: { [name: string]: Shape };
  required?: readonly string[];
  description?: string;
  default?: unknown;
  enum?: readonly unknown[];
  items?: Shape;
  anyOf?: readonly Shape[];
  role?: OptionRole;
  env?: string;
  positional?: boolean;
}

/** True for a Standard Schema. */
export function isSchema(options: PipelineOptions | OptionsSchema<unknown>): options is OptionsSchema<unknown> {
  const standard = (options as { "~standard"?: { validate?: unknown } })["~standard"];
  return typeof standard?.validate === "function";
}

/**
 * The options a schema describes.
 *
 * @throws {TypeError} when it cannot say its JSON Schema, or describes what no flag can give
 */
export function schemaOptions(pipeline: string, schema: OptionsSchema<unknown>): NamedOption[] {
  const { properties, required = [], type } = jsonSchemaOf(pipeline, schema);
  if (type !== "object" || properties === undefined) {
    throw new TypeError(`Cannot define pipeline "${pipeline}": its options schema is no object with properties`);
  }
  const mistakes: string[] = [];
  const options: { [name: string]: NamedOption } = Object.create(null);
  for (const [name, shape] of Object.entries(properties)) {
    const { role, env, positional, description } = shape;
    const made = typed(shape);
    if (made === undefined) {
      mistakes.push(
        `${name}: no flag can give what its schema says, expected a string, number, boolean or list of strings`,
      );
      continue;
    }
    const needed = required.includes(name) && made.default === undefined;
    options[name] = { ...made, name, summary: description ?? name, role, env, positional, required: needed };
  }
  if (mistakes.length > 0) throw new TypeError(`Cannot define pipeline "${pipeline}": ${mistakes.join("; ")}`);
  return namedOptions(pipeline, options);
}

function jsonSchemaOf(pipeline: string, schema: OptionsSchema<unknown>): Shape {
  const { "~standard": standard, toJSONSchema } = schema as {
    "~standard": { jsonSchema?: { input?(options: { target: string }): unknown } };
    toJSONSchema?(options: { io: string }): unknown;
  };
  const said = standard.jsonSchema?.input
    ? standard.jsonSchema.input({ target: "draft-2020-12" })
    : toJSONSchema?.call(schema, { io: "input" });
  if (typeof said === "object" && said !== null) return said;
  throw new TypeError(
    `Cannot define pipeline "${pipeline}": its options schema cannot say its JSON Schema (~standard.jsonSchema), ` +
      "expected one that can, or plain descriptors",
  );
}

type Typed =
  | { type: "string"; choices?: string[]; default?: string }
  | { type: "number"; default?: number }
  | { type: "boolean"; default?: boolean }
  | { type: "strings"; choices?: string[]; default?: string[] };

function typed(shape: Shape): Typed | undefined {
  const { type, items, anyOf, default: standard } = shape;
  if (anyOf) {
    const all = anyOf.filter((one) => one.type !== "null").map((one) => typed({ ...one, default: standard }));
    // One text or several: a flag that may be given several times.
    return all.find((one) => one?.type === "strings") ?? (all.length === 1 ? all[0] : undefined);
  }
  if (type === "string") {
    return { type, choices: textsOf(shape.enum), default: typeof standard === "string" ? standard : undefined };
  }
  if (type === "number" || type === "integer") {
    return { type: "number", default: typeof standard === "number" ? standard : undefined };
  }
  if (type === "boolean") return { type, default: typeof standard === "boolean" ? standard : undefined };
  if (type === "array" && items?.type === "string") {
    return { type: "strings", choices: textsOf(items.enum), default: textsOf(standard) };
  }
  return undefined;
}

function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;
}
