/**
 * `threadloom inspect`: what an input is, before anything is imported.
 *
 * @module
 */
import { denoHost } from "../../host/deno.ts";
import type { Call } from "../command.ts";
import { countOf, formatBytes, formatTime } from "../format.ts";
import { shellWord } from "../import/folder.ts";
import { type Recognised, recogniseInputs, sizeOf } from "../import/recognise.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";

/** Most problems listed for one export. */
const LISTED = 20;

/** Describes each export; exit code 1 when one has problems. */
export async function run({ args, load, output }: Call): Promise<number> {
  const found = await recogniseInputs({ load, output }, denoHost(), args);
  for (const [i, one] of found.entries()) {
    if (output.json) output.data(machineForm(one));
    else {
      if (i > 0) output.line();
      describeExport(output, one);
    }
  }
  if (!output.json) {
    output.line();
    output.line(`Next: threadloom import ${args.map((arg) => shellWord(plainText(arg))).join(" ")}`);
  }
  return found.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

function machineForm({ problems, ...rest }: Recognised): object {
  return {
    format: "chatgpt",
    ...rest,
    problems: problems.map(({ position, error }) => ({ position, error: error.message })),
  };
}

function describeExport({ line, strong, faint }: Output, found: Recognised): void {
  const { path, kind, exportedAt, newestEntryAt, account, conversationFiles, problems } = found;
  line(strong(plainText(path)));
  line(`  what           a ChatGPT ${kind === "json" ? "conversations file" : `export (${kindText(kind)})`}`);
  if (exportedAt !== undefined) line(`  made           ${formatTime(exportedAt)} UTC, by its name`);
  else if (newestEntryAt !== undefined) line(`  made           ${formatTime(newestEntryAt)}, by its newest entry`);
  if (account !== undefined) line(`  account        ${plainText(account)}`);
  line(`  layout         ${layoutText(found)}`);
  line(
    `  conversations  ${countOf(conversationFiles.length, "file")}, ${formatBytes(sizeOf(conversationFiles))}`,
  );
  line(`  all files      ${countOf(found.fileCount, "file")}, ${formatBytes(found.fileBytes)}`);
  line(`  complete       ${found.whole ? "yes, nothing says otherwise" : "no: conversations may be missing"}`);
  if (problems.length > 0) line(`  problems       ${problems.length}`);
  for (const { error } of problems.slice(0, LISTED)) line(`    - ${plainText(error.message)}`);
  if (problems.length > LISTED) line(faint(`    … and ${problems.length - LISTED} more`));
}

function kindText(kind: "zip" | "folder" | "portal"): string {
  return kind === "zip" ? "zip archive" : kind === "folder" ? "folder" : "privacy portal";
}

function layoutText({ layout, missingShards }: Recognised): string {
  const parts: string[] = [];
  if (layout.single) parts.push("one conversations file");
  if (layout.shards > 0) parts.push(countOf(layout.shards, "shard"));
  if (missingShards.length > 0) parts.push(`${countOf(missingShards.length, "shard")} missing`);
  if (layout.archives > 0) parts.push(countOf(layout.archives, "archive"));
  if (layout.embedded > 0) parts.push(`${countOf(layout.embedded, "conversation file")} in an embedded export`);
  if (layout.manifest) parts.push("a manifest");
  if (layout.assetMap) parts.push("a map of assets");
  if (layout.library) parts.push("a library");
  if (layout.page) parts.push("chat.html");
  if (layout.portal) parts.push("of the privacy portal");
  return parts.length > 0 ? parts.join(", ") : "no conversation files";
}
