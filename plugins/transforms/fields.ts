/**
 * `pick` and `rename`: other fields.
 *
 * @module
 */
import { definePlugin, type PluginFactory } from "../../core/plugin.ts";
import { pick, rename } from "../../core/record_transforms.ts";
import { z } from "../../deps/zod.ts";
import { perRecord, SHARED, type Unstamped } from "./make.ts";

/** Options of `pickTransform`. */
export interface PickOptions {
  /** Names of the fields that stay, in this order. */
  fields: readonly string[];
}

/** Options of `renameTransform`. */
export interface RenameOptions {
  /** The new name of each field. */
  fields: { readonly [name: string]: string };
}

/** Any fields. */
type Fields = { [name: string]: unknown };

const pickSchema: z.ZodType<PickOptions, PickOptions> = z.strictObject({
  fields: z.array(z.string()).min(1).readonly().describe("Names of the fields that stay, in this order."),
});

const renameSchema: z.ZodType<RenameOptions, RenameOptions> = z.strictObject({
  fields: z.record(z.string(), z.string()).refine(
    (names) => new Set(Object.values(names)).size === Object.keys(names).length,
    {
      message: "two fields are to have one name, expected a name for each",
    },
  ).describe("The new name of each field."),
});

/** Keeps the fields that are named. */
export const pickTransform: PluginFactory<PickOptions, PickOptions, Unstamped> = definePlugin({
  ...SHARED,
  name: "pick",
  summary: "Keeps the fields that are named, in that order.",
  options: pickSchema,
  example: `import { from, run } from "@threadloom/threadloom";
import { csvSink, csvSource } from "@threadloom/threadloom/csv";
import { pickTransform } from "@threadloom/threadloom/transforms";

await run(
  from(csvSource({ path: "in.csv" })).through(pickTransform({ fields: ["id", "name"] })).to(csvSink({ path: "out.csv" })),
);`,
  create: ({ fields }: PickOptions): Unstamped => {
    const apply = pick<Fields, string>(...fields);
    return perRecord("pick", (record) => apply(record as Fields));
  },
});

/** Gives fields other names; a record that has a field of the new name already makes its unit dead. */
export const renameTransform: PluginFactory<RenameOptions, RenameOptions, Unstamped> = definePlugin({
  ...SHARED,
  name: "rename",
  summary: "Gives fields other names.",
  options: renameSchema,
  example: `import { from, run } from "@threadloom/threadloom";
import { csvSink, csvSource } from "@threadloom/threadloom/csv";
import { renameTransform } from "@threadloom/threadloom/transforms";

await run(
  from(csvSource({ path: "in.csv" })).through(renameTransform({ fields: { Name: "name" } })).to(csvSink({ path: "out.csv" })),
);`,
  create: ({ fields }: RenameOptions): Unstamped => {
    const apply = rename<Fields, { readonly [name: string]: string }>(fields);
    return perRecord("rename", (record) => apply(record as Fields));
  },
});
