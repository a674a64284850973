/**
 * The engine that makes vectors, of what a folder remembers.
 *
 * @module
 */
import type { Load } from "../modules.ts";
import type { EmbedDerivation } from "../../search/mod.ts";
import type { Semantic } from "./semantic.ts";

/** The derivation of an engine. */
export async function embedDerivation(load: Load, _semantic: Semantic): Promise<EmbedDerivation> {
  const { hashedDerivation } = await load("../search/mod.ts");
  return hashedDerivation();
}
