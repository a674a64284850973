/**
 * `threadloom status`: what a folder holds, and how its last runs went.
 *
 * @module
 */
import { denoHost } from "../../host/deno.ts";
import type { Call } from "../command.ts";
import { countOf, formatBytes } from "../format.ts";
import { outFlag } from "../import/folder.ts";
import type { Memory } from "../import/memory.ts";
import { openImport } from "../import/opened.ts";
import { inSession } from "../import/session.ts";
import { collectionOf } from "../collect/kept.ts";
import { writeCollection } from "../collect/status.ts";
import { isAboutConfig } from "../pipelines/target.ts";
import { sayTo } from "../pipelines/words.ts";
import { plainText } from "../plain_text.ts";
import { status as statusWord } from "../script/commands.ts";
import { writeRuns } from "../show/status.ts";

/** Says it; changes nothing. */
export async function run(call: Call): Promise<number> {
  const { args, flags, load, output } = call;
  if (await isAboutConfig(call, args.length > 0)) return await sayTo(call, statusWord, args, args.length === 0);
  const collection = await collectionOf(call);
  if (collection) return await writeCollection(call, collection);
  const { folder, memory } = await openImport(denoHost().files, "say the status of", flags.text("out"));
  return await inSession(call, folder, async (session) => {
    const { status } = await load("../mod.ts");
    const imports = await status(session.importOptions());
    const outputs = await status(session.outputsOptions());
    const database = await session.host.files.stat(folder.database);
    const letters = imports.deadLetters + outputs.deadLetters;
    const sinks = { ...imports.sinks, ...outputs.sinks };
    const runs = [...imports.reports, ...outputs.reports].sort((a, b) => b.startedAt - a.startedAt);
    if (output.json) {
      const { archive, media, markdown, jsonl, inputs } = memory;
      const kept = { out: folder.root, databaseBytes: database?.size ?? 0, archive, media, markdown, jsonl, inputs };
      output.data({ ...kept, sinks, deadLetters: letters, reports: runs });
      return 0;
    }
    const { line, strong } = output;
    line(strong(folder.root));
    line(`  database   ${database ? formatBytes(database.size) : "missing: import again to make it"}`);
    for (const [name, { units, entries }] of Object.entries(sinks)) {
      if (units === 0) continue;
      const size = `${countOf(units, "conversation")}, ${countOf(entries, "entry", "entries")}`;
      line(`  ${plainText(name).padEnd(10)} ${size}`);
    }
    const file = await session.host.files.stat(folder.jsonl);
    if (file) line(`  jsonl      ${formatBytes(file.size)}`);
    line(`  outputs    ${outputsText(memory)}`);
    line(`  exports    ${memory.inputs.length === 0 ? "none" : memory.inputs.map(plainText).join("\n             ")}`);
    writeRuns(output, runs);
    if (letters > 0) line(`\n${countOf(letters, "dead letter")}: threadloom dead-letters list${outFlag(folder)}`);
    return 0;
  });
}

function outputsText(memory: Memory): string {
  const kept = (["archive", "markdown", "jsonl"] as const).filter((name) => memory[name]);
  return kept.length > 0 ? `${kept.join(", ")} (kept in step)` : "none besides the database";
}
