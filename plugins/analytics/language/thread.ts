/**
 * What another thread does: it tells languages.
 *
 * @module
 */
import { judge, type Judged, type Said } from "./conversation.ts";
import { loadScores } from "./load.ts";

/** What it is given. */
export interface Part {
  said: Said;
  languages: string[];
  expected: string[];
  minConfidence: number;
}

/** Tells the languages of what was said in a conversation. */
export async function help({ said, languages, expected, minConfidence }: Part): Promise<Judged> {
  const rules = { languages: new Set(languages), expected: new Set(expected), minConfidence };
  return judge(said, await loadScores(), rules);
}
