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

/** What a command works with while it runs pipelines that Ctrl-C can stop. */
export interface Stoppable {
  host: Host;
  /** True once Ctrl-C was pressed. */
  stopped(): boolean;
  /** Options that every run takes. */
  common: RunOptions;
}

/** Does `work`, which resolves with an exit code; Ctrl-C makes that code 130. */
export async function stoppable(
  { output, host = denoHost() }: Pick<Call, "output" | "host">,
  work: (session: Stoppable) => Promise<number>,
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
    return await work({ host, common, stopped: () => interruptions.stop.aborted });
  } catch (error) {
    if (!interruptions.abort.aborted) throw error;
    output.warn("stopped; what was not yet safe is done again by the next run");
    return STOPPED;
  }
}

/** The same for a command that works on an import's folder. */
export function inSession(
  call: Pick<Call, "output" | "host">,
  folder: ImportFolder,
  work: (session: Session) => Promise<number>,
): Promise<number> {
  return stoppable(call, ({ host, stopped, common }) =>
    work({
      host,
      stopped,
      importOptions: (more) => ({ ...common, name: IMPORT, stateFolder: folder.state, ...more }),
      outputsOptions: (more) => ({ ...common, name: OUTPUTS, stateFolder: folder.outputsState, ...more }),
    }));
}

function interrupted(count: number, output: Output): void {
  if (count === 1) output.note("Finishing what is in flight. Ctrl-C again stops at once.");
  if (count <= 2) return;
  output.end();
  Deno.exit(STOPPED);
}

/** The exit code a report comes to. */
export function exitCode(report: Report, session: Pick<Session, "stopped">): number {
  if (session.stopped()) return STOPPED;
  return report.status === "ok" ? 0 : report.status === "partial" ? 1 : 2;
}
