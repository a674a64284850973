/**
 * A config file's value: TypeScript is imported, JSON and YAML are parsed.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import type { Files } from "../../core/host.ts";
import { importUserModule } from "../user_module.ts";
import { parseJson } from "./json.ts";
import { ConfigError } from "./mistakes.ts";

/** Bytes; a config is written by people. */
const LARGEST = 1024 * 1024;

/**
 * What the file holds, unchecked.
 *
 * @param file absolute path
 * @throws {ConfigError} when it is not there, too large, or cannot be parsed (with line and column)
 */
export async function readConfig(files: Files, file: string): Promise<unknown> {
  const extension = /\.[^./\\]*$/.exec(file)?.[0].toLowerCase() ?? "";
  if (/^\.[cm]?[jt]s$/.test(extension)) return await readModule(files, file);
  if (extension === ".json") return parseJson(await readText(files, file), file);
  if (extension === ".yaml" || extension === ".yml") {
    // Loaded for YAML alone: most configs need no parser of it.
    const { parseYaml } = await import("./yaml.ts");
    return parseYaml(await readText(files, file), file);
  }
  throw whole(file, `its name ends in ${extension ? `"${extension}"` : "nothing"}, expected .ts, .json, .yaml or .yml`);
}

async function readModule(files: Files, file: string): Promise<unknown> {
  if (await files.stat(file) === undefined) throw whole(file, "there is no such file");
  const url = pathToFileURL(file);
  let exports: { readonly [name: string]: unknown };
  try {
    exports = await importUserModule(url.href, url);
  } catch (cause) {
    throw whole(file, `it cannot be imported: ${firstLine(cause)}`, cause);
  }
  if (Object.hasOwn(exports, "default")) return exports.default;
  const names = Object.keys(exports);
  throw whole(
    file,
    `${
      names.length ? `it exports ${names.join(", ")}` : "it exports nothing"
    }, expected "export default defineConfig({ … })"`,
  );
}

async function readText(files: Files, file: string): Promise<string> {
  const stat = await files.stat(file);
  if (stat === undefined) throw whole(file, "there is no such file");
  if (stat.size > LARGEST) throw whole(file, `it has ${stat.size} bytes, expected at most ${LARGEST}`);
  const bytes = await files.read(file);
  if (bytes === undefined) throw whole(file, "there is no such file");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw whole(file, "it is not UTF-8, expected UTF-8", cause);
  }
}

function whole(file: string, message: string, cause?: unknown): ConfigError {
  return new ConfigError(file, [{ path: "", message }], cause === undefined ? undefined : { cause });
}

/** What anything thrown says, on one line. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0].slice(0, 500);
}
