/**
 * Paths in options: relative ones belong to the config's folder, as the state does.
 *
 * @module
 */
import { isAbsolute, join } from "node:path";
import type { Declaration } from "../../core/plugin.ts";

/** Names of options that hold paths; other locations are addresses, tables, buckets. */
const PATH_NAME = /^(?:path|file|folder|directory|dir)$|(?:Path|File|Folder|Directory|Dir)s?$/;

/**
 * The options whose relative paths are to be made absolute, with what they become.
 *
 * An option is a path when its role is `location` and it is called so (`path`, `file`, `indexFolder`), or when it
 * begins with `./` or `../`. Addresses (`s3://…`, `https://…`) and `-` stay.
 *
 * @param settings the options with defaults: a default path is relative, too
 * @param folder the config's folder, absolute
 */
export function resolvePaths(
  { roles }: Declaration,
  settings: { readonly [name: string]: unknown },
  folder: string,
): { [name: string]: unknown } {
  const resolved: { [name: string]: unknown } = {};
  for (const [name, value] of Object.entries(settings)) {
    if (roles?.[name] !== "location") continue;
    const resolve = (one: unknown): unknown => {
      if (typeof one !== "string" || !isRelative(one)) return one;
      return PATH_NAME.test(name) || /^\.{1,2}(?:[/\\]|$)/.test(one) ? join(folder, one) : one;
    };
    const now = Array.isArray(value) ? value.map(resolve) : resolve(value);
    if (JSON.stringify(now) !== JSON.stringify(value)) resolved[name] = now;
  }
  return resolved;
}

function isRelative(path: string): boolean {
  return path !== "" && path !== "-" && path !== ":memory:" && !isAbsolute(path) &&
    !/^[a-z][a-z0-9+.-]*:(?:\/\/|[^\\/])/i.test(path);
}
