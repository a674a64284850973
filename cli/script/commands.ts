/**
 * What the words of a script do.
 *
 * @module
 */
import type { Pipeline } from "../../core/chain.ts";
import type { RunOptions } from "../../core/engine/options.ts";
import type { Report } from "../../core/report.ts";
import { CannotRunError } from "../../core/errors.ts";
import { countOf } from "../format.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";
import { readPlanFile, writePlanFile } from "../plan_file.ts";
import { exitCode, interruptible, STOPPED } from "../session.ts";
import { shellWord } from "../shell.ts";
import { writeDeadLetters } from "../show/dead_letters.ts";
import { planReport, writePlanCounts } from "../show/plan.ts";
import { writeRuns } from "../show/status.ts";
import { writeCounts } from "../show/summary.ts";
import { writeVerification } from "../show/verification.ts";
import { nounOf, onlyKeys, placeOf, runOptions, type ScriptCall, summaryWords } from "./call.ts";
import { asScriptPlan, type ScriptPlan } from "./plan_file.ts";

/** Does a word of a script; resolves with the exit code. `has` names the flags that the word takes. */
export type Word = (call: ScriptCall, has: ReadonlySet<string>) => Promise<number>;

/** Runs the pipeline; with `--dry-run` plans it. */
export const run: Word = async (call, has) => {
  if (call.flags.on("dry-run")) return await plan(call, has);
  const { pipeline, output } = await call.build();
  return await interruptible(output, call.host, async ({ common, ...session }) => {
    const report = await call.engine.run(pipeline, { ...common, ...runOptions(call, has) });
    writeReport(call, { pipeline, output }, report);
    return exitCode(report, session);
  });
};

/** Says what a run would do, and writes it down where `-o` says. */
export const plan: Word = async (call, has) => {
  const { pipeline, output } = await call.build();
  const { host, engine, flags, given } = call;
  const file = has.has("plan-file") ? flags.text("plan-file") : undefined;
  const options = runOptions(call, has);
  return await interruptible(output, host, async ({ common, stopped }) => {
    const started = host.clock.now();
    const made = await engine.plan(pipeline, { ...common, ...options });
    if (file !== undefined && !stopped()) {
      const { maxDelete, full, limit } = options;
      const only = flags.texts("only");
      const some = only.length > 0 ? { only: [...only] } : {};
      const script = { options: given, maxDelete, full, limit, ...some, config: call.config };
      const planned: ScriptPlan = { ...made, script };
      await writePlanFile(host.files, file, planned);
    }
    if (output.json) output.data({ ...planReport(made), durationMs: host.clock.now() - started });
    else {
      writePlanCounts(output, made, nounOf(pipeline));
      for (const note of made.notes) output.line(`- ${plainText(note)}`);
      if (file !== undefined && !stopped()) output.line(`\nNext: ${call.next(`apply ${shellWord(plainText(file))}`)}`);
    }
    if (stopped()) return STOPPED;
    return made.source.dead > (options.maxDeadLetters ?? 0) ? 1 : 0;
  });
};

/** Does what a plan lists; a plan that no longer holds writes nothing. */
export const apply: Word = async (call, has) => {
  const { script, ...planned } = asScriptPlan(await readPlanFile(call.host.files, call.args[0]), call.args[0]);
  if (planned.pipeline !== call.pipeline.name) {
    throw new CannotRunError(
      `Cannot apply "${call.args[0]}": it is a plan of "${planned.pipeline}", expected one of "${call.pipeline.name}"`,
    );
  }
  const { pipeline, output } = await call.build({ ...script.options, ...call.given });
  const { maxDelete, full, limit, only } = script;
  const options: RunOptions = {
    ...runOptions(call, has),
    maxDelete,
    full,
    limit,
    ...(only ? { only: onlyKeys(only) } : {}),
  };
  return await interruptible(output, call.host, async ({ common, ...session }) => {
    const report = await call.engine.apply(pipeline, planned, { ...common, ...options });
    writeReport(call, { pipeline, output }, report);
    return exitCode(report, session);
  });
};

/** Compares the stores with what was committed, and with `--source` with the source. */
export const verify: Word = async (call) => {
  const { pipeline, output } = await call.build();
  const source = call.flags.on("source");
  return await interruptible(output, call.host, async ({ common, stopped }) => {
    const result = await call.engine.verify(pipeline, { ...common, ...placeOf(call), source });
    if (output.json) output.data(result);
    else {
      writeVerification(output, result);
      if (result.differences.some(({ mark }) => mark === "-" || mark === "*")) {
        output.line(`Next: ${call.next("run --full")} writes again what is missing or different`);
      }
    }
    return stopped() ? STOPPED : result.status === "ok" ? 0 : 1;
  });
};

/** Says what is remembered of the pipeline. */
export const status: Word = async (call) => {
  const { output } = call;
  const known = await call.engine.status(placeOf(call));
  if (output.json) {
    output.data({ ...known, stateFolder: call.stateFolder });
    return 0;
  }
  const { line, strong } = output;
  line(strong(plainText(known.pipeline)));
  for (const [name, { units, entries }] of Object.entries(known.sinks)) {
    // A file has neither.
    if (units > 0) {
      line(`  ${plainText(name).padEnd(10)} ${countOf(units, "unit")}, ${countOf(entries, "entry", "entries")}`);
    }
  }
  if (known.reports.length === 0) line("  It has never run, as far as its state folder knows.");
  line(`  state      ${plainText(call.stateFolder)}`);
  writeRuns(output, known.reports);
  if (known.deadLetters > 0) line(`\n${countOf(known.deadLetters, "dead letter")}: ${call.next("dead-letters list")}`);
  return 0;
};

/** Lists dead letters or tries them again. */
export const deadLetters: Word = async (call, has) => {
  if (call.args[0] !== "replay") {
    writeDeadLetters(call.output, await call.engine.deadLetters(placeOf(call)), call.next("dead-letters replay"));
    return 0;
  }
  const { pipeline, output } = await call.build();
  return await interruptible(output, call.host, async ({ common, ...session }) => {
    const report = await call.engine.replay(pipeline, { ...common, ...runOptions(call, has) });
    writeReport(call, { pipeline, output }, report);
    return exitCode(report, session);
  });
};

function writeReport(
  call: ScriptCall,
  { pipeline, output }: { pipeline: Pipeline; output: Output },
  report: Report,
): void {
  if (output.json) output.data(report);
  else writeCounts(output, report, summaryWords(call, pipeline));
  if (report.stopped) output.note("Run it again: it goes on where it stopped.");
}
