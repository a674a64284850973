/**
 * The imports that are killed.
 *
 * @module
 */
import { join } from "node:path";
import type { Editions } from "./editions.ts";

/** One of them: words of commands without `--out DIR`. */
export interface Scenario {
  name: string;
  /** Commands run undisturbed before. */
  before: string[][];
  /** The command that is killed. */
  killed: string[];
  /** The command run after the kill, and in its place where nothing is killed. @default the killed one */
  resumed?: string[];
  /** True: compared by content alone, since the exports it was made from depend on where it was killed. */
  content?: boolean;
}

/** All of them, over the exports in a folder. */
export function scenarios(
  folder: string,
  editions: Editions,
): Record<"first" | "second" | "mirror" | "later" | "archive", Scenario> {
  const { older, first, second, third } = editions;
  const paths = (...names: string[]): string[] => names.map((name) => join(folder, name));
  const begun = ["import", ...paths(older, first), "--markdown", "--jsonl", "--no-archive"];
  const edited = ["import", ...paths(second)];
  return {
    first: { name: "a first import of two exports", before: [], killed: begun },
    second: { name: "an import of a newer export: edits, deletes, new titles", before: [begun], killed: edited },
    mirror: {
      name: "a mirroring import that deletes a conversation",
      before: [begun, edited],
      killed: ["import", ...paths(third), "--mirror"],
    },
    archive: {
      name: "an import of a newer export, with its archive",
      before: [["import", ...paths(older, first)]],
      killed: edited,
    },
    later: {
      name: "an import that is never resumed: a still newer export comes instead",
      before: [begun],
      killed: edited,
      resumed: ["import", ...paths(third), "--mirror"],
      content: true,
    },
  };
}
