/**
 * One JSON Schema (draft 2020-12) for config files, from what the plugins declare of themselves.
 *
 * @module
 */
import { ENV_NAME } from "../../core/config.ts";
import type { Declaration } from "../../core/plugin.ts";
import type { Load } from "../modules.ts";
import { declarationOf, PLUGINS } from "../registry.ts";
import { VERSION } from "../version.ts";
import { type Slot, SLOTS } from "./draft.ts";
import { type JsonSchema, jsonSchemaOf } from "./expected.ts";

const ENV: JsonSchema = { $ref: "#/$defs/env" };

/** Keywords that say something to people: they stay outside when a schema is put beside `{ env }`. */
const ANNOTATIONS = ["title", "description", "default", "examples", "deprecated"];

/** The schema of the config files that this version reads. */
export async function configSchema(load: Load): Promise<JsonSchema> {
  const plugins: { [name: string]: JsonSchema } = {};
  const names: { [S in Slot]: string[] } = { source: [], through: [], to: [], ledger: [] };
  for (const registered of PLUGINS) {
    const slot = slotOf(registered.kind);
    const name = `${SLOTS[slot].what}-${registered.name}`;
    plugins[name] = pluginSchema(await declarationOf(load, registered));
    names[slot].push(name);
  }
  const choice = (slot: Slot, ...more: string[]): JsonSchema => ({
    type: "object",
    anyOf: [...names[slot], "module", ...more].map((name) => ({ $ref: `#/$defs/${name}` })),
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `urn:threadloom:config:${VERSION}`,
    title: "threadloom config",
    description: "Pipelines that threadloom runs: each has a source, transforms and sinks.",
    type: "object",
    required: ["pipelines"],
    additionalProperties: false,
    properties: {
      $schema: { type: "string", description: "Address of this schema, for editors." },
      pipelines: {
        description: "Pipelines by name. The name is that of the folder that keeps a pipeline's state.",
        type: "object",
        minProperties: 1,
        propertyNames: { pattern: "^[\\p{L}\\p{N}][\\p{L}\\p{N} ._\\-]*$" },
        additionalProperties: { $ref: "#/$defs/pipeline" },
      },
    },
    examples: [EXAMPLE],
    $defs: {
      pipeline: PIPELINE,
      source: { ...choice("source", "feed"), title: "source", description: "Where records come from." },
      transform: { ...choice("through"), title: "transform", description: "What happens to each record." },
      sink: { ...choice("to", "branch"), title: "sink", description: "Where records go." },
      ledger: { ...choice("ledger"), title: "ledger", description: "What remembers what was committed." },
      ...plugins,
      feed: FEED,
      branch: BRANCH,
      module: MODULE,
      through: { type: "array", items: { $ref: "#/$defs/transform" }, description: "Transforms, in order." },
      to: {
        anyOf: [{ $ref: "#/$defs/sink" }, { type: "array", minItems: 1, items: { $ref: "#/$defs/sink" } }],
        description: "A sink, or a list of sinks and branches. They are written in this order.",
      },
      env: {
        title: "environment variable",
        description: "The value is taken from the environment. The only way to give a secret.",
        type: "object",
        required: ["env"],
        additionalProperties: false,
        properties: { env: { type: "string", pattern: ENV_NAME.source, description: "Name of the variable." } },
      },
    },
  };
}

function slotOf(kind: Declaration["kind"]): Slot {
  const slots: readonly Slot[] = ["source", "through", "to", "ledger"];
  return slots.find((slot) => SLOTS[slot].kinds.includes(kind)) ?? "source";
}

/** `{ use, …options }` of one plugin. */
export function pluginSchema(declaration: Declaration): JsonSchema {
  const { name, kind, summary, roles } = declaration;
  const use: JsonSchema = { const: name, description: summary };
  const head = { title: `${kind} ${name}`, description: summary, type: "object" };
  const schema = jsonSchemaOf(declaration);
  if (!schema?.properties || JSON.stringify(schema).includes('"$ref"')) {
    return { ...head, required: ["use"], properties: { use } };
  }
  const properties = Object.entries(schema.properties).map(([option, one]) => {
    const { kept, rest } = split(one);
    return [option, roles?.[option] === "secret" ? { ...kept, ...onlyEnv(rest) } : orEnv(one)];
  });
  return {
    ...head,
    required: ["use", ...schema.required ?? []],
    additionalProperties: schema.additionalProperties ?? true,
    properties: { use, ...Object.fromEntries(properties) },
  };
}

function split(schema: JsonSchema): { kept: JsonSchema; rest: JsonSchema } {
  const entries = Object.entries(schema);
  const annotates = ([keyword]: [string, unknown]) => ANNOTATIONS.includes(keyword);
  return {
    kept: Object.fromEntries(entries.filter(annotates)),
    rest: Object.fromEntries(entries.filter((one) => !annotates(one))),
  };
}

/** The same, with every text, number and truth value also as `{ env }`. */
function orEnv(schema: JsonSchema): JsonSchema {
  const { kept, rest } = split(schema);
  if (rest.anyOf) {
    const members = rest.anyOf.map((one) => isScalar(one) ? one : orEnv(one));
    return { ...kept, ...rest, anyOf: rest.anyOf.some(isScalar) ? [...members, ENV] : members };
  }
  if (isScalar(rest)) return { ...kept, anyOf: [rest, ENV] };
  return inside(schema, orEnv);
}

/** A secret: nothing but `{ env }`, or a list or map of it. */
function onlyEnv(schema: JsonSchema): JsonSchema {
  if (schema.anyOf) return { anyOf: schema.anyOf.map((one) => isScalar(one) ? ENV : onlyEnv(one)) };
  return isScalar(schema) || !schema.type ? ENV : inside(schema, onlyEnv);
}

function inside(schema: JsonSchema, change: (one: JsonSchema) => JsonSchema): JsonSchema {
  const { items, properties, additionalProperties } = schema;
  return {
    ...schema,
    ...(items ? { items: change(items) } : {}),
    ...(properties
      ? { properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, change(one)])) }
      : {}),
    ...(typeof additionalProperties === "object" ? { additionalProperties: change(additionalProperties) } : {}),
  };
}

