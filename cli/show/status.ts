/**
 * What is remembered of runs, for people.
 *
 * @module
 */
import type { Report } from "../../core/report.ts";
import { formatCount, formatDuration, formatTime } from "../format.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";

/** Reports listed for people. */
const RUNS = 5;

/** Writes the latest runs, a line each. */
export function writeRuns({ line, strong }: Output, runs: readonly Report[]): void {
  if (runs.length > 0) line(`\n${strong("Last runs")} (UTC)`);
  for (const { pipeline, startedAt, durationMs, status, source, stopped } of runs.slice(0, RUNS)) {
    const { read, passed, unchanged, dead } = source;
    const counts = [[read, "read"], [passed, "passed"], [unchanged, "unchanged"], [dead, "failed"]] as const;
    const how = `${plainText(pipeline).padEnd(8)} ${(stopped ? "stopped" : status).padEnd(8)}`;
    const text = counts.map(([count, what]) => `${formatCount(count)} ${what}`).join(", ");
    line(`  ${formatTime(startedAt)}  ${how} ${text}, ${formatDuration(durationMs)}`);
  }
}
