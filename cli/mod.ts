/**
 * The `threadloom` command: `deno run -A cli/mod.ts <command> …`.
 *
 * A command's module is imported by a path that is only known when it runs: an import that is written out would be
 * loaded with this module, and its libraries with it, before the first word is read. `binary.ts` is the entry for
 * compiling.
 *
 * @module
 */
import { main } from "./main.ts";
import type { Load } from "./modules.ts";

const load: Load = (module) => import(module);

if (import.meta.main) Deno.exit(await main(Deno.args, load));
