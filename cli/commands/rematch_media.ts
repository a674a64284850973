/**
 * `threadloom rematch-media`: looks for the bytes of media again, where more of them have come.
 *
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import type { Conversation } from "../../core/conversation.ts";
import { CannotRunError } from "../../core/errors.ts";
import { isObject } from "../../core/raw.ts";
import { denoHost } from "../../host/deno.ts";
import type { Call } from "../command.ts";
import { UsageError } from "../command.ts";
import { countOf, formatCount } from "../format.ts";
import { type ImportFolder, importFolder, outFlag } from "../import/folder.ts";
import { matchText, type MediaTally, mediaTally, mediaText, tallyMedia, withMediaIndex } from "../import/media.ts";
import { presentInputs, readMemory, withInputs, writeMemory } from "../import/memory.ts";
import { mergeReports } from "../import/merge.ts";
import { runOutputs } from "../import/outputs.ts";
import { importPipeline } from "../import/pipelines.ts";
import { readThrough } from "../import/read_through.ts";
import { recogniseInputs } from "../import/recognise.ts";
import { exitCode, inSession, type Session } from "../import/session.ts";
import { plainText } from "../plain_text.ts";
import { addMedia, earlierFolders, isEarlier } from "../rematch/earlier.ts";

/** Rematches an import, its archive, or a folder that an earlier tool organised. */
export async function run(call: Call): Promise<number> {
  const [path, ...inputs] = call.args;
  const { files } = call.host ?? denoHost();
  const folder = await importOf(call, path);
  if (folder !== undefined) return await rematchImport(call, folder, inputs.map((input) => resolve(input)));
  if (await isEarlier(files, path)) return await rematchEarlier(call, path, inputs);
  throw new CannotRunError(
    `Cannot rematch ${
      JSON.stringify(plainText(path))
    }: it is no folder of an import, no archive in one and none that ` +
      "an earlier tool organised; for the archive of a pipeline of yours, run that again",
  );
}

/** The import that a folder is, or whose archive it is. */
async function importOf({ host = denoHost() }: Call, path: string): Promise<ImportFolder | undefined> {
  const above = basename(resolve(path)) === "archive" ? [dirname(path)] : [];
  for (const one of [path, ...above]) {
    const folder = importFolder(one);
    if (await host.files.stat(folder.database) !== undefined) return folder;
  }
  return undefined;
}

async function rematchImport(call: Call, folder: ImportFolder, more: string[]): Promise<number> {
  const { load, output } = call;
  return await inSession(call, folder, async (session) => {
    const { files } = session.host;
    const known = await readMemory(files, folder);
    const { present, gone } = known === undefined ? { present: [], gone: [] } : await presentInputs(files, known);
    for (const path of gone) output.note(`${plainText(path)} is no longer there and is left out.`);
    const inputs = [...new Set([...present, ...more])];
    if (known === undefined || inputs.length === 0) {
      throw new UsageError(`Cannot rematch ${folder.shown}: none of its exports is there, name them behind the folder`);
    }
    // Together with the exports: what holds media alone is of use beside them only.
    if (more.length > 0) await recogniseInputs({ load, output }, session.host, inputs);
    const before = await heldMedia(session, folder);
    const index = await withMediaIndex({ load, output }, session.host, inputs, async (made, summary) => {
      const { writeMediaIndex } = await load("../plugins/chatgpt/mod.ts");
      await writeMediaIndex(files, join(folder.state, "media_index.json"), made);
      return summary;
    });
    const memory = withInputs(known, more);
    await writeMemory(files, folder, memory);
    const { run } = await load("../mod.ts");
    const pipeline = await importPipeline(load, folder, memory, { inputs, host: session.host });
    const main = await run(pipeline, session.importOptions());
    const outputs = await runOutputs({ load, session, folder, memory, after: main });
    const report = mergeReports(main, outputs);
    const after = await heldMedia(session, folder);
    if (output.json) output.data({ index, before, after, report });
    else {
      output.line(`Media given    ${mediaText(index)}`);
      output.line(`Before         ${heldText(before)}`);
      output.line(`After          ${heldText(after)}`);
      output.line(`Read again     ${countOf(main.source.read - main.source.unchanged, "conversation")}`);
      output.line();
      output.line(`Next: threadloom status${outFlag(folder)}`);
    }
    return exitCode(report, session);
  });
}

