/**
 * `map`: records made of expressions.
 *
 * @module
 */
import { parseExpression } from "../../core/expression/mod.ts";
import { definePlugin, type PluginFactory } from "../../core/plugin.ts";
import { set } from "../../core/record_transforms.ts";
import { z } from "../../deps/zod.ts";
import { expressions } from "./expressions.ts";
import { fieldsOf, perRecord, SHARED, type Unstamped } from "./make.ts";

/** Options of `mapTransform`. */
export interface MapOptions {
  /** The new record's fields, each with the expression that gives its value. What is missing stays absent. */
  fields: { [name: string]: string };
  /**
   * Whether the record's own fields stay, those of a new name apart.
   * @default false
   */
  keep?: boolean;
}

/** Options with defaults filled in. */
export interface MapSettings extends MapOptions {
  keep: boolean;
}

const schema: z.ZodType<MapSettings, MapOptions> = z.strictObject({
  fields: expressions.describe("The new record's fields, each with the expression that gives its value."),
  keep: z.boolean().default(false).describe("Whether the record's own fields stay, those of a new name apart."),
});

/** Makes one record of each: its fields are expressions. */
export const mapTransform: PluginFactory<MapOptions, MapSettings, Unstamped> = definePlugin({
  ...SHARED,
  name: "map",
  summary: "Makes one record of each, with fields given by expressions.",
  options: schema,
  example: `import { from, run } from "@threadloom/threadloom";
import { jsonlSink, jsonlSource } from "@threadloom/threadloom/jsonl";
import { mapTransform } from "@threadloom/threadloom/transforms";

await run(
  from(jsonlSource({ path: "chats.jsonl" }))
    .through(mapTransform({ fields: { id: "id", messages: "length(messages)", day: "day(createdAt)" } }))
    .to(jsonlSink({ path: "days.jsonl" })),
);`,
  create: ({ fields, keep }: MapSettings): Unstamped => {
    const values = valuesOf(fields);
    return perRecord("map", (record) => {
      const made = {};
      if (keep) { for (const [name, value] of Object.entries(fieldsOf(record, "map"))) set(made, name, value); }
      addValues(made, values, record);
      return made;
    });
  },
});

/** Fields with the expressions that give their values. */
export type Values = readonly (readonly [name: string, evaluate: (record: unknown) => unknown])[];

/** Expressions, ready to be asked. */
export function valuesOf(fields: { readonly [name: string]: string }): Values {
  return Object.entries(fields).map(([name, text]) => [name, parseExpression(text).evaluate]);
}

/** Sets the values that there are for a record. */
export function addValues(made: object, values: Values, record: unknown): void {
  for (const [name, evaluate] of values) {
    const value = evaluate(record);
    if (value !== undefined) set(made, name, value);
  }
}
