/**
 * Modules that are not ours: a config file, a plugin beside it, a package, a module by URL.
 *
 * @module
 */

/** What a compiled program loads them with; computed, since nothing else needs it: `binary.ts` names it. */
const LOADER = "./user_module/load.ts";

/**
 * Imports a module by a specifier as a config file writes it: `./my_source.ts` (relative to `base`, a `file:` URL), an
 * absolute path or URL, `npm:package@1.2.3`, `https://…`.
 *
 * A compiled program has no TypeScript of its own and fetches nothing: there, `user_module/` strips the types and
 * points imports of threadloom to the copy inside.
 *
 * @throws what the import throws
 */
export async function importUserModule(specifier: string, base: URL): Promise<{ readonly [name: string]: unknown }> {
  if (Deno.build.standalone) {
    const loader: typeof import("./user_module/load.ts") = await import(LOADER);
    return await loader.loadUserModule(specifier, base);
  }
  // Computed: what a user names is no part of this program.
  const url = /^(?:\.{0,2}\/|file:)/.test(specifier) ? new URL(specifier, base).href : specifier;
  return await import(url);
}
