/**
 * `filter`: some records.
 *
 * @module
 */
import { parseExpression } from "../../core/expression/mod.ts";
import { definePlugin, type PluginFactory } from "../../core/plugin.ts";
import { drop } from "../../core/transform.ts";
import { z } from "../../deps/zod.ts";
import { expression } from "./expressions.ts";
import { perRecord, SHARED, type Unstamped } from "./make.ts";

/** Options of `filterTransform`. */
export interface FilterOptions {
  /** Expression that holds for the records to keep. */
  where: string;
  /**
   * The reason that the report counts the others under.
   * @default the expression
   */
  reason?: string;
}

/** Longest reason, in characters; an expression that is longer is cut. */
const MAX_REASON = 100;

const schema: z.ZodType<FilterOptions, FilterOptions> = z.strictObject({
  where: expression.describe("Expression that holds for the records to keep."),
  reason: z.string().regex(/^\S[^\n\r]*$/, "expected a few words on one line").max(MAX_REASON).optional()
    .describe("The reason that the report counts the others under; by default the expression."),
});

/** Keeps records for which an expression holds; the others are drops. */
export const filterTransform: PluginFactory<FilterOptions, FilterOptions, Unstamped> = definePlugin({
  ...SHARED,
  name: "filter",
  summary: "Keeps records for which an expression holds.",
  options: schema,
  keeps: true,
  example: `import { from, run } from "@threadloom/threadloom";
import { csvSink } from "@threadloom/threadloom/csv";
import { filterTransform } from "@threadloom/threadloom/transforms";

await run(from([{ n: 1 }, { n: 2 }]).through(filterTransform({ where: "n > 1" })).to(csvSink({ path: "out.csv" })));`,
  create: ({ where, reason }: FilterOptions): Unstamped => {
    const rule = parseExpression(where);
    const other = drop(reason ?? reasonOf(rule.text));
    return perRecord("filter", (record) => rule.holds(record) ? record : { ...other });
  },
});

function reasonOf(text: string): string {
  const characters = [...text.replaceAll(/\s+/g, " ").trim()];
  return characters.length > MAX_REASON ? characters.slice(0, MAX_REASON - 1).join("") + "…" : characters.join("");
}
