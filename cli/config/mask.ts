/**
 * Options as they may be shown.
 *
 * @module
 */
import type { Declaration } from "../../core/plugin.ts";
import { isEnv } from "./environment.ts";
import { isPlain } from "./mistakes.ts";

/** What stands in the place of a secret. */
export const MASK = "•••";

/** The options without secrets: those by role (a variable's name may be seen), and passwords inside addresses. */
export function maskOptions(
  { roles }: Declaration,
  options: { readonly [name: string]: unknown },
): { readonly [name: string]: unknown } {
  const shown = Object.entries(options).map(([name, value]) => {
    const secret = roles?.[name] === "secret" && value !== undefined;
    return [name, secret ? maskAll(value, 0) : maskAddresses(value, 0)];
  });
  return Object.fromEntries(shown);
}

function maskAll(value: unknown, depth: number): unknown {
  if (isEnv(value) || value === null) return value;
  if (depth > 32) return MASK;
  if (Array.isArray(value)) return value.map((one) => maskAll(one, depth + 1));
  if (!isPlain(value)) return MASK;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, maskAll(one, depth + 1)]));
}

function maskAddresses(value: unknown, depth: number): unknown {
  if (typeof value === "string") return value.replace(/^([a-z][a-z0-9+.-]*:\/\/[^:@/?#]*:)[^/?#]*@/i, `$1${MASK}@`);
  if (depth > 32) return MASK;
  if (Array.isArray(value)) return value.map((one) => maskAddresses(one, depth + 1));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, maskAddresses(one, depth + 1)]));
}
