/**
 * The n-gram database, loaded when the first text is asked about.
 *
 * @module
 */
import type { Scores } from "./identify.ts";

/** Not named in the import: who only writes pages downloads nothing of it. */
const LIBRARY: string = "../../../deps/eld.ts";

let loaded: Promise<Scores> | undefined;

/** Scores of sixty languages. Loads 4 MB, once. */
export function loadScores(): Promise<Scores> {
  return loaded ??= load();
}

async function load(): Promise<Scores> {
  const { eld } = await import(LIBRARY) as typeof import("../../../deps/eld.ts");
  return (text) => eld.detect(text).getScores();
}
