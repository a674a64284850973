/**
 * `threadloom collect` in the table of commands.
 *
 * @module
 */
import { checkDay, checkPositive } from "../checks.ts";
import type { Command, Flag } from "../command.ts";
import { MAX_DEAD, MAX_DELETE } from "./common.ts";

/** Where the state of a collection lies, also asked by the commands that look at one. */
export const S3_STATE: Flag = {
  name: "use-s3-state",
  summary: "keep state and ledgers in S3_BUCKET, below S3_PREFIX/_state",
};

/** Where a collection's state file lies, also asked by the commands that look at one. */
export const STATE_FILE: Flag = {
  name: "state-file",
  value: "FILE",
  path: "file",
  summary: "where it is noted how far a collection has come",
  default: "DIR/processing_state.json",
};

/** Flags of commands that look at a folder, whatever it was made by: for collections. */
export const OF_COLLECTIONS: readonly Flag[] = [
  { ...S3_STATE, summary: "of a collection whose state is kept in S3" },
  { ...STATE_FILE, summary: "of a collection: the state file that it was given" },
];

/** Data only; it is read at every start. */
export const COLLECT: Command = {
  name: "collect",
  summary: "Bring conversations from NocoDB to MongoDB, Parquet and report pages.",
  details: [
    "Conversations come into DIR/threadloom.db, with their languages and categories. From there MongoDB, the Parquet " +
    "tree and the reports are kept equal to it: a second run writes nothing, and one that was killed is made up for by " +
    "the next.",
    "Addresses and keys come from the environment, or from a file .env in the current folder: NOCODB_BASE_URL, " +
    "NOCODB_API_TOKEN, NOCODB_PROJECT_ID, MONGODB_URI, S3_ENABLED, S3_BUCKET and others (.env.example).",
  ],
  arguments: [],
  flags: [
    {
      name: "start-date",
      value: "YYYY-MM-DD",
      summary: "first day (UTC) on which conversations were created",
      check: checkDay,
    },
    { name: "end-date", value: "YYYY-MM-DD", summary: "last day (UTC), which counts as a whole", check: checkDay },
    { name: "app-id", value: "ID", summary: "only conversations of this app" },
    {
      name: "batch-size",
      value: "N",
      summary: "conversations asked for at once, 1000 at most",
      default: "100",
      check: checkPositive,
    },
    { name: "mongodb", negatable: true, summary: "write to MongoDB", default: "on" },
    { name: "resume", summary: "go on with the dates and the app of a collection that was interrupted" },
    STATE_FILE,
    S3_STATE,
    {
      name: "out",
      value: "DIR",
      path: "folder",
      summary: "the folder for the database; also for Parquet and reports, unless they go to S3 alone",
      default: "./threadloom",
    },
    {
      name: "translate-to",
      value: "CODES",
      summary: "languages to translate messages into, as en or en,nl; by a model, which costs money",
    },
    { name: "translate-model", value: "M", summary: "the model that translates", default: "gpt-4o-mini" },
    { name: "full", summary: "read everything again, and treat nothing as unchanged" },
    { name: "mirror", summary: "with --full: also delete conversations that NocoDB no longer has" },
    MAX_DELETE,
    MAX_DEAD,
  ],
  examples: [
    { line: "threadloom collect --out analytics", says: "all conversations, into ./analytics and MongoDB" },
    { line: "threadloom collect --start-date 2026-03-01 --end-date 2026-03-31 --no-mongodb", says: "one month" },
    { line: "threadloom collect --resume", says: "after a kill, with the dates it was begun with" },
  ],
  module: "./commands/collect.ts",
};
