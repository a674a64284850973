/**
 * Modules that are not ours: a config file, a plugin beside it, a package, a module by URL.
 *
 * @module
 */

import { CannotRunError } from "../core/errors.ts";

/**
 * A module that needs packages which the lock of the checkout does not name. Deno keeps them in its graph: after this
 * error no other import works, so nothing is tried after it.
 */
export class LockedError extends CannotRunError {
  override name = "LockedError";
}

/** What a compiled program loads them with; computed, since nothing else needs it: `binary.ts` names it. */
const LOADER = "./user_module/load.ts";

/**
 * Imports a module by a specifier as a config file writes it: `./my_source.ts` (relative to `base`, a `file:` URL), an
 * absolute path or URL, `npm:package@1.2.3`, `https://…`.
 *
 * A compiled program has no TypeScript of its own and fetches nothing: there, `user_module/` strips the types and
 * points imports of threadloom to the copy inside.
 *
 * @throws what the import throws; a `LockedError` where that is the lock of a checkout
 */
export async function importUserModule(specifier: string, base: URL): Promise<{ readonly [name: string]: unknown }> {
  if (Deno.build.standalone) {
    const loader: typeof import("./user_module/load.ts") = await import(LOADER);
    return await loader.loadUserModule(specifier, base);
  }
  // Computed: what a user names is no part of this program.
  const url = /^(?:\.{0,2}\/|file:)/.test(specifier) ? new URL(specifier, base).href : specifier;
  try {
    return await import(url);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes("lockfile is out of date")) throw error;
    // A checkout is locked for its own packages; what a user's module needs is none of its business.
    throw new LockedError(
      `Cannot import "${specifier}": it needs packages that the lock of this checkout does not name; start the command ` +
        "with deno run --no-lock",
      // Deno goes on with a coloured difference of the two locks.
      { cause: new TypeError(error.message.split("\n")[0]) },
    );
  }
}
