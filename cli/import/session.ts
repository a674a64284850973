/**
 * A command that runs pipelines: its options, its way out by Ctrl-C.
 *
 * @module
 */
import type { RunOptions } from "../../core/engine/options.ts";
import type { Host } from "../../core/host.ts";
import type { Report } from "../../core/report.ts";
import { denoHost } from "../../host/deno.ts";
import type { Call } from "../command.ts";
import type { Output } from "../output.ts";
import { countInterruptions, listenToSignals } from "../signals.ts";
import type { ImportFolder } from "./folder.ts";
import { IMPORT, OUTPUTS } from "./pipelines.ts";

/** Ended by Ctrl-C. */
export const STOPPED = 130;

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
  const interruptions = countInterruptions(() => performance.now(), (count) => interrupted(count, output));
  using _ = listenToSignals(interruptions);
  const common: RunOptions = {
    host,
    stop: interruptions.stop,
    signal: interruptions.abort,
    onEvent: (event) => output.event(event),
  };
  try {
    return await work({
      host,
      stopped: () => interruptions.stop.aborted,
      importOptions: (more) => ({ ...common, name: IMPORT, stateFolder: folder.state, ...more }),
      outputsOptions: (more) => ({ ...common, name: OUTPUTS, stateFolder: folder.outputsState, ...more }),
    });
  } catch (error) {
    if (!interruptions.abort.aborted) throw error;
    output.warn("stopped; what was not yet safe is done again by the next run");
    return STOPPED;
  }
}

function interrupted(count: number, output: Output): void {
  if (count === 1) output.note("Finishing what is in flight. Ctrl-C again stops at once.");
  if (count <= 2) return;
  output.end();
  Deno.exit(STOPPED);
}

/** The exit code a report comes to. */
export function exitCode(report: Report, session: Session): number {
  if (session.stopped()) return STOPPED;
  return report.status === "ok" ? 0 : report.status === "partial" ? 1 : 2;
}
