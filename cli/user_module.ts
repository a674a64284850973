/**
 * Modules that are not ours: a config file, a plugin beside it, a package, a module by URL.
 *
 * @module
 */

/**
 * Imports a module by a specifier as a config file writes it: `./my_source.ts` (relative to `base`, a `file:` URL), an
 * absolute path or URL, `npm:package@1.2.3`, `https://…`.
 *
 * @throws what the import throws
 */
export async function importUserModule(specifier: string, base: URL): Promise<{ readonly [name: string]: unknown }> {
  // Computed: what a user names is no part of this program.
  const url = /^(?:\.{0,2}\/|file:)/.test(specifier) ? new URL(specifier, base).href : specifier;
  return await import(url);
}
