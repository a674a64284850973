/**
 * What the environment says: variables, and a file `.env` for those that are not set.
 *
 * @module
 */
import { parseEnv } from "node:util";
import type { Files } from "../../core/host.ts";

/** Asks for a variable; one that is empty counts as not set. */
export type Variables = (name: string) => string | undefined;

/** Variables of the process, else those of the file. */
export async function readVariables(files: Files, path = ".env"): Promise<Variables> {
  const bytes = await files.read(path);
  const kept = new Map(Object.entries(bytes === undefined ? {} : parseEnv(new TextDecoder().decode(bytes))));
  return (name) => Deno.env.get(name) || kept.get(name) || undefined;
}

/** Reads variables and gathers what is wrong with them, so that all of it is said at once. */
export class Reader {
  readonly mistakes: string[] = [];

  constructor(readonly variables: Variables) {}

  /** A text; one that has to be there is a mistake where it is not. */
  text(name: string, needed?: string): string | undefined {
    const value = this.variables(name);
    if (value === undefined && needed !== undefined) this.mistakes.push(`${name} is not set, expected ${needed}`);
    return value;
  }

  /** `true` or `false`, in the words people use. */
  flag(name: string, otherwise: boolean): boolean {
    const value = this.variables(name)?.toLowerCase();
    if (value === undefined) return otherwise;
    if (["true", "1", "yes", "on"].includes(value)) return true;
    // What is wrong is named without its value: people mix up lines of such files, and one of them is a key.
    if (!["false", "0", "no", "off"].includes(value)) this.mistakes.push(`${name} is neither true nor false`);
    return false;
  }

  /** A whole number from 1 to `most`. */
  count(name: string, most: number): number | undefined {
    const value = this.variables(name);
    if (value === undefined) return undefined;
    const count = Number(value);
    if (/^\d{1,6}$/.test(value) && count >= 1 && count <= most) return count;
    this.mistakes.push(`${name} is no whole number from 1 to ${most}`);
    return undefined;
  }

  choice<C extends string>(name: string, choices: readonly C[]): C | undefined {
    const value = this.variables(name);
    if (value === undefined) return undefined;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) this.mistakes.push(`${name} is none of ${choices.join(", ")}`);
    return found;
  }
}
