/**
 * `threadloom inspect`: what an input is, before anything is imported.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import type { Host } from "../../core/host.ts";
import type { Position } from "../../core/source.ts";
import { denoHost } from "../../host/deno.ts";
import type { Call } from "../command.ts";
import { countOf, formatBytes, formatCount, formatTime } from "../format.ts";
import { shellWord } from "../shell.ts";
import { chatTablesAmong, inspectChatTables } from "../chat_csv/inspect.ts";
import { type Contents, readThrough } from "../import/read_through.ts";
import { type RecognisedChatgpt as Recognised, recogniseInputs, sizeOf } from "../import/recognise.ts";
import { matchText, type MediaTally, mediaTally, mediaText, tallyMedia, withMediaIndex } from "../import/media.ts";
import type { MediaIndexFile } from "../../plugins/chatgpt/mod.ts";
import { inspectTelegram } from "../import/telegram.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";

/** Most problems listed for one export. */
const LISTED = 20;

const NOTHING: Contents = { conversations: 0, messages: 0, losses: [] };

/** The media of one export, and what became of its assets. */
interface Media extends MediaTally {
  files: MediaIndexFile["summary"];
}

/** Describes each export; exit code 1 when one has problems. */
export async function run({ args, load, output }: Call): Promise<number> {
  const host = denoHost();
  const tables = await chatTablesAmong({ load, output }, host, args);
  if (tables.length > 0 && tables.length === args.length) return await inspectChatTables({ load, output }, host, args);
  const found = await recogniseInputs({ load, output }, host, args);
  let bad = false;
  for (const [i, one] of found.entries()) {
    if (!output.json && i > 0) output.line();
    if (one.format === "telegram") {
      bad = await inspectTelegram({ load, output }, host, one) || bad;
      continue;
    }
    const { contents, media } = await look({ load, output }, host, one);
    const problems = problemsOf(one, contents);
    bad ||= problems.length > 0;
    if (output.json) output.data(machineForm(one, contents, media, problems));
    else describeExport(output, one, contents, media, problems);
  }
  const chatgpt = found.filter(({ format }) => format === "chatgpt").length;
  if (!output.json && chatgpt > 1) {
    // Bytes often lie in another part than the conversations.
    const tally = mediaTally();
    await readThrough({ load, output }, host, [...args], (one) => tallyMedia(tally, one));
    output.line();
    output.line(`Together, of the media of messages: ${matchText(tally)}`);
  }
  if (!output.json) {
    output.line();
    output.line(`Next: threadloom import ${args.map((arg) => shellWord(plainText(arg))).join(" ")}`);
  }
  return bad ? 1 : 0;
}

/** Reads one export to its end, and lists its media. */
async function look(
  asked: Pick<Call, "load" | "output">,
  host: Host,
  { path, conversationFiles }: Recognised,
): Promise<{ contents: Contents; media: Media }> {
  // An export inside an archive is read with all that lies beside it, of which only its own conversations count.
  const [outer, inside] = path.includes("!/") && !await host.files.stat(path) ? path.split(/!\/(.*)/s) : [path];
  const tally = mediaTally();
  const roots = inside === undefined ? [""] : [`${inside}/`, `${inside}!/`];
  const mine = ({ origin }: Conversation) => roots.some((root) => (origin?.entry ?? "").startsWith(root));
  const contents = conversationFiles.length === 0
    ? NOTHING
    : await readThrough(asked, host, outer, (one) => tallyMedia(tally, one), mine);
  const files = await withMediaIndex(asked, host, [outer], (_, summary) => summary);
  return { contents, media: { ...tally, files } };
}

interface Problem {
  position?: Position;
  error: string;
}

/** What is wrong with the files, and with conversations in them; damage that shows twice is told once. */
function problemsOf({ problems }: Recognised, { losses }: Contents): Problem[] {
  const told: Problem[] = problems.map(({ position, error }) => ({ position, error: error.message }));
  for (const loss of losses) {
    if (!problems.some(({ error }) => loss.includes(error.message))) told.push({ error: loss });
  }
  return told;
}

function machineForm(
  found: Recognised,
  { losses: _, ...contents }: Contents,
  media: Media,
  problems: Problem[],
): object {
  return { ...found, ...contents, media, problems };
}

function describeExport(
  { line, strong, faint }: Output,
  found: Recognised,
  { conversations, messages, firstAt, lastAt }: Contents,
  media: Media,
  problems: Problem[],
): void {
  const { path, kind, exportedAt, newestEntryAt, account, conversationFiles } = found;
  line(strong(plainText(path)));
  line(`  what           a ChatGPT ${kind === "json" ? "conversations file" : `export (${kindText(kind)})`}`);
  if (exportedAt !== undefined) line(`  made           ${formatTime(exportedAt)} UTC, by its name`);
  else if (newestEntryAt !== undefined) line(`  made           ${formatTime(newestEntryAt)}, by its newest entry`);
  if (account !== undefined) line(`  account        ${plainText(account)}`);
  line(`  layout         ${layoutText(found)}`);
  const days = firstAt === undefined || lastAt === undefined
    ? ""
    : `, begun ${formatDay(firstAt)} to ${formatDay(lastAt)}`;
  line(`  conversations  ${formatCount(conversations)}, with ${countOf(messages, "message")}${days}`);
  line(`  they lie in    ${countOf(conversationFiles.length, "file")}, ${formatBytes(sizeOf(conversationFiles))}`);
  line(`  all files      ${countOf(found.fileCount, "file")}, ${formatBytes(found.fileBytes)}`);
  if (media.files.total_media_files > 0) line(`  media          ${mediaText(media.files)}`);
  if (media.matched + media.missing + media.ambiguous > 0) line(`  of messages    ${matchText(media)}`);
  line(`  complete       ${found.whole ? "yes, nothing says otherwise" : "no: conversations may be missing"}`);
  if (problems.length > 0) line(`  problems       ${problems.length}`);
  for (const { error } of problems.slice(0, LISTED)) line(`    - ${plainText(error)}`);
  if (problems.length > LISTED) line(faint(`    … and ${problems.length - LISTED} more`));
}

function formatDay(ms: number): string {
  return formatTime(ms).slice(0, 10);
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
