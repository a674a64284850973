/**
 * Copies of records.
 *
 * @module
 */

/**
 * A copy that shares nothing that could be changed: plain objects and lists are copied to any depth, everything else
 * (functions, dates, bytes) is taken as it is.
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
    const made = copies.get(original) as Record<string, unknown>;
    for (const [key, field] of Object.entries(original)) {
      const value = copyOf(field);
      // A key named `__proto__` is a key like any other.
      if (key === "__proto__") {
        Object.defineProperty(made, key, { value, writable: true, enumerable: true, configurable: true });
      } else made[key] = value;
    }
  }
  return copy as T;
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
