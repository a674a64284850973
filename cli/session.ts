/**
 * Work that runs pipelines: its way out by Ctrl-C.
 *
 * @module
 */
import type { RunOptions } from "../core/engine/options.ts";
import type { Host } from "../core/host.ts";
import type { Report } from "../core/report.ts";
import type { Output } from "./output.ts";
import { countInterruptions, listenToSignals } from "./signals.ts";

/** Ended by Ctrl-C. */
export const STOPPED = 130;

/** What work is given that can be interrupted. */
export interface Interruptible {
  /** True once Ctrl-C was pressed. */
  stopped(): boolean;
  /** Options of every run: the host, the signals, who hears of what happens. */
  readonly common: RunOptions;
}

/** Does `work`, which resolves with an exit code; Ctrl-C once drains it, twice ends it, and makes that code 130. */
export async function interruptible(
  output: Output,
  host: Host,
  work: (session: Interruptible) => Promise<number>,
): Promise<number> {
  const interruptions = countInterruptions(() => performance.now(), (count) => interrupted(count, output));
  using _ = listenToSignals(interruptions);
  const { stop, abort } = interruptions;
  try {
    return await work({
      stopped: () => stop.aborted,
      common: { host, stop, signal: abort, onEvent: (event) => output.event(event) },
    });
  } catch (error) {
    if (!abort.aborted) throw error;
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
export function exitCode(report: Report, session: Pick<Interruptible, "stopped">): number {
  if (session.stopped()) return STOPPED;
  return report.status === "ok" ? 0 : report.status === "partial" ? 1 : 2;
}
