/**
 * `apply`: a run that makes exactly what a plan says, or nothing.
 *
 * @module
 */
import type { Pipeline } from "../chain.ts";
import { CannotRunError } from "../errors.ts";
import { canonical } from "../fingerprint.ts";
import type { Ledger } from "../ledger.ts";
import type { Report } from "../report.ts";
import type { Plan, SinkPlan } from "./options.ts";
import { execute, makePlan } from "./run.ts";
import type { Settings } from "./state.ts";

/**
 * Computes the plan again, compares the whole, and runs only when nothing else would happen than what it lists.
 *
 * @throws {CannotRunError} when the plan is stale, of another pipeline, or not a plan
 */
export async function applyPlan(
  pipeline: Pipeline,
  plan: Plan,
  settings: Settings & { ledger: Ledger },
): Promise<Report> {
  if (plan?.format !== 1) {
    throw new CannotRunError(`Cannot apply the plan: its format is ${plan?.format}, expected 1; plan again`);
  }
  if (plan.pipeline !== settings.name) {
    throw new CannotRunError(
      `Cannot apply the plan: it was made for pipeline "${plan.pipeline}", and this is "${settings.name}"`,
    );
  }
  const now = await makePlan(pipeline, { ...settings, mirror: plan.mirror });
  const stale = staleness(plan, now);
  if (stale) throw new CannotRunError(`Cannot apply the plan: it is stale, ${stale}; plan again`);
  return await execute(pipeline, { ...settings, mirror: plan.mirror });
}

/** What differs between a plan and what would happen now; undefined when nothing does. */
export function staleness(plan: Plan, now: Plan): string | undefined {
  const names = new Set([...Object.keys(plan.sinks), ...Object.keys(now.sinks)]);
  for (const name of names) {
    const then = plan.sinks[name];
    const current = now.sinks[name];
    if (!then || !current) return `sink "${name}" is only in ${then ? "the plan" : "the pipeline"}`;
    if (then.definition !== current.definition) return `the definition of the path to "${name}" has changed`;
    if (then.identity !== current.identity) return `"${name}" is another store than it was`;
    const difference = changed(then, current);
    if (difference) return `${difference} in "${name}"`;
  }
  return undefined;
}

function changed(then: SinkPlan, now: SinkPlan): string | undefined {
  const same = (a: unknown[], b: unknown[]) =>
    canonical(a.map((one) => canonical(one)).sort()) === canonical(b.map((one) => canonical(one)).sort());
  if (!same(then.puts, now.puts)) {
    return `${now.puts.length} put(s) are due and ${then.puts.length} were planned, or others`;
  }
  if (!same(then.deletes, now.deletes)) {
    return `${now.deletes.length} delete(s) are due and ${then.deletes.length} were planned, or others`;
  }
  if (!same(then.held, now.held)) return "other units are held back";
  if (then.rewrite !== now.rewrite) return "the file is due or not due to be written";
  return undefined;
}