/** What an archive says that it holds. */
interface Held {
  conversations: number;
  files: number;
}

/** From the archive's `media_index.json`; nothing where there is none yet. */
async function heldMedia({ host }: Session, folder: ImportFolder): Promise<Held> {
  const bytes = await host.files.read(join(folder.archive, "media_index.json"));
  if (bytes === undefined) return { conversations: 0, files: 0 };
  const index: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const summary = isObject(index) ? index.summary : undefined;
  const count = (key: string) => isObject(summary) && typeof summary[key] === "number" ? summary[key] : 0;
  return { conversations: count("conversations_with_media"), files: count("total_media_files") };
}

function heldText({ conversations, files }: Held): string {
  return `${countOf(files, "file")} in ${countOf(conversations, "conversation")}`;
}

async function rematchEarlier(call: Call, path: string, more: string[]): Promise<number> {
  const { load, output, host = denoHost() } = call;
  const { files } = host;
  const given = [path, ...more];
  const folders = await earlierFolders(files, path);
  const holding = () => [...folders.values()].filter(({ media }) => media > 0).length;
  const counted = () => [...folders.values()].reduce((sum, { media }) => sum + media, 0);
  const before: Held = { conversations: holding(), files: counted() };
  const tally: MediaTally = mediaTally();
  const matched: { conversationId: string; evidence: string }[] = [];
  let elsewhere = 0;
  const add = async (conversation: Conversation): Promise<void> => {
    tallyMedia(tally, conversation);
    const { id, assets } = conversation;
    for (const { match } of assets) {
      if (match?.evidence !== undefined) matched.push({ conversationId: id, evidence: match.evidence });
    }
    const folder = folders.get(id);
    if (folder !== undefined) folder.media += await addMedia(files, folder, conversation);
    else if (assets.some(({ match }) => match !== undefined)) elsewhere++;
  };
  const seen = new Set<string>();
  const first = (conversation: Conversation): Promise<void> | undefined => {
    if (seen.has(conversation.id)) return;
    seen.add(conversation.id);
    return add(conversation);
  };
  const losses: string[] = [];
  const through = async (inputs: string[]) => {
    losses.push(...(await readThrough({ load, output }, host, inputs, first)).losses);
  };
  const own = () => [...folders].flatMap(([id, { raw }]) => raw === undefined || seen.has(id) ? [] : [raw]);
  await through(given).catch((error: unknown) => {
    if (!(error instanceof CannotRunError) || own().length === 0) throw error;
  });
  // What is left of the export may be its media alone: the folders have the conversations, too.
  const inputs = [...given, ...own()];
  if (inputs.length > given.length) await through(inputs);
  const index = await withMediaIndex({ load, output }, host, inputs, async (made) => {
    const { writeMediaIndex } = await load("../plugins/chatgpt/mod.ts");
    return (await writeMediaIndex(files, join(path, "media_index.json"), made, matched)).summary;
  });
  const after: Held = { conversations: holding(), files: counted() };
  if (output.json) output.data({ index, matches: tally, before, after, elsewhere, losses });
  else {
    output.line(`Media given    ${mediaText(index)}`);
    output.line(`Of messages    ${matchText(tally)}`);
    output.line(`Before         ${heldText(before)}`);
    output.line(`After          ${heldText(after)}`);
    if (elsewhere > 0) output.line(`Without folder ${formatCount(elsewhere)} of them have no folder here`);
    for (const loss of losses) output.warn(plainText(loss));
  }
  return losses.length > 0 ? 1 : 0;
}
