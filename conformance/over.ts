/**
 * Values with some members replaced.
 *
 * @module
 */

/**
 * Looks and works like `target` but for the members of `own`. What is not replaced runs on the target itself, so that
 * classes with private members work.
 */
export function over<T extends object>(target: T, own: Partial<T>): T {
  // The target of the proxy is an empty object: a frozen one would forbid to answer for it.
  return new Proxy({} as T, {
    has: (_, name) => name in target,
    get(_, name) {
      if (Object.hasOwn(own, name)) return own[name as keyof T];
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
