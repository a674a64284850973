/**
 * Reports and plans, new and at their end.
 *
 * @module
 */
import type { Report } from "../report.ts";
import { heldNote } from "./guard.ts";
import type { Plan } from "./options.ts";
import type { RunState, Settings } from "./state.ts";

/** A report without counts. */
export function newReport(run: string, settings: Settings): Report {
  return {
    run,
    pipeline: settings.name,
    status: "ok",
    source: { read: 0, unchanged: 0, passed: 0, dropped: 0, dead: 0 },
    sinks: {},
    drops: {},
    metrics: {},
    deadLetters: 0,
    notes: [],
    startedAt: settings.host.clock.now(),
    durationMs: 0,
  };
}

/** A plan without changes. */
export function newPlan(settings: Settings): Plan {
  return {
    format: 1,
    pipeline: settings.name,
    mirror: settings.mirror === true,
    sinks: {},
    source: { read: 0, unchanged: 0, passed: 0, dropped: 0, dead: 0 },
    estimate: { calls: 0, tokens: 0, dollars: 0 },
    notes: [],
  };
}

/** Gives the report its status and its sentences. */
export function conclude(state: RunState, ended: boolean): Report {
  const { report, settings } = state;
  let held = false;
  for (const sink of state.sinks) {
    if (sink.kind !== "store" || sink.held.length === 0) continue;
    held = true;
    report.notes.push(heldNote(state, sink));
  }
  if (state.incomplete) report.notes.push(`The source is not complete: ${state.incomplete}; nothing counts as gone`);
  const broken = state.sinks.some((sink) => sink.kind === "file" && sink.broken);
  const dead = Math.max(report.source.dead, report.deadLetters) > (settings.maxDeadLetters ?? 0);
  if (!ended) report.stopped = true;
  report.status = dead || broken || held || !ended ? "partial" : "ok";
  report.durationMs = Math.round(settings.host.clock.now() - report.startedAt);
  return report;
}
