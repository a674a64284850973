/**
 * A folder made ready for semantic search: its index is made when it is first needed, and kept in step by imports.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { CannotRunError } from "../../core/errors.ts";
import type { Files } from "../../core/host.ts";
import type { Report } from "../../core/report.ts";
import { denoHost } from "../../host/deno.ts";
import type { Call } from "../command.ts";
import { formatDuration } from "../format.ts";
import type { ImportFolder } from "../import/folder.ts";
import { type Memory, writeMemory } from "../import/memory.ts";
import { runOutputs } from "../import/outputs.ts";
import { inSession, type Session, STOPPED } from "../import/session.ts";
import { askedSemantic, LEXICAL, needKey, type Semantic, vectorsName } from "./semantic.ts";
import { vectorsPath } from "./vectors_sink.ts";

/** What a folder is searched with. */
export interface Prepared {
  semantic: Semantic;
  /** The store of vectors. */
  vectors: string;
}

/**
 * The folder's engine and the file of its vectors, made now where it is not there: `flags` may ask for another engine.
 * Undefined when it was stopped by Ctrl-C.
 *
 * @throws {CannotRunError} when the index could not be made
 */
export async function prepareSemantic(
  call: Call,
  folder: ImportFolder,
  memory: Memory,
): Promise<Prepared | undefined> {
  const semantic = await placed(denoHost().files, askedSemantic(call.flags, memory.semantic) ?? LEXICAL);
  const vectors = vectorsPath(folder, semantic);
  let code = 0;
  const same = memory.semantic !== undefined && vectorsName(memory.semantic) === vectorsName(semantic);
  code = await inSession(call, folder, async (session) => {
    const { files } = session.host;
    if (same && await files.stat(vectors)) return 0;
    needKey(semantic);
    await build(call, session, folder, { ...memory, semantic });
    if (session.stopped()) return STOPPED;
    await writeMemory(files, folder, { ...memory, semantic });
    if (memory.semantic && !same) await removeFolder(files, vectorsPath(folder, memory.semantic));
    return 0;
  });
  return code === STOPPED ? undefined : { semantic, vectors };
}

/** With the path of a local model as it is from everywhere: the folder is searched and imported into from others. */
async function placed(files: Files, semantic: Semantic): Promise<Semantic> {
  const { engine, model } = semantic;
  const local = (engine === "static" || engine === "transformers") && model !== undefined && await files.stat(model);
  return local ? { ...semantic, model: resolve(model) } : semantic;
}

async function build({ load, output }: Call, session: Session, folder: ImportFolder, memory: Memory): Promise<void> {
  const started = session.host.clock.now();
  const { engine, model } = memory.semantic ?? LEXICAL;
  output.note(
    `Making the index for semantic search (${model ?? engine}), once; later imports keep it in step.`,
  );
  const [report] = await runOutputs({ load, session, folder, memory });
  if (session.stopped()) return;
  if (!report || (report.status !== "ok" && !hasVectors(report))) {
    throw new CannotRunError(
      "Cannot make the index for semantic search: none of its vectors could be made; see what the lines above say",
    );
  }
  output.note(`It took ${formatDuration(session.host.clock.now() - started)}.`);
}

/** Removes a store of vectors: two levels of files. */
async function removeFolder(files: Files, path: string): Promise<void> {
  for (const { name, kind } of await files.list(path)) {
    const inner = join(path, name);
    if (kind === "folder") { for (const file of await files.list(inner)) await files.remove(join(inner, file.name)); }
    await files.remove(inner);
  }
  await files.remove(path);
}

function hasVectors({ sinks }: Report): boolean {
  const { puts = 0, unchanged = 0 } = Object.hasOwn(sinks, "vectors") ? sinks.vectors : {};
  return puts + unchanged > 0;
}
