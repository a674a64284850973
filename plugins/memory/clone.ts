/**
 * Copies of records, and their ids.
 *
 * @module
 */

/**
 * A copy that shares nothing that could be changed: plain objects and lists are copied to any depth, everything else
 * (functions, dates, bytes) is taken as it is. What holds itself stays a ring.
 */
export function clone<T>(value: T): T {
  const copies = new Map<object, object>();
  const open: object[] = [];

  function copyOf(original: unknown): unknown {
    if (typeof original !== "object" || original === null || !isPlain(original)) return original;
    const known = copies.get(original);
    if (known) return known;
    const made = Array.isArray(original) ? [] : Object.create(Object.getPrototypeOf(original));
    copies.set(original, made);
    open.push(original);
    return made;
  }

  const copy = copyOf(value);
  for (let original = open.pop(); original !== undefined; original = open.pop()) {
    const made = copies.get(original) as object;
    for (const key of Object.keys(original)) {
      const field = copyOf((original as { [key: string]: unknown })[key]);
      // Defined, not assigned: a key named `__proto__` is a key like any other.
      Object.defineProperty(made, key, { value: field, writable: true, enumerable: true, configurable: true });
    }
  }
  return copy as T;
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A record's `id`, where it has one that is a text or a number. */
export function idOf(record: unknown): string | undefined {
  if (typeof record !== "object" || record === null || !Object.hasOwn(record, "id")) return undefined;
  const { id } = record as { id: unknown };
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}
