/**
 * What the transforms of this plugin have in common.
 *
 * @module
 */
import type { PLUGIN } from "../../core/plugin.ts";
import type { Transformed, TransformObject } from "../../core/transform.ts";

/** A transform before its factory stamps it. */
export type Unstamped = Omit<TransformObject<unknown, unknown>, typeof PLUGIN>;

/** What these declarations share: they take any record, and need nothing of the machine. */
export const SHARED: {
  readonly kind: "transform";
  readonly accepts: readonly ["any"];
  readonly permissions: () => Record<never, never>;
} = { kind: "transform", accepts: ["any"], permissions: () => ({}) };

/** A transform that looks at one record at a time. */
export function perRecord(name: string, apply: (record: unknown) => Transformed<unknown>): Unstamped {
  return { kind: "transform", name, open: () => ({ apply }) };
}

/** A record's fields, or an error that says what it is instead. */
export function fieldsOf(record: unknown, verb: string): { readonly [name: string]: unknown } {
  if (typeof record === "object" && record !== null && !Array.isArray(record)) {
    return record as { readonly [name: string]: unknown };
  }
  const what = record === null ? "null" : Array.isArray(record) ? "a list" : `a ${typeof record}`;
  throw new TypeError(`Cannot ${verb} a record: it is ${what}, expected an object with fields`);
}
