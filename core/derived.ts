/**
 * Derived values: what a derivation adds to a record or to one of its messages, and what each was derived of.
 *
 * @module
 */
import type { Derived } from "./conversation.ts";
import { digest, fingerprint } from "./fingerprint.ts";
import type { Derivation } from "./transform.ts";

/** What a derived value belongs to: a message by its id; null: the record itself; undefined: the record and all its messages. */
export type DerivedPart = string | null | undefined;

/** Derived values by the name of their derivation. */
export type DerivedValues = { readonly [derivation: string]: Derived };

/** Who can be asked what a value would be derived of. */
export type Stamped<T> = Pick<Derivation<T, T>, "name" | "version" | "inputs">;

/**
 * What a value is derived of: a hash over name, version and inputs. Equal stamps, equal values. Undefined where nothing
 * is derived.
 */
export function stampOf<T>(derivation: Stamped<T>, record: T, part?: DerivedPart): string | undefined {
  const inputs = derivation.inputs(record, part);
  if (inputs === undefined) return undefined;
  return digest(JSON.stringify([derivation.name, derivation.version, fingerprint(inputs)]));
}

/** The value a derivation has added to a record or message, if there is one. */
export function derivedOf<V>(of: { readonly derived?: DerivedValues }, derivation: string): V | undefined {
  const { derived } = of;
  return derived && Object.hasOwn(derived, derivation) ? derived[derivation].value as V : undefined;
}

interface Holder {
  readonly id?: unknown;
  readonly derived?: DerivedValues;
}

/** The record with derived values added where they belong; the record itself is left as it is. */
export function withDerived<T>(record: T, added: ReadonlyMap<string | null, DerivedValues>): T {
  if (added.size === 0 || typeof record !== "object" || record === null) return record;
  const made = { ...record } as Record<string, unknown>;
  for (const list of ["messages", "branches"] as const) {
    if (Array.isArray(made[list])) made[list] = made[list].map((message: Holder) => withValues(message, added));
  }
  const own = added.get(null);
  if (own) made.derived = { ...(record as Holder).derived, ...own };
  return made as T;
}

function withValues(message: Holder, added: ReadonlyMap<string | null, DerivedValues>): Holder {
  const values = typeof message?.id === "string" ? added.get(message.id) : undefined;
  return values ? { ...message, derived: { ...message.derived, ...values } } : message;
}

/**
 * Derived values as stores keep them that know nothing of them; undefined where there are none. Values that hold vectors
 * are left out: JSON would give something else back.
 */
export function plainDerived(values: DerivedValues): DerivedValues | undefined {
  const plain = Object.entries(values).filter(([, { value }]) => !holdsBytes(value));
  return plain.length === 0 ? undefined : Object.fromEntries(plain);
}

/** The same as JSON. */
export function derivedJson(values: DerivedValues): string | undefined {
  const plain = plainDerived(values);
  return plain && JSON.stringify(plain).toWellFormed();
}

/** What `derivedJson` wrote. Nothing where somebody has changed it beyond reading: it is derived again. */
export function parseDerived(json: string): DerivedValues {
  try {
    return JSON.parse(json) as DerivedValues;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function holdsBytes(value: unknown): boolean {
  let found = false;
  JSON.stringify(value, (_, one) => ArrayBuffer.isView(one) ? void (found = true) : one);
  return found;
}
