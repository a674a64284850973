/**
 * `flatMap`: the elements of a list as records.
 *
 * @module
 */
import { parseExpression } from "../../core/expression/mod.ts";
import { definePlugin, type PluginFactory } from "../../core/plugin.ts";
import { set } from "../../core/record_transforms.ts";
import { z } from "../../deps/zod.ts";
import { expression, expressions } from "./expressions.ts";
import { addValues, valuesOf } from "./map.ts";
import { perRecord, SHARED, type Unstamped } from "./make.ts";

/** Options of `flatMapTransform`. */
export interface FlatMapOptions {
  /** Expression of the list whose elements become records: `messages`. */
  field: string;
  /**
   * Fields that each of them gets, with expressions over the record that holds the list: `{ conversationId: "id" }`.
   * They stand in front, and in place of the element's own of that name. An element that is no object then stands in
   * `value`.
   * @default {}
   */
  with?: { [name: string]: string };
}

/** Options with defaults filled in. */
export interface FlatMapSettings extends FlatMapOptions {
  with: { [name: string]: string };
}

const schema: z.ZodType<FlatMapSettings, FlatMapOptions> = z.strictObject({
  field: expression.describe("Expression of the list whose elements become records: messages."),
  with: expressions.default({}).describe(
    "Fields that each of them gets, with expressions over the record that holds the list.",
  ),
});

/** Makes a record of each element of a list. */
export const flatMapTransform: PluginFactory<FlatMapOptions, FlatMapSettings, Unstamped> = definePlugin({
  ...SHARED,
  name: "flatMap",
  summary: "Makes a record of each element of a list.",
  options: schema,
  example: `import { from, run } from "@threadloom/threadloom";
import { chatgptSource } from "@threadloom/threadloom/chatgpt";
import { jsonlSink } from "@threadloom/threadloom/jsonl";
import { flatMapTransform } from "@threadloom/threadloom/transforms";

await run(
  from(chatgptSource({ path: "export.zip" }))
    .through(flatMapTransform({ field: "messages", with: { conversationId: "id" } }))
    .to(jsonlSink({ path: "messages.jsonl" })),
);`,
  create: ({ field, with: besides }: FlatMapSettings): Unstamped => {
    const list = parseExpression(field);
    const values = valuesOf(besides);
    const recordOf = (record: unknown, element: unknown): unknown => {
      if (values.length === 0) return element;
      const made = {};
      addValues(made, values, record);
      const own = typeof element === "object" && !Array.isArray(element) ? Object(element) : { value: element };
      for (const [name, value] of Object.entries(own)) if (!Object.hasOwn(made, name)) set(made, name, value);
      return made;
    };
    return perRecord("flatMap", (record) => {
      const elements = list.evaluate(record);
      if (elements === undefined || elements === null) return [];
      if (!Array.isArray(elements)) {
        const what = typeof elements === "object" ? "an object" : `a ${typeof elements}`;
        throw new TypeError(`Cannot make records of "${list.text}": it is ${what}, expected a list`);
      }
      return elements.map((element: unknown, i) => {
        if (element !== undefined && element !== null) return recordOf(record, element);
        throw new TypeError(`Cannot make a record of element ${i} of "${list.text}": it is null, expected a value`);
      });
    });
  },
});
