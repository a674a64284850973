/**
 * `threadloom forget` in a folder that was collected into.
 *
 * @module
 */
import { CannotRunError } from "../../core/errors.ts";
import type { Call } from "../command.ts";
import { countOf } from "../format.ts";
import { plainText } from "../plain_text.ts";
import { exitCode, interruptible } from "../session.ts";
import { shellWord } from "../shell.ts";
import { type Collection, keptOf } from "./kept.ts";
import { pipelineOf } from "./pipelines.ts";
import { followDatabase } from "./run.ts";

/** Takes conversations out of every store, then makes files and reports again without them. */
export async function forgetCollected(call: Call, collection: Collection): Promise<number> {
  const { args, flags, load, output } = call;
  const undo = flags.on("undo");
  const ids = [...new Set(args)];
  const kept = await keptOf(call, collection, "forget conversations of", { source: false });
  const { host, settings, stages } = kept;
  const { forget } = await load("../mod.ts");
  return await interruptible(output, host, async (session) => {
    const done = { units: 0, entries: 0 };
    let refused: unknown;
    for (const { stage, options } of stages) {
      // Reports are no conversations: they are made again below.
      const pipeline = stage === "reports" ? undefined : await pipelineOf(stage, load, settings);
      if (!pipeline) continue;
      try {
        const { units, entries } = await forget(pipeline, ids, { ...session.common, ...options, undo });
        done.units = Math.max(done.units, units);
        done.entries += entries;
      } catch (error) {
        if (error instanceof CannotRunError) throw error;
        refused ??= error; // Told once the others are clear of it.
      }
    }
    const after = undo ? undefined : await followDatabase({ load, host, session, settings, options: {} }, kept.stages);
    if (refused !== undefined) throw refused;
    const where = `--out ${shellWord(collection.root)}`;
    if (output.json) output.data({ ids, undo, ...done });
    else if (undo) {
      output.line(`They can come back: ${ids.map(plainText).join(", ")}.`);
      output.line(`Next: threadloom collect --full ${where}`);
    } else {
      output.line(`Forgotten: ${countOf(done.units, "conversation")}, ${countOf(done.entries, "entry", "entries")}.`);
      if (done.units < ids.length) {
        output.line(
          `${countOf(ids.length - done.units, "id")} had nothing stored; later collections leave it out, too.`,
        );
      }
      output.line("NocoDB still holds it: delete it there too if it must be gone.");
    }
    return after ? exitCode(after, session) : 0;
  });
}
