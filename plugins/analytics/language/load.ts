/**
 * The n-gram database, loaded when the first text is asked about.
 *
 * @module
 */
import type { Scores } from "./identify.ts";

let loaded: Promise<Scores> | undefined;

/** Scores of sixty languages. Loads 4 MB, once. */
export function loadScores(): Promise<Scores> {
  return loaded ??= import("../../../deps/eld.ts").then(({ eld }) => (text) => eld.detect(text).getScores());
}
