/**
 * Which file is the config.
 *
 * @module
 */
import { resolve } from "node:path";
import type { Files } from "../../core/host.ts";
import { CannotRunError } from "../../core/errors.ts";
import { CONFIG_NAMES } from "./names.ts";

/**
 * Absolute path of the config: `given` (as `--config` names it), else the one in `folder`.
 *
 * @param folder the current folder
 * @throws {CannotRunError} when there is none, or more than one
 */
export async function findConfig(files: Files, folder: string, given?: string): Promise<string> {
  if (given !== undefined) {
    const path = resolve(folder, given);
    const stat = await files.stat(path);
    if (stat?.kind === "file") return path;
    const is = stat === undefined ? "there is no such file" : `it is a ${stat.kind}`;
    throw new CannotRunError(
      `Cannot read config "${given}": ${is}, expected a file ending in .ts, .json, .yaml or .yml`,
    );
  }
  const found: string[] = [];
  for (const name of CONFIG_NAMES) {
    if ((await files.stat(resolve(folder, name)))?.kind === "file") found.push(name);
  }
  if (found.length === 1) return resolve(folder, found[0]);
  if (found.length === 0) {
    throw new CannotRunError(
      `Cannot find a config in "${folder}": there is none of ${
        CONFIG_NAMES.join(", ")
      }; write one, or name it with --config FILE`,
    );
  }
  throw new CannotRunError(
    `Cannot choose a config in "${folder}": ${
      found.join(" and ")
    } are there, expected one; remove the other or name one with --config FILE`,
  );
}
