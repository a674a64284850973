/**
 * `dedupe`, `limit` and `sample`: some of all records. They look across units.
 *
 * @module
 */
import { parseExpression } from "../../core/expression/mod.ts";
import { fingerprintNow } from "../../core/fingerprint.ts";
import { definePlugin, type PluginFactory } from "../../core/plugin.ts";
import { dedupe, limit, sample } from "../../core/transforms.ts";
import type { TransformObject } from "../../core/transform.ts";
import { z } from "../../deps/zod.ts";
import { expression } from "./expressions.ts";
import { SHARED, type Unstamped } from "./make.ts";

/** Options of `dedupeTransform`. */
export interface DedupeOptions {
  /**
   * Expression whose value is the same for records that count as one. Records without a value all stay.
   * @default none: the whole record
   */
  by?: string;
}

/** Options of `limitTransform`. */
export interface LimitOptions {
  /** Most records. */
  count: number;
}

/** Options of `sampleTransform`. */
export interface SampleOptions {
  /** Share of the records, from 0 to 1. */
  share: number;
  /**
   * Chooses which ones: the same seed, the same records in every run.
   * @default ""
   */
  seed?: string;
}

/** Options with defaults filled in. */
export interface SampleSettings extends SampleOptions {
  seed: string;
}

const dedupeSchema: z.ZodType<DedupeOptions, DedupeOptions> = z.strictObject({
  by: expression.optional().describe(
    "Expression whose value is the same for records that count as one; by default the whole record.",
  ),
});

const limitSchema: z.ZodType<LimitOptions, LimitOptions> = z.strictObject({
  count: z.int().min(0).describe("Most records."),
});

const sampleSchema: z.ZodType<SampleSettings, SampleOptions> = z.strictObject({
  share: z.number().min(0).max(1).describe("Share of the records, from 0 to 1."),
  seed: z.string().default("").describe("Chooses which ones: the same seed, the same records in every run."),
});

/** Leaves out records that are equal to one before. */
export const dedupeTransform: PluginFactory<DedupeOptions, DedupeOptions, Unstamped> = definePlugin({
  ...SHARED,
  name: "dedupe",
  summary: "Leaves out records equal to one before, as a whole or by an expression.",
  options: dedupeSchema,
  keeps: true,
  example: `import { from, run } from "@threadloom/threadloom";
import { csvSink, csvSource } from "@threadloom/threadloom/csv";
import { dedupeTransform } from "@threadloom/threadloom/transforms";

await run(
  from(csvSource({ path: "in.csv" })).through(dedupeTransform({ by: "lower(email)" })).to(csvSink({ path: "out.csv" })),
);`,
  create: ({ by }: DedupeOptions): Unstamped => {
    if (by === undefined) return unstamped(dedupe());
    const { evaluate } = parseExpression(by);
    return { kind: "transform", name: "dedupe", across: true, open: (context) => byValue(evaluate).open(context) };
  },
});

/** Nothing says that two records without a value are one. */
function byValue(evaluate: (record: unknown) => unknown): TransformObject<unknown, unknown> {
  let unnamed = 0;
  return dedupe((record) => {
    const value = evaluate(record);
    return value === undefined || value === null ? `none ${unnamed++}` : `value ${fingerprintNow(value)}`;
  });
}

/** The first records of the whole reading. */
export const limitTransform: PluginFactory<LimitOptions, LimitOptions, Unstamped> = definePlugin({
  ...SHARED,
  name: "limit",
  summary: "Keeps the first records of the whole reading.",
  options: limitSchema,
  keeps: true,
  example: `import { from, run } from "@threadloom/threadloom";
import { csvSink, csvSource } from "@threadloom/threadloom/csv";
import { limitTransform } from "@threadloom/threadloom/transforms";

await run(from(csvSource({ path: "in.csv" })).through(limitTransform({ count: 10 })).to(csvSink({ path: "out.csv" })));`,
  create: ({ count }: LimitOptions): Unstamped => unstamped(limit(count)),
});

/** A share of the records, the same in every run. */
export const sampleTransform: PluginFactory<SampleOptions, SampleSettings, Unstamped> = definePlugin({
  ...SHARED,
  name: "sample",
  summary: "Keeps a share of the records, the same ones in every run.",
  options: sampleSchema,
  keeps: true,
  example: `import { from, run } from "@threadloom/threadloom";
import { csvSink, csvSource } from "@threadloom/threadloom/csv";
import { sampleTransform } from "@threadloom/threadloom/transforms";

await run(from(csvSource({ path: "in.csv" })).through(sampleTransform({ share: 0.1 })).to(csvSink({ path: "out.csv" })));`,
  create: ({ share, seed }: SampleSettings): Unstamped => unstamped(sample(share, seed)),
});

/** Without the declaration that the function of that name carries: the factory gives its own. */
function unstamped({ name, across, open }: TransformObject<unknown, unknown>): Unstamped {
  return { kind: "transform", name, across, open };
}
