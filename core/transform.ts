/**
 * The contracts of transforms and derivations.
 *
 * @module
 */
import type { Context } from "./context.ts";
import type { DerivedPart } from "./derived.ts";
import type { Direct } from "./direct.ts";
import type { PluginBase } from "./plugin.ts";

/** A record left out on purpose. */
export interface Drop {
  readonly drop: string;
}

/** What a transform may return: a record, many, or nothing (a drop). */
export type Transformed<U> = U | U[] | Drop | undefined | null | void;

/** A plain function of one record. Its function name is its name in reports. A throw makes the unit dead. */
export type TransformFunction<T, U> = (record: T, context: Context) => Transformed<U> | Promise<Transformed<U>>;

/** One run of a transform that keeps something between records. */
export interface OpenTransform<T, U> {
  /** Most calls of `apply` at once, over all units. @default 1 */
  concurrency?: number;
  apply(record: T): Transformed<U> | Promise<Transformed<U>>;
  /** Only for `across` transforms: called once after the last record; what it returns goes on down the chain. */
  end?(): U[] | Promise<U[]>;
  /** Called exactly once, at the end of the run, also after an error: frees what it holds. */
  close?(): Promise<void>;
}

/** A transform made by a plugin's factory. */
export interface TransformObject<T, U> extends PluginBase {
  readonly kind: "transform";
  readonly name: string;
  /** True: it looks across units, so nothing behind it is skipped. */
  readonly across?: boolean;
  /** Called once per run, before the first record. */
  open(context: Context): OpenTransform<T, U> | Promise<OpenTransform<T, U>>;
  /**
   * Called by `forget` after the stores, for transforms that keep something in the state folder: nothing of these units can
   * be found there any more. Must be safe to call again.
   */
  forget?(units: string[], context: Context): Promise<void>;
  /** Where it works hand in hand with others. */
  readonly direct?: Direct;
  /** Only for the type checker. */
  readonly accepted?: (record: T) => void;
}

/** Anything `through` takes. */
export type Transform<T, U> = TransformFunction<T, U> | TransformObject<T, U>;

/** Of which parts of a record values are wanted: ids of messages, null for the record itself; undefined: of all. */
export type Parts = ReadonlySet<string | null> | undefined;

/** What deriving would cost at most; what is absent is not known. */
export interface Estimate {
  calls?: number;
  tokens?: number;
  dollars?: number;
}

/**
 * A transform that costs money or minutes: it adds named fields, after the diff, for puts only, in batches. An
 * entry's fingerprint takes `hash(inputs)` and `version` in the place of the derived value.
 */
export interface Derivation<T, U extends T> extends PluginBase {
  readonly kind: "derivation";
  readonly name: string;
  /** Changes when the same inputs would give another value. */
  readonly version: string;
  /**
   * All that derived values depend on: that of the message `part`; null: those of the record itself; absent: all of them.
   * Undefined where nothing is derived. A derivation that knows no messages leaves `part` out.
   */
  inputs(record: T, part?: DerivedPart): unknown;
  /**
   * What deriving these would cost, for plans. Free to ask. `parts` as for `derive`. With a plan's `context` (one signal a
   * plan) what a run would derive once is counted once, whatever stores it goes to, and what a cache holds is not.
   */
  estimate(records: T[], parts?: Parts[], context?: Context): Estimate | Promise<Estimate>;
  /**
   * The records with their fields, in the same order. A throw is retried if transient, else the units are dead. Of record
   * i only what `parts[i]` names is wanted. What a store already holds stands in `derived`, and is left alone where its
   * stamp (`stampOf`) is that of today.
   */
  derive(records: T[], context: Context, parts?: Parts[]): Promise<U[]>;
  /**
   * Called by `forget` after the stores: what was derived of these units alone is taken out of the derivation's own caches,
   * and cannot be found in their files any more. Must be safe to call again.
   */
  forget?(units: string[], context: Context): Promise<void>;
  /** Most records in one `derive`. @default 100 */
  readonly batchSize?: number;
  /** Only for the type checker. */
  readonly accepted?: (record: T) => void;
}

/** Leaves a record out, with a reason that the report counts. */
export function drop(reason: string): Drop {
  return { drop: reason };
}

/** True for what `drop` returns. */
export function isDrop(value: unknown): value is Drop {
  return typeof value === "object" && value !== null && "drop" in value && typeof value.drop === "string" &&
    Object.keys(value).length === 1;
}
