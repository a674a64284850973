/**
 * Loads a user's modules in a compiled program.
 *
 * @module
 */
import { withoutPlaces } from "./own_tree.ts";
import { resolveImport } from "./resolve.ts";
import { Stage } from "./stage.ts";

/** Made at the first use and gone with the process: a module that two others import must be one module, as always. */
let stage: Promise<Stage> | undefined;

/**
 * Imports a module: a file of the user's without its types, anything of threadloom from inside the program.
 *
 * @param base URL of the module that names it
 * @throws {TypeError} when an import leads nowhere; the message names file, line and reason
 * @throws {SyntaxError} when a file is not TypeScript; the message names file and line
 * @throws what the module throws
 */
export async function loadUserModule(specifier: string, base: URL): Promise<{ readonly [name: string]: unknown }> {
  const place = await resolveFirst(specifier, base);
  if ("inside" in place) return await import(place.inside);
  stage ??= openStage();
  const copies = await stage;
  const copy = await copies.copy(place.file);
  try {
    return copy.pathname.endsWith(".json")
      ? await import(copy.href, { with: { type: "json" } })
      : await import(copy.href);
  } catch (error) {
    if (error instanceof Error) {
      const { message, stack } = error;
      error.message = withoutPlaces(copies.originals(message));
      if (stack !== undefined) error.stack = copies.originals(stack);
    }
    throw error;
  }
}

async function resolveFirst(specifier: string, base: URL): ReturnType<typeof resolveImport> {
  try {
    return await resolveImport(specifier, base);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(`Cannot import "${specifier}": ${error.message}`, { cause: error.cause });
  }
}

async function openStage(): Promise<Stage> {
  let folder: string;
  try {
    folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "threadloom-modules-" }));
  } catch (cause) {
    stage = undefined;
    throw new Error("Cannot load a module of yours: no folder for temporary files can be made; set TMPDIR to one", {
      cause,
    });
  }
  globalThis.addEventListener("unload", () => removeFolder(folder));
  return new Stage(folder);
}

function removeFolder(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
