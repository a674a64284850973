/**
 * Small transforms of one record: other fields, other records, and branches by a rule.
 *
 * @module
 */
import { type Branch, type Chain, type Sink, through } from "./chain.ts";
import type { Context } from "./context.ts";
import { type Drop, isDrop } from "./transform.ts";
import { filter } from "./transforms.ts";

/** A record with some of its fields under other names. */
export type Renamed<T, M> = { [K in keyof T as K extends keyof M ? M[K] extends string ? M[K] : K : K]: T[K] };

/** What `map` gives for a record: one, or a drop. */
export type Mapped<R> = [Exclude<Awaited<R>, Drop>] | Drop;

/**
 * One record for each: what `fn` returns goes on as it is, also a list; `drop(reason)` leaves the record out.
 *
 * A unit whose record gives undefined or null is dead: a forgotten `return` looks the same.
 */
export function map<T, R>(
  fn: (record: T, context: Context) => R,
): (record: T, context: Context) => Mapped<R> | Promise<Mapped<R>> {
  const name = fn.name || "map";
  const one = (result: unknown): Mapped<R> => {
    if (isDrop(result)) return result;
    if (result !== undefined && result !== null) return [result as Exclude<Awaited<R>, Drop>];
    throw new TypeError(
      `Cannot map a record: "${name}" returned ${result}, expected a record, or drop(reason) to leave it out`,
    );
  };
  return named(name, fn, (record: T, context: Context) => {
    const result = fn(record, context);
    return isThenable(result) ? Promise.resolve(result).then(one) : one(result);
  });
}

/** Many records for each: every element of what `fn` returns is one; none of them are no drop. */
export function flatMap<T, U>(
  fn: (record: T, context: Context) => Iterable<U> | PromiseLike<Iterable<U>>,
): (record: T, context: Context) => U[] | Promise<U[]> {
  return named(fn.name || "flatMap", fn, (record: T, context: Context) => {
    const result = fn(record, context);
    return isThenable(result) ? Promise.resolve(result).then((all) => [...all]) : [...result];
  });
}

/** Records with these fields alone, in this order; fields that a record does not have stay absent. */
export function pick<T, K extends keyof T & string>(...names: K[]): (record: T) => Pick<T, K> {
  const apply = (record: T): Pick<T, K> => {
    const picked = {} as Pick<T, K>;
    for (const name of names) {
      if (Object.hasOwn(object(record, "pick fields of"), name)) set(picked, name, record[name]);
    }
    return picked;
  };
  return told("pick", names, apply);
}

/**
 * Records with fields under other names, which keep their places. A record that has a field of the new name already
 * makes its unit dead: one of the two would be lost.
 *
 * @throws {TypeError} when two fields are to have one name
 */
export function rename<T, const M extends { readonly [K in keyof T]?: string }>(
  names: M & { readonly [K in Exclude<keyof M, keyof T>]: never },
): (record: T) => Renamed<T, M> {
  const to = new Map(Object.entries(names as { readonly [name: string]: string }));
  if (new Set(to.values()).size < to.size) {
    throw new TypeError(`Cannot rename fields: two of them are to have one name, expected a name for each`);
  }
  const apply = (record: T): Renamed<T, M> => {
    const renamed = {} as Renamed<T, M>;
    for (const [name, value] of Object.entries(object(record, "rename fields of"))) {
      const target = to.get(name) ?? name;
      if (
        Object.hasOwn(renamed, target) || target !== name && Object.hasOwn(record as object, target) && !to.has(target)
      ) {
        throw new TypeError(`Cannot rename "${name}" to "${target}": the record has a field of that name already`);
      }
      set(renamed, target, value);
    }
    return renamed;
  };
  return told("rename", names, apply);
}

/** A sink for the records for which `rule` says true; in this branch the others are drops, named like the rule. */
export function branch<T, S extends T>(
  rule: (record: T) => record is S,
  ...sinks: [Sink<NoInfer<S>>, ...Sink<NoInfer<S>>[]]
): Branch<T>;
export function branch<T>(
  rule: (record: T) => boolean,
  ...sinks: [Sink<NoInfer<T>>, ...Sink<NoInfer<T>>[]]
): Branch<T>;
export function branch<T>(rule: (record: T) => boolean, ...sinks: [Sink<T>, ...Sink<T>[]]): Branch<T> {
  // What the filter keeps is what it was given.
  const kept = through(filter(rule, rule.name || "branch")) as unknown as Chain<T, T, Branch<T>>;
  return kept.to(...sinks);
}

/** Sets a field whatever its name: `__proto__` is data here. */
export function set(record: object, name: string, value: unknown): void {
  if (name !== "__proto__") (record as Record<string, unknown>)[name] = value;
  else Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true });
}

function object(record: unknown, verb: string): object {
  if (typeof record === "object" && record !== null && !Array.isArray(record)) return record;
  const what = record === null ? "null" : Array.isArray(record) ? "a list" : `a ${typeof record}`;
  throw new TypeError(`Cannot ${verb} a record: it is ${what}, expected an object with fields`);
}

/** The text of the function inside is what the definition depends on; a function's name is its name in reports. */
function named<F extends (...values: never[]) => unknown>(name: string, fn: object, apply: F): F {
  Object.defineProperty(apply, "name", { value: name });
  const { concurrency } = fn as { concurrency?: number };
  const inner = `${name}(${fn})`;
  return Object.assign(apply, { toString: () => inner }, concurrency === undefined ? {} : { concurrency });
}

function told<F extends (...values: never[]) => unknown>(name: string, options: unknown, apply: F): F {
  Object.defineProperty(apply, "name", { value: name });
  return Object.assign(apply, { toString: () => `${name}(${JSON.stringify(options)})` });
}

function isThenable<V>(value: V | PromiseLike<V>): value is PromiseLike<V> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
