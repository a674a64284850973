/**
 * `threadloom forget`: conversations gone for good, or let back in.
 *
 * @module
 */
import { join } from "node:path";
import { CannotRunError } from "../../core/errors.ts";
import { denoHost } from "../../host/deno.ts";
import type { Call } from "../command.ts";
import { forgetCollected } from "../collect/forget.ts";
import { collectionOf } from "../collect/kept.ts";
import { countOf } from "../format.ts";
import { outFlag } from "../import/folder.ts";
import { openImport } from "../import/opened.ts";
import { runOutputs } from "../import/outputs.ts";
import { importPipeline, outputsPipeline } from "../import/pipelines.ts";
import { exitCode, inSession } from "../import/session.ts";
import { plainText } from "../plain_text.ts";

/** Removes the conversations from the database and from every output, and leaves tombstones; `--undo` lifts those. */
export async function run(call: Call): Promise<number> {
  const { args, flags, load, output } = call;
  const collection = await collectionOf(call);
  if (collection) return await forgetCollected(call, collection);
  const undo = flags.on("undo");
  const overwriteEdited = flags.on("overwrite-edited");
  const { folder, memory } = await openImport(denoHost().files, "forget conversations of", flags.text("out"));
  const ids = [...new Set(args.map(idOf))];
  return await inSession(call, folder, async (session) => {
    const { forget } = await load("../mod.ts");
    // Outputs that are no longer kept in step still hold what they held: they are cleared of it too.
    const { stat } = session.host.files;
    const kept = {
      archive: await stat(folder.archive) !== undefined,
      markdown: memory.markdown || await stat(folder.markdown) !== undefined,
      jsonl: memory.jsonl || await stat(folder.jsonl) !== undefined,
      semantic: memory.semantic,
    };
    const done = { units: 0, entries: 0 };
    let refused: unknown;
    const main = await importPipeline(load, folder, { ...memory, ...kept }, { overwriteEdited });
    try {
      Object.assign(done, await forget(main, ids, { ...session.importOptions(), undo }));
    } catch (error) {
      if (error instanceof CannotRunError) throw error;
      refused = error; // Told once the others are clear of it.
    }
    const outputs = await outputsPipeline(load, folder, kept, { empty: true, overwriteEdited });
    if (outputs) {
      try {
        done.entries += (await forget(outputs, ids, { ...session.outputsOptions(), undo })).entries;
      } catch (error) {
        refused ??= error;
      }
    }
    // The list of all media that rematch-media leaves names conversations and their files.
    if (!undo) await session.host.files.remove(join(folder.state, "media_index.json"));
    const again = { load, session, folder, memory: { ...memory, ...kept }, overwriteEdited };
    const [report] = undo ? [] : await runOutputs(again);
    if (refused !== undefined) throw refused;
    const { units, entries } = done;
    if (output.json) output.data({ ids, undo, units, entries });
    else if (undo) {
      output.line(`The next import brings back ${ids.map(plainText).join(", ")}.`);
      output.line(`Next: threadloom import <export>${outFlag(folder)}`);
    } else {
      output.line(`Forgotten: ${countOf(units, "conversation")}, ${countOf(entries, "entry", "entries")}.`);
      if (units < ids.length) {
        output.line(
          `${countOf(ids.length - units, "id")} had nothing stored; later imports leave it out all the same.`,
        );
      }
      output.line("The exports themselves still hold it: delete them too if it must be gone.");
    }
    return report ? exitCode(report, session) : 0;
  });
}

/** What is forgotten is named by its id or, as search shows it, by its link; a link is no id. */
function idOf(given: string): string {
  const id = /^https:\/\/(?:chatgpt\.com|chat\.openai\.com)\/(?:g\/[^/]+\/)?c\/([^/?#]+)/.exec(given)?.[1];
  try {
    return id === undefined ? given : decodeURIComponent(id);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return given;
  }
}
