/**
 * Vectors of texts that stand in no record: what is searched for.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Embedding } from "../../core/conversation.ts";
import { checkOptions } from "../../core/plugin.ts";
import { embed, engineFor } from "./embed.ts";
import type { EmbedOptions } from "./options.ts";
import { EmbedRun } from "./run.ts";
import { prepared } from "./texts.ts";
import { valueOf } from "./value.ts";

/** Makes vectors that can be compared with those of the derivation of the same options. */
export interface TextEmbedder {
  /** What its vectors are stored under: only vectors of one model can be compared. */
  readonly model: string;
  /**
   * A vector for each text; undefined for one without anything that the engine knows. Nothing is kept.
   *
   * @throws {TypeError | RangeError | Error} what kept a text from being embedded
   */
  embed(texts: readonly string[], context: Context): Promise<(Embedding | undefined)[]>;
}

/**
 * The engine of `embed` for texts.
 *
 * @throws {TypeError} when the options do not fit
 */
export function textEmbedder(options: EmbedOptions): TextEmbedder {
  const settings = checkOptions(embed.declaration, options);
  const engine = engineFor(settings);
  return {
    model: engine.label,
    async embed(texts, context) {
      const run = await EmbedRun.start(engine, { name: settings.name, cache: false }, context);
      const asked = texts.map(prepared);
      const wanted = new Map(asked.filter((text) => text !== "").map((text) => [text, new Set<string>()]));
      const made = await run.embed(wanted);
      return asked.map((text) => {
        const one = made.get(text);
        if (one && "error" in one) throw one.error;
        return one && valueOf(one, engine.label, settings.chunks);
      });
    },
  };
}
