/**
 * Small transforms that every pipeline can use.
 *
 * @module
 */
import type { Context } from "./context.ts";
import { fingerprintNow } from "./fingerprint.ts";
import { PLUGIN, type PluginBase } from "./plugin.ts";
import { type Drop, drop, type TransformFunction, type TransformObject } from "./transform.ts";

/** Keeps records for which `keep` says true; the others are drops, by default named like the function. */
export function filter<T>(keep: (record: T) => boolean, reason?: string): TransformFunction<T, T> {
  const why = reason ?? (keep.name || "filter");
  const apply = (record: T): T | Drop => keep(record) ? record : drop(why);
  // The text of the predicate is what its definition depends on.
  return Object.assign(apply, { toString: () => `filter(${keep}, ${JSON.stringify(why)})` });
}

/** The first `count` records of the whole reading; the rest are drops. Looks across units. */
export function limit<T>(count: number): TransformObject<T, T> {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`Cannot limit to ${count}: expected a whole number of records, 0 or more`);
  }
  return across("limit", { count }, () => {
    let seen = 0;
    return { apply: (record: T) => seen++ < count ? record : drop("limit") };
  });
}

/** Leaves out records equal to one before (by `key`, or by their whole content). Looks across units. */
export function dedupe<T>(key?: (record: T) => string): TransformObject<T, T> {
  return across("dedupe", { key: key ? String(key) : "content" }, () => {
    const seen = new Set<string>();
    return {
      apply: (record: T) => {
        const name = key ? key(record) : fingerprintNow(record);
        if (seen.has(name)) return drop("duplicate");
        seen.add(name);
        return record;
      },
    };
  });
}

/** A share of the records, chosen by content and `seed`: the same records in every run. */
export function sample<T>(share: number, seed = ""): TransformObject<T, T> {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`Cannot sample a share of ${share}: expected 0 to 1`);
  return across("sample", { share, seed }, () => ({
    apply: (record: T) =>
      parseInt(fingerprintNow([seed, fingerprintNow(record)]).slice(0, 8), 16) / 2 ** 32 < share
        ? record
        : drop("sample"),
  }));
}

/**
 * One record a group: `fn` is given all records whose `key` is the same, at the end of the reading. Looks across
 * units, and holds all records until then.
 */
export function groupBy<T, U>(key: (record: T) => string, fn: (records: T[], key: string) => U): TransformObject<T, U> {
  return across("groupBy", { key: String(key), fn: String(fn) }, () => {
    const groups = new Map<string, T[]>();
    return {
      apply: (record: T): U[] => {
        const name = key(record);
        const group = groups.get(name);
        if (group) group.push(record);
        else groups.set(name, [record]);
        return [];
      },
      end: () => [...groups].sort(([a], [b]) => a < b ? -1 : 1).map(([name, records]) => fn(records, name)),
    };
  });
}

function across<T, U>(
  name: string,
  options: { [option: string]: unknown },
  open: (context: Context) => ReturnType<TransformObject<T, U>["open"]>,
): TransformObject<T, U> {
  const plugin: PluginBase = {
    [PLUGIN]: {
      declaration: {
        name,
        kind: "transform",
        summary: `The ${name} transform.`,
        options: {
          "~standard": {
            version: 1,
            vendor: "threadloom",
            validate: () => ({ value: undefined as never }),
          },
        },
        permissions: () => ({}),
      },
      options,
    },
  };
  return { kind: "transform", name, across: true, open, ...plugin };
}
