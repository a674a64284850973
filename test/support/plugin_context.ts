/**
 * What a plugin's methods are given, and a folder to work in: for tests that drive a plugin without the engine.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { testContext } from "./context.ts";

/** A context over the real machine; `changes` replaces parts of it. */
export function pluginContext(changes: Partial<Context> = {}): Context {
  return { ...testContext(), ...changes };
}

/** Runs a test in a new folder that is removed afterwards. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
