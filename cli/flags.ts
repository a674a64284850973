/**
 * The flags of one call, read by name.
 *
 * @module
 */

/** What was given, with typed access. Asking for a flag that the command does not have is a mistake of the command. */
export interface Flags {
  /** True when the flag is on; undefined when it was neither turned on nor off. */
  given(name: string): boolean | undefined;
  /** True when the flag is on. */
  on(name: string): boolean;
  text(name: string): string | undefined;
  /** All values of a flag that may be given several times, in order; empty when it was not given. */
  texts(name: string): readonly string[];
  /** A whole number; the table has checked it. */
  number(name: string): number | undefined;
}

/** What a flag was given: text, several texts, or for a flag without a value whether it is on. */
export type FlagValue = string | boolean | string[];

/** Flags over what the parser found: values, and `true` or `false` for flags without one. */
export function flagsOf(known: ReadonlySet<string>, values: ReadonlyMap<string, FlagValue>): Flags {
  const get = (name: string): FlagValue | undefined => {
    if (!known.has(name)) throw new TypeError(`Cannot read flag "${name}": the command does not have it`);
    return values.get(name);
  };
  const text = (name: string): string | undefined => {
    const value = get(name);
    return typeof value === "string" ? value : undefined;
  };
  return {
    given(name) {
      const value = get(name);
      return typeof value === "boolean" ? value : undefined;
    },
    on: (name) => get(name) === true,
    text,
    texts(name) {
      const value = get(name);
      return Array.isArray(value) ? value : [];
    },
    number(name) {
      const value = text(name);
      return value === undefined ? undefined : Number(value);
    },
  };
}
