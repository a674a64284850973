/**
 * Transforms that fail as told.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { PLUGIN } from "../../core/plugin.ts";
import type { Derivation, Transformed, TransformFunction, TransformObject } from "../../core/transform.ts";
import { type ChaosPlan, stampOf, strikesOf } from "./plan.ts";

/** Wraps a function: faults strike at `apply`, by the record's `id` where they name keys. It keeps its name. */
export function chaosTransform<T, U>(transform: TransformFunction<T, U>, plan: ChaosPlan): TransformFunction<T, U>;
/** Wraps a derivation: faults strike at `derive`, a batch at a time. */
export function chaosTransform<T, U extends T>(transform: Derivation<T, U>, plan: ChaosPlan): Derivation<T, U>;
/** Wraps a transform made by a plugin: faults strike at `open` and `apply`. */
export function chaosTransform<T, U>(transform: TransformObject<T, U>, plan: ChaosPlan): TransformObject<T, U>;
export function chaosTransform<T, U extends T>(
  transform: TransformFunction<T, U> | TransformObject<T, U> | Derivation<T, U>,
  plan: ChaosPlan,
): TransformFunction<T, U> | TransformObject<T, U> | Derivation<T, U> {
  if (typeof transform === "function") return wrapFunction(transform, plan);
  return transform.kind === "derivation" ? wrapDerivation(transform, plan) : wrapObject(transform, plan);
}

function wrapFunction<T, U>(transform: TransformFunction<T, U>, plan: ChaosPlan): TransformFunction<T, U> {
  const strikes = strikesOf(plan, "chaosTransform", ["apply"], "apply");
  const wrapped = async (record: T, context: Context): Promise<Transformed<U>> => {
    await strikes.strike("apply", context, idOf(record));
    return await transform(record, context);
  };
  // A definition takes a function's text: with and without chaos it is the same path.
  return Object.defineProperties(wrapped, {
    name: { value: transform.name },
    toString: { value: () => String(transform) },
  });
}

function wrapObject<T, U>(transform: TransformObject<T, U>, plan: ChaosPlan): TransformObject<T, U> {
  const strikes = strikesOf(plan, "chaosTransform", ["open", "apply"], "apply");
  return {
    kind: "transform",
    name: transform.name,
    across: transform.across,
    [PLUGIN]: stampOf(transform),
    ...(transform.forget && { forget: (units, context) => transform.forget!(units, context) }),
    async open(context) {
      await strikes.strike("open", context);
      const inner = await transform.open(context);
      const { end, close, concurrency } = inner;
      return {
        ...(concurrency && { concurrency }),
        async apply(record) {
          await strikes.strike("apply", context, idOf(record));
          return await inner.apply(record);
        },
        ...(end && { end: () => end.call(inner) }),
        ...(close && { close: () => close.call(inner) }),
      };
    },
  };
}

function wrapDerivation<T, U extends T>(derivation: Derivation<T, U>, plan: ChaosPlan): Derivation<T, U> {
  const strikes = strikesOf(plan, "chaosTransform", ["derive"], "derive");
  return {
    kind: "derivation",
    name: derivation.name,
    version: derivation.version,
    batchSize: derivation.batchSize,
    [PLUGIN]: stampOf(derivation),
    inputs: (record, part) => derivation.inputs(record, part),
    estimate: (records, parts, context) => derivation.estimate(records, parts, context),
    ...(derivation.forget && { forget: (units, context) => derivation.forget!(units, context) }),
    async derive(records, context, parts) {
      await strikes.strike("derive", context);
      const derived = await derivation.derive(records, context, parts);
      const lost = strikes.due("derive", ["after commit"]);
      if (lost) throw strikes.error(lost, "derive");
      return derived;
    },
  };
}

function idOf(record: unknown): string | undefined {
  if (typeof record !== "object" || record === null || !("id" in record)) return undefined;
  return typeof record.id === "string" || typeof record.id === "number" ? String(record.id) : undefined;
}
