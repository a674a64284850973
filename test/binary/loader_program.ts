/**
 * A program that imports what it is told to, compiled with the loader of users' modules: prints what came of it.
 *
 * @module
 */
import { importUserModule } from "../../cli/user_module.ts";

/** What the compiler cannot see. */
export const UNSEEN: readonly (() => Promise<unknown>)[] = [
  () => import("../../cli/user_module/load.ts"),
  () => import("../../mod.ts"),
  () => import("../../plugins/jsonl/mod.ts"),
  () => import("../../deps/yaml.ts"),
];

/** What a module may export for this program: called, and its result or its error's stack printed. */
interface Loaded {
  result?: () => unknown;
}

const [specifier, base] = Deno.args;
try {
  const { result, ...rest }: Loaded = await importUserModule(specifier, new URL(base));
  console.log(JSON.stringify(result ? await result() : Object.keys(rest)));
} catch (error) {
  const { name, message, stack } = error as Error;
  console.log(JSON.stringify({ name, message, stack }));
}
