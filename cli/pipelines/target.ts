/**
 * What a command is about: a folder that was imported into, or the pipelines of a config file.
 *
 * @module
 */
import type { Files } from "../../core/host.ts";
import { denoHost } from "../../host/deno.ts";
import { type Call, UsageError } from "../command.ts";
import { CONFIG_NAMES } from "../config/names.ts";
import { DEFAULT_FOLDER, importFolder } from "../import/folder.ts";

/**
 * True when it is about a config: `--config` says so, `--out` says otherwise; without both, what is there in the
 * current folder.
 *
 * @param named true where the words name a pipeline
 * @throws {UsageError} when both are given, or both are there and neither is named
 */
export async function isAboutConfig(
  { flags, host = denoHost() }: Pick<Call, "flags" | "host">,
  named = false,
): Promise<boolean> {
  const config = flags.text("config") !== undefined;
  const out = flags.text("out") !== undefined;
  if (config && out) {
    throw new UsageError("Cannot look at an import's folder and at a config at once: give --out or --config, not both");
  }
  if (config || out) return config;
  if (named) return true;
  const found = await configHere(host.files);
  if (found === undefined || !await importedHere(host.files)) return found !== undefined;
  throw new UsageError(
    `Cannot tell what is meant: ${DEFAULT_FOLDER} and ${found} are both here`,
    `name one: --out ${DEFAULT_FOLDER} or --config ${found}`,
  );
}

async function configHere(files: Files): Promise<string | undefined> {
  for (const name of CONFIG_NAMES) if ((await files.stat(name))?.kind === "file") return name;
}

async function importedHere(files: Files): Promise<boolean> {
  const { state, database } = importFolder();
  return await files.stat(state) !== undefined || await files.stat(database) !== undefined;
}
