/**
 * `threadloom permissions`: the line that runs a configured pipeline with just what it needs.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import { unitePermissions } from "../../core/permissions.ts";
import { runPermissions } from "../../host/permissions.ts";
import type { Call } from "../command.ts";
import { choosePipelines, openConfig } from "../pipelines/configured.ts";
import { entryOf, permissionLine } from "../script/permissions.ts";

/** Prints one line for each pipeline. */
export async function run(call: Call): Promise<number> {
  const { args, flags, output } = call;
  const opened = await openConfig(call, flags.on("all") || args.length === 0 ? undefined : args);
  const { file } = opened.origin;
  // The config is the program, as far as its inline functions go; the command is what Deno is started with.
  const main = pathToFileURL(file).href;
  const entry = new URL("../mod.ts", import.meta.url).href;
  for (const one of choosePipelines(opened, args, flags.on("all"))) {
    const { pipeline, stateFolder, ledger, permissions } = one;
    const needed = unitePermissions(await runPermissions(pipeline, { stateFolder, ledger, main }), permissions);
    const set = opened.origin.set.flatMap(([path, value]) => ["--set", `${path}=${value}`]);
    const line = permissionLine(needed, entry, ["run", one.name, "--config", entryOf(main), ...set]);
    if (output.json) output.data({ pipeline: one.name, permissions: needed, line });
    else output.line(line);
  }
  return 0;
}