function isScalar({ type, enum: choices, const: only }: JsonSchema): boolean {
  return choices !== undefined || only !== undefined ||
    (typeof type === "string" && ["string", "number", "integer", "boolean"].includes(type));
}

const THROUGH: JsonSchema = { $ref: "#/$defs/through" };
const TO: JsonSchema = { $ref: "#/$defs/to" };

const PIPELINE: JsonSchema = {
  title: "pipeline",
  type: "object",
  required: ["source", "to"],
  additionalProperties: false,
  properties: {
    summary: { type: "string", description: "One line on what it is for." },
    source: { $ref: "#/$defs/source" },
    through: THROUGH,
    to: TO,
    ledger: { $ref: "#/$defs/ledger" },
    mirror: {
      type: "boolean",
      default: false,
      description: "Delete units that the source no longer has, if it claims to be complete.",
    },
    maxDelete: {
      anyOf: [{ type: "integer", minimum: 0 }, {
        type: "string",
        pattern: "^0*(?:100(?:\\.0+)?|\\d{1,2}(?:\\.\\d+)?)%$",
      }],
      description: "Most entries one store may lose in a run: a number, or a share such as 30%. " +
        "Without it: the larger of 100 and 20%.",
      examples: ["30%", 1000],
    },
    maxDeadLetters: {
      type: "integer",
      minimum: 0,
      default: 0,
      description: "Dead letters allowed before a run counts as partial.",
    },
    onDead: { enum: ["continue", "stop"], default: "continue", description: "Whether to go on after a dead unit." },
  },
};

const FEED: JsonSchema = {
  title: "feed",
  description: "Reads the store that another pipeline of this file keeps.",
  type: "object",
  required: ["pipeline"],
  additionalProperties: false,
  properties: {
    pipeline: { type: "string", description: "Name of the other pipeline." },
    sink: { type: "string", description: "Name of its store, where it keeps several." },
  },
};

const BRANCH: JsonSchema = {
  title: "branch",
  description: "Sinks behind a condition or transforms of their own.",
  type: "object",
  required: ["to"],
  additionalProperties: false,
  properties: {
    when: { type: "string", description: "An expression: only records for which it holds go on." },
    through: THROUGH,
    to: TO,
  },
};

const MODULE: JsonSchema = {
  title: "a plugin of your own",
  description: "A module with a factory made by definePlugin; its options stand beside.",
  type: "object",
  required: ["use"],
  properties: {
    use: {
      type: "string",
      pattern: "^(?:\\.{1,2}/|/|file:|npm:|jsr:|https?:)",
      description: "Path, package or address; #name where it has several factories.",
      examples: ["./my_source.ts", "npm:some-package@1.2.3#someSink"],
    },
  },
};

const EXAMPLE = {
  pipelines: {
    chats: {
      source: { use: "chatgpt", path: "export.zip" },
      to: [{ use: "sqlite" }, { use: "markdown", path: "chats" }],
    },
    lines: { source: { pipeline: "chats" }, to: { use: "jsonl", path: "chats.jsonl" } },
  },
};
