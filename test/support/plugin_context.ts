/**
 * What a plugin's methods are given, and a folder to work in: for tests that drive a plugin without the engine.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { testContext } from "./context.ts";

export { inFolder } from "./in_folder.ts";

/** A context over the real machine; `changes` replaces parts of it. */
export function pluginContext(changes: Partial<Context> = {}): Context {
  return { ...testContext(), ...changes };
}
