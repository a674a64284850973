/**
 * `defineConfig`: a config file in TypeScript, typed by the plugins it names.
 *
 * @module
 */
import type { CheckedConfig } from "../core/config.ts";
import type { FirstParty } from "./first_party.ts";

/**
 * A config file's value: `export default defineConfig({ pipelines: { … } })`. Hands back what it is given; what is
 * wrong with it is a red line at its own place: an option there is not, a plugin that does not take what the one
 * before it hands over. A function in `through` names the type of its record.
 *
 * ```ts
 * import { defineConfig } from "../mod.ts";
 *
 * export default defineConfig({
 *   pipelines: {
 *     chats: {
 *       source: { use: "chatgpt", path: "export.zip" },
 *       to: [{ use: "sqlite" }, { use: "markdown", path: "chats" }],
 *     },
 *   },
 * });
 * ```
 */
export function defineConfig<const C>(config: C & CheckedConfig<C, FirstParty>): C {
  return config;
}
