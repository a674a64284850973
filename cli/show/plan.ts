/**
 * What a plan holds, for people and machines.
 *
 * @module
 */
import type { Plan, SinkPlan } from "../../core/engine/options.ts";
import { countOf, formatCount } from "../format.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";
import type { Noun } from "./summary.ts";

/** Most units listed one by one. */
const LISTED = 50;

/** A plan in the shape of a report: counts, no keys. */
export function planReport(plan: Plan): object {
  const sinks = Object.entries(plan.sinks).map(([name, { puts, deletes, held, rewrite }]) => [
    name,
    { puts: puts.length, deletes: deletes.length, failed: held.length, ...(rewrite === undefined ? {} : { rewrite }) },
  ]);
  const { pipeline, source, estimate, notes } = plan;
  return {
    dryRun: true,
    pipeline,
    status: "ok",
    source,
    sinks: Object.fromEntries(sinks),
    estimate,
    notes,
    metrics: {},
  };
}

/** Writes the counts of a plan and what would happen to each unit. */
export function writePlanCounts(
  { line, strong, faint }: Output,
  plan: Plan,
  [one, many]: Noun = ["conversation", "conversations"],
): void {
  const { read, unchanged, passed, dropped, dead } = plan.source;
  line(strong(
    `Nothing was written. Of ${countOf(read, one, many)}, ${formatCount(passed)} new or changed, ` +
      `${formatCount(unchanged)} unchanged, ${formatCount(dropped)} left out, ${formatCount(dead)} failed.`,
  ));
  for (const [name, { puts, deletes, held, rewrite }] of Object.entries(plan.sinks)) {
    line();
    if (rewrite !== undefined) {
      line(`${plainText(name)}: the file ${rewrite ? "would be written" : "stays as it is"}`);
      continue;
    }
    const [written, deleted] = [countOf(puts.length, "entry", "entries"), formatCount(deletes.length)];
    line(`${plainText(name)}: ${written} to write, ${deleted} to delete`);
    const scopes = changesByScope(puts, deletes);
    for (const [scope, text] of scopes.slice(0, LISTED)) line(`  ${plainText(scope)}: ${text}`);
    if (scopes.length > LISTED) line(faint(`  … and ${formatCount(scopes.length - LISTED)} more`));
    if (held.length === 0) continue;
    const why = "more would be deleted than is allowed; --max-delete N allows it";
    line(`  ${countOf(held.length, one, many)} held back: ${why}`);
  }
  const { calls, tokens, dollars } = plan.estimate;
  if (calls === 0 && tokens === 0 && dollars === 0) return;
  line();
  const cost = dollars > 0 ? `, ${dollars < 0.01 ? "less than $0.01" : `about $${dollars.toFixed(2)}`}` : "";
  line(`Derived values would cost ${countOf(calls, "call")}, ${countOf(tokens, "token")}${cost}.`);
}

/** What would happen to each unit; those that lose something first. */
function changesByScope(puts: SinkPlan["puts"], deletes: SinkPlan["deletes"]): [scope: string, text: string][] {
  const counts = new Map<string, { puts: number; deletes: number }>();
  const at = (scope: string): { puts: number; deletes: number } => {
    const known = counts.get(scope) ?? { puts: 0, deletes: 0 };
    counts.set(scope, known);
    return known;
  };
  for (const [scope] of deletes) at(scope).deletes++;
  for (const [scope] of puts) at(scope).puts++;
  return [...counts].map(([scope, { puts, deletes }]) => {
    const parts = [
      ...(puts > 0 ? [`${formatCount(puts)} to write`] : []),
      ...(deletes > 0 ? [`${formatCount(deletes)} to delete`] : []),
    ];
    return [scope, parts.join(", ")];
  });
}
