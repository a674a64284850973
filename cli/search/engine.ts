/**
 * The engine that makes vectors, of what a folder remembers.
 *
 * @module
 */
import type { Load, Modules } from "../modules.ts";
import { keyOf, type Semantic } from "./semantic.ts";

/** The derivation of an engine. Its key is read from the environment, and kept nowhere. */
export async function embedDerivation(
  load: Load,
  semantic: Semantic,
): Promise<ReturnType<Modules["../plugins/embed/mod.ts"]["embed"]>> {
  const { embed } = await load("../plugins/embed/mod.ts");
  const apiKey = keyOf(semantic);
  // Hashing costs nothing: then `hidden:` finds in every mode. Elsewhere what nobody reads is not paid for.
  return embed({ ...semantic, hidden: semantic.engine === "hashed", ...(apiKey !== undefined && { apiKey }) });
}
