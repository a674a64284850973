/**
 * What the parts of the import benchmark are called, and what they share.
 *
 * @module
 */

/** The contenders, by the names they have in tables. */
export const NAMES = {
  first: "import",
  again: "the same export again",
  later: "a later export (1 conversation in 50 continued)",
  zip: "import from a zip",
  archive: "import with its archive",
  markdown: "import --markdown",
  jsonl: "import --jsonl",
  stages: "stages",
} as const;

/** Seconds of one import. */
export interface Stages {
  all: number;
  /** In the store's `write`, `finish` and `close`. */
  store: number;
  /** In calls of `node:sqlite`. */
  sqlite: number;
}
