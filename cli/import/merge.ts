/**
 * Reports of the pipelines that make up one import, as one.
 *
 * @module
 */
import type { Report } from "../../core/report.ts";

const WORST: readonly Report["status"][] = ["ok", "partial", "failed"];

/** Metrics that count conversations taken away: an output follows the database, and counts them a second time. */
const COUNTED = new Set(["removed"]);

/** Counts of units are the import's; stores, metrics and notes are everybody's; the status is the worst. */
export function mergeReports(main: Report, others: readonly Report[]): Report {
  const merged: Report = {
    ...main,
    sinks: { ...main.sinks },
    metrics: { ...main.metrics },
    notes: [...main.notes],
  };
  for (const other of others) {
    if (WORST.indexOf(other.status) > WORST.indexOf(merged.status)) merged.status = other.status;
    for (const [name, counts] of Object.entries(other.sinks)) merged.sinks[freeName(name, merged.sinks)] = counts;
    for (const [name, count] of Object.entries(other.metrics)) {
      if (COUNTED.has(name)) continue;
      merged.metrics[name] = (Object.hasOwn(merged.metrics, name) ? merged.metrics[name] : 0) + count;
    }
    merged.deadLetters += other.deadLetters;
    merged.notes.push(...other.notes.filter((note) => !merged.notes.includes(note)));
    merged.durationMs += other.durationMs;
    if (other.stopped) merged.stopped = true;
  }
  return merged;
}

function freeName(name: string, taken: object): string {
  let free = name;
  for (let n = 2; Object.hasOwn(taken, free); n++) free = `${name} ${n}`;
  return free;
}
