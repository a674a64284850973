/**
 * A command that runs the pipelines of an import: their options.
 *
 * @module
 */
import type { RunOptions } from "../../core/engine/options.ts";
import type { Host } from "../../core/host.ts";
import { denoHost } from "../../host/deno.ts";
import type { Call } from "../command.ts";
import { interruptible } from "../session.ts";
import type { ImportFolder } from "./folder.ts";
import { IMPORT, OUTPUTS } from "./pipelines.ts";

export { exitCode, STOPPED } from "../session.ts";

/** What a command works with while it runs pipelines. */
export interface Session {
  host: Host;
  /** True once Ctrl-C was pressed. */
  stopped(): boolean;
  /** Options of a run of the import. */
  importOptions(more?: RunOptions): RunOptions;
  /** Options of a run of the outputs. */
  outputsOptions(more?: RunOptions): RunOptions;
}

/** Does `work`, which resolves with an exit code; Ctrl-C makes that code 130. */
export async function inSession(
  { output, host = denoHost() }: Pick<Call, "output" | "host">,
  folder: ImportFolder,
  work: (session: Session) => Promise<number>,
): Promise<number> {
  return await interruptible(output, host, ({ stopped, common }) =>
    work({
      host,
      stopped,
      importOptions: (more) => ({ ...common, name: IMPORT, stateFolder: folder.state, ...more }),
      outputsOptions: (more) => ({ ...common, name: OUTPUTS, stateFolder: folder.outputsState, ...more }),
    }));
}
