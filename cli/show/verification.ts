/**
 * What a verification found, for people.
 *
 * @module
 */
import type { Verification } from "../../core/engine/options.ts";
import { formatCount } from "../format.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";

/** Writes the counts and the differences of a verification. */
export function writeVerification({ line, strong }: Output, result: Verification): void {
  for (const [name, { same, missing, extra, different, foreign }] of Object.entries(result.sinks)) {
    const counts = [
      `= ${formatCount(same)} same`,
      `- ${formatCount(missing)} missing`,
      `+ ${formatCount(extra)} more than committed`,
      `* ${formatCount(different)} different`,
      `! ${formatCount(foreign)} not ours or edited`,
    ];
    line(`${plainText(name).padEnd(10)} ${counts.join("  ")}`);
  }
  for (const { mark, sink, scope, key, detail } of result.differences) {
    const where = scope === key ? key : `${scope} ${key}`;
    line(plainText(`${mark} ${sink} ${where}${detail ? `: ${detail}` : ""}`));
  }
  line();
  line(strong(result.status === "ok" ? "All is as it was committed." : "There are differences."));
}

/** Verifications of the pipelines that keep one folder, as one. */
export function mergeVerifications(all: readonly Verification[]): Verification {
  return {
    pipeline: all[0].pipeline,
    status: all.every(({ status }) => status === "ok") ? "ok" : "different",
    sinks: Object.assign({}, ...all.map(({ sinks }) => sinks)),
    differences: all.flatMap(({ differences }) => differences),
  };
}
