/**
 * Names of config files.
 *
 * @module
 */

/** What a config may be called where no other is named. */
export const CONFIG_NAMES: readonly string[] = [
  "threadloom.config.ts",
  "threadloom.json",
  "threadloom.yaml",
  "threadloom.yml",
];
