/**
 * The n-gram database, loaded when the first text is asked about.
 *
 * @module
 */
import type { Scores } from "./identify.ts";

let loaded: Promise<Scores> | undefined;

/** Scores of sixty languages. Loads 4 MB, once. */
export function loadScores(): Promise<Scores> {
  return loaded ??= load();
}

async function load(): Promise<Scores> {
  const { eld } = await import("../../../deps/eld.ts");
  return (text) => eld.detect(text).getScores();
}
