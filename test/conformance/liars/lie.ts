/**
 * What all liars are made with.
 *
 * @module
 */
import { type Declaration, isPlugin, PLUGIN, type PluginBase } from "../../../core/plugin.ts";

/** Liars by the check that finds them out: what is handed to the kit, and what it has to say. */
export type Liars<S> = { [check: string]: [lie: string, subject: S, says: RegExp][] };

/** The plugin with another declaration. */
export function redeclared<P extends PluginBase>(plugin: P, changes: Partial<Declaration<never>>): P {
  const { declaration, options } = plugin[PLUGIN];
  return Object.assign(plugin, { [PLUGIN]: { declaration: { ...declaration, ...changes }, options } });
}

/** The plugin without its mark. */
export function unmarked<P extends PluginBase>(plugin: P): P {
  const copy: object = { ...plugin };
  Reflect.deleteProperty(copy, PLUGIN);
  if (isPlugin(copy)) throw new Error("Cannot take the mark off the plugin: it is still there");
  return copy as P;
}

/** Where a plugin of `greedy.ts` is imported from. */
export function greedy(factory: string): { specifier: string; factory: string; options(): unknown } {
  return { specifier: new URL("./greedy.ts", import.meta.url).href, factory, options: () => ({}) };
}
