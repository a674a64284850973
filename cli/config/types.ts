/**
 * A config file, read and checked, as the commands see it.
 *
 * @module
 */
import type { Pipeline } from "../../core/chain.ts";
import type { Ledger } from "../../core/ledger.ts";
import type { Declaration, Permissions } from "../../core/plugin.ts";

/** A plugin that a pipeline names. */
export interface ConfiguredPlugin {
  /** Where it stands, for messages: `pipelines.chats.to[1]`. */
  path: string;
  /** As written after `use:`. */
  use: string;
  declaration: Declaration;
  /** The options as written, with defaults; secrets masked. */
  options: { readonly [name: string]: unknown };
  permissions: Permissions;
}

/** One pipeline of a config file; checked, and nothing of it opened yet. */
export interface ConfiguredPipeline {
  name: string;
  summary?: string;
  plugins: readonly ConfiguredPlugin[];
  /** Names of the pipelines whose stores it reads. */
  feeds: readonly string[];
  mirror?: boolean;
  maxDelete?: number | `${number}%`;
  maxDeadLetters?: number;
  onDead?: "continue" | "stop";
  /** Absent: the default, SQLite in the state folder. */
  ledger?: Ledger;
  /** `<folder of the config>/.threadloom/<name>`. */
  stateFolder: string;
  /** What it needs besides its plugins: the config file and what it imports, state folder, environment. */
  permissions: Permissions;
  pipeline: Pipeline;
}

/** A config file. */
export interface LoadedConfig {
  /** Absolute path of the file. */
  file: string;
  /** All that it names, in the order of the file. */
  names: readonly string[];
  /** Those that were asked for and those that feed them, in the order of the file. */
  pipelines: ReadonlyMap<string, ConfiguredPipeline>;
}

/** How to read a config. */
export interface LoadOptions {
  /** `--set path=value`, in order. */
  set?: readonly (readonly [path: string, value: string])[];
  /** The value of an environment variable. */
  env?: (name: string) => string | undefined;
  /**
   * The pipelines that are wanted. The others are checked as far as that goes without the environment, of which nothing
   * is read for them. Absent: all are.
   */
  only?: readonly string[];
}
