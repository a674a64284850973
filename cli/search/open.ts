/**
 * A folder, opened for searching.
 *
 * @module
 */
import type { Searchable, SearchMode } from "../../core/search.ts";
import type { Call } from "../command.ts";
import type { ImportFolder } from "../import/folder.ts";
import type { Memory } from "../import/memory.ts";
import { embedDerivation } from "./engine.ts";
import { prepareSemantic } from "./prepare.ts";

/** The folder's stores; for a mode that needs vectors with their index, made where it is missing. Undefined: stopped. */
export async function openFolder(
  call: Call,
  folder: ImportFolder,
  memory: Memory,
  mode: SearchMode,
): Promise<Searchable | undefined> {
  const { openSearch } = await call.load("../search/mod.ts");
  const { database } = folder;
  if (mode === "text") return openSearch({ database });
  const prepared = await prepareSemantic(call, folder, memory);
  if (!prepared) return undefined;
  const { vectors, semantic } = prepared;
  return openSearch({ database, vectors, embed: await embedDerivation(call.load, semantic) });
}
