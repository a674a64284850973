/**
 * Words of a script, said to pipelines of a config.
 *
 * @module
 */
import type { Call } from "../command.ts";
import type { ConfiguredPipeline } from "../config/types.ts";
import { plainText } from "../plain_text.ts";
import { status, type Word } from "../script/commands.ts";
import { choosePipelines, configuredCall, openConfig, type OpenedConfig } from "./configured.ts";

/** Says a word to the pipelines of these names, one after the other; resolves with the worst exit code. */
export async function sayTo(call: Call, word: Word, names: readonly string[], all = false): Promise<number> {
  const opened = await openConfig(call);
  return await sayToEach(call, opened, choosePipelines(opened, names, all), word);
}

/** The same, to pipelines that are chosen. A run that could not be or was stopped ends it. */
export async function sayToEach(
  call: Call,
  opened: OpenedConfig,
  chosen: readonly ConfiguredPipeline[],
  word: Word,
): Promise<number> {
  const engine = await call.load("../mod.ts");
  const has = new Set(call.command.flags.map(({ name }) => name));
  const { output } = call;
  let worst = 0;
  for (const [i, one] of chosen.entries()) {
    if (chosen.length > 1 && !output.json && !output.quiet) {
      if (i > 0) output.line();
      // `status` names it itself.
      if (word !== status) {
        output.line(output.strong(`${plainText(one.name)}${one.summary ? `: ${plainText(one.summary)}` : ""}`));
      }
    }
    worst = Math.max(worst, await word(configuredCall(call, engine, opened, one), has));
    if (worst > 1) break;
  }
  return worst;
}
