/**
 * `import --dry-run`: what an import would do.
 *
 * @module
 */
import type { Plan, RunOptions, SinkPlan } from "../../core/engine/options.ts";
import type { Call } from "../command.ts";
import { countOf, formatCount } from "../format.ts";
import { plainText } from "../plain_text.ts";
import { type ImportFolder, outFlag } from "./folder.ts";
import type { Memory } from "./memory.ts";
import { importPipeline } from "./pipelines.ts";
import { writePlan } from "./plan_file.ts";
import type { Session } from "./session.ts";

/** Most conversations listed one by one. */
const LISTED = 50;

/** What would be imported, and how. */
export interface DryRun {
  inputs: string[];
  memory: Memory;
  options: RunOptions;
}

/** Plans, says what the plan holds, and writes it down where `-o` says. Nothing else is written. */
export async function writeDryRun(
  { load, flags, output }: Call,
  session: Session,
  folder: ImportFolder,
  { inputs, memory, options }: DryRun,
): Promise<number> {
  const started = session.host.clock.now();
  const { plan } = await load("../mod.ts");
  const pipeline = await importPipeline(load, folder, inputs, session.host);
  const made = await plan(pipeline, session.importOptions(options));
  const file = flags.text("output");
  if (file !== undefined) {
    const { maxDelete, full, limit } = options;
    await writePlan(session.host.files, file, {
      ...made,
      import: { out: folder.root, inputs, memory, maxDelete, full, limit },
    });
  }
  if (output.json) output.data({ ...planReport(made), durationMs: session.host.clock.now() - started });
  else writePlanText({ output, flags }, made, folder, memory);
  return made.source.dead > (options.maxDeadLetters ?? 0) ? 1 : 0;
}

/** A plan in the shape of a report: counts, no keys. */
function planReport(plan: Plan): object {
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

function writePlanText(
  { output, flags }: Pick<Call, "output" | "flags">,
  plan: Plan,
  folder: ImportFolder,
  memory: Memory,
): void {
  const { line, strong, faint } = output;
  const { read, unchanged, passed, dropped, dead } = plan.source;
  line(strong(
    `Nothing was written. Of ${countOf(read, "conversation")}, ${formatCount(passed)} new or changed, ` +
      `${formatCount(unchanged)} unchanged, ${formatCount(dropped)} left out, ${formatCount(dead)} failed.`,
  ));
  for (const [name, { puts, deletes, held }] of Object.entries(plan.sinks)) {
    line();
    line(
      `${plainText(name)}: ${countOf(puts.length, "entry", "entries")} to write, ${
        formatCount(deletes.length)
      } to delete`,
    );
    const scopes = changesByScope(puts, deletes);
    for (const [scope, text] of scopes.slice(0, LISTED)) line(`  ${plainText(scope)}: ${text}`);
    if (scopes.length > LISTED) line(faint(`  … and ${formatCount(scopes.length - LISTED)} more`));
    if (held.length > 0) {
      line(
        `  ${
          countOf(held.length, "conversation")
        } held back: more would be deleted than is allowed; --max-delete N allows it`,
      );
    }
  }
  const outputs = [...(memory.markdown ? [folder.markdown] : []), ...(memory.jsonl ? [folder.jsonl] : [])];
  if (outputs.length > 0) {
    line();
    line(`Afterwards ${outputs.join(" and ")} would be brought in step with the database.`);
  }
  for (const note of plan.notes) line(`- ${plainText(note)}`);
  const file = flags.text("output");
  if (file === undefined) return;
  line();
  line(`Next: threadloom apply ${plainText(file)}${outFlag(folder)}`);
}

/** What would happen to each conversation; those that lose something first. */
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
