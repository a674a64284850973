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
  const opened = await openConfig(call, all || names.length === 0 ? undefined : names);
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
    try {
      const code = await word(configuredCall(call, engine, opened, one), has);
      worst = Math.max(worst, code);
      if (code > 1) break;
    } catch (error) {
      // Of several, those whose ledger can be reached are told all the same.
      if (word !== status || chosen.length === 1) throw error;
      if (!output.json) output.line(output.strong(plainText(one.name)));
      output.error(error);
      worst = 2;
    }
  }
  return worst;
}
