/**
 * What `categorize` needs of the machine, by engine.
 *
 * @module
 */
import type { Permissions } from "../../../core/plugin.ts";
import { hostOf } from "../service/address.ts";
import type { CategorizeSettings } from "./options.ts";

/** Rules need nothing; a service its host; a local model its folder and the native library that runs it. */
export function permissionsOf({ engine, baseUrl, model }: CategorizeSettings): Permissions {
  if (engine === "llm") return { net: [hostOf(baseUrl)] };
  if (engine === "local") return { read: [model], ffi: [], env: [], sys: [] };
  return {};
}
