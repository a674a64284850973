/**
 * The index for semantic search as an output of an import.
 *
 * @module
 */
import { join } from "node:path";
import type { Sink } from "../../core/chain.ts";
import type { Conversation } from "../../core/conversation.ts";
import type { ImportFolder } from "../import/folder.ts";
import type { Load } from "../modules.ts";
import { embedDerivation } from "./engine.ts";
import { lacksKey, type Semantic, vectorsName } from "./semantic.ts";

/** Where the vectors of an engine are kept. */
export function vectorsPath({ state }: Pick<ImportFolder, "state">, semantic: Semantic): string {
  return join(state, vectorsName(semantic));
}

/** The store of vectors, behind its engine; undefined where the engine lacks its key. */
export async function vectorsSink(
  load: Load,
  folder: ImportFolder,
  semantic: Semantic,
  /** True: nothing is derived, for what only looks at the store. */
  bare: boolean,
): Promise<Sink<Conversation> | undefined> {
  const { vectorsStore } = await load("../plugins/vectors/mod.ts");
  const store = vectorsStore({ path: vectorsPath(folder, semantic) });
  if (bare) return store;
  if (lacksKey(semantic)) return undefined;
  const { through } = await load("../mod.ts");
  return through<Conversation, Conversation>(await embedDerivation(load, semantic)).to(store);
}
