/**
 * The store of reports.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import { fingerprint } from "../../core/fingerprint.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { Change, Entry, EntryFailure, Listed, OpenStore, Store } from "../../core/sink.ts";
import { carryOut, deleting, type Operation, replacing, type Stored } from "./bulk.ts";
import { OF_REPORTS } from "./collections.ts";
import { connect, type Connection } from "./connection.ts";
import { checksumOf, sealed } from "./documents.ts";
import { databaseSchema, permissionsOf, timeoutSchema, uriSchema, validatorsSchema } from "./options.ts";
import { documents, inShares } from "./show.ts";
import { canNest } from "./values.ts";

/** A report: of a day, a week, a month, or of a user. Any further fields are kept as they are. */
export interface MongodbReport {
  /** Unique among all reports. */
  id: string;
  /** `user` goes to `user_analytics`, all others to `analytics_reports`. */
  kind: string;
}

/** Options of `mongodbReports`. */
export interface MongodbReportsOptions {
  /** Connection string, `mongodb://user:password@host:27017/?authSource=admin`. */
  uri: string;
  /** Name of the database; made where there is none. */
  database: string;
  /**
   * What the server does with documents of other programs that are not what is expected: nothing, a line in its log, or a
   * refusal.
   * @default "warn"
   */
  validators?: "off" | "warn" | "error";
  /**
   * Longest wait for an answer, milliseconds.
   * @default 60000
   */
  timeoutMs?: number;
  /**
   * Name in reports.
   * @default "mongodb_reports"
   */
  name?: string;
}

/** Options with defaults filled in. */
export type MongodbReportsSettings = Required<MongodbReportsOptions>;

const schema: z.ZodType<MongodbReportsSettings, MongodbReportsOptions> = z.strictObject({
  uri: uriSchema(),
  database: databaseSchema(),
  validators: validatorsSchema(),
  timeoutMs: timeoutSchema(),
  name: z.string().min(1).default("mongodb_reports").describe("Name in reports."),
});

/** Keeps reports in MongoDB: those of users in `user_analytics`, those of periods in `analytics_reports`. */
export const mongodbReports: PluginFactory<
  MongodbReportsOptions,
  MongodbReportsSettings,
  Omit<Store<MongodbReport, MongodbReport>, typeof PLUGIN>
> = definePlugin({
  name: "mongodb_reports",
  kind: "store",
  summary: "Keeps reports of periods and of users in MongoDB.",
  accepts: ["report"],
  options: schema,
  roles: { uri: "secret", database: "location", validators: "tuning", timeoutMs: "tuning", name: "tuning" },
  permissions: ({ uri }: MongodbReportsSettings) => permissionsOf(uri),
  example: `import { from, run } from "@threadloom/threadloom";
import { memorySource } from "@threadloom/threadloom/memory";
import { mongodbReports } from "@threadloom/threadloom/mongodb";

const day = { id: "daily 2025-03-01", kind: "daily", conversations: 12 };
const uri = Deno.env.get("MONGODB_URI") ?? "mongodb://localhost:27017";
await run(from(memorySource({ units: [{ key: day.id, value: day }] })).to(mongodbReports({ uri, database: "chats" })));`,
  create: (settings: MongodbReportsSettings): Omit<Store<MongodbReport, MongodbReport>, typeof PLUGIN> => ({
    kind: "store",
    name: settings.name,
    entries: reportEntries,
    open: (context, { create }) => openReports(context, settings, create),
  }),
});

type Which = "report" | "user";

/** The entry of a report, in a scope of its own: its id. */
function reportEntries(report: MongodbReport): Entry<MongodbReport>[] {
  const { id, kind } = report;
  if (typeof id !== "string" || id === "" || typeof kind !== "string") {
    throw new TypeError(`Cannot store a report: it has no id or no kind, expected { id, kind, … } with texts`);
  }
  const key: Which = kind === "user" ? "user" : "report";
  return [{ scope: id.toWellFormed(), key, fingerprint: fingerprint(report), value: report }];
}

async function openReports(
  context: Context,
  settings: MongodbReportsSettings,
  create: boolean,
): Promise<OpenStore<MongodbReport> | undefined> {
  const connection = await connect(context, settings, "reports", OF_REPORTS, create);
  if (!connection) return undefined;
  return {
    identity: connection.identity,
    created: connection.created,
    list: (scopes) => list(connection, context, false, scopes),
    listAll: () => list(connection, context, false),
    check: () => list(connection, context, true),
    write: async (changes) => {
      context.signal.throwIfAborted();
      return await write(connection, context, changes);
    },
    close: async () => await connection.client.close(),
  };
}

async function* list(
  connection: Connection,
  { signal }: Context,
  check: boolean,
  scopes?: string[],
): AsyncGenerator<Listed> {
  const shares = scopes === undefined ? [undefined] : inShares(scopes);
  for (const key of ["report", "user"] as const) {
    for (const share of shares) {
      const filter = share === undefined ? {} : { _id: { $in: share } };
      const brief = check ? undefined : { contentHash: 1 };
      for await (const document of documents(connection, key, filter, brief)) {
        signal.throwIfAborted();
        yield show(connection, key, document, check);
      }
    }
  }
}

function show({ driver }: Connection, key: Which, document: Stored, check: boolean): Listed {
  const { _id, contentHash, checksum } = document;
  if (typeof contentHash !== "string" || typeof _id !== "string") return { scope: String(_id), key };
  const changed = check && checksum !== checksumOf(driver, document);
  return { scope: _id, key, fingerprint: changed ? `changed from ${contentHash}` : contentHash };
}

async function write(
  connection: Connection,
  context: Context,
  changes: Change<MongodbReport>[],
): Promise<EntryFailure[]> {
  const operations: Operation<Omit<EntryFailure, "error">>[] = [];
  const failures: EntryFailure[] = [];
  const ours = { contentHash: { $exists: true } };
  for (const { unit, puts } of changes) {
    for (const { scope, key, fingerprint, value } of puts) {
      if (!canNest(value)) {
        const error = new RangeError(
          `Cannot store report "${scope}": it is nested too deep for MongoDB, or has a name with U+0000`,
        );
        failures.push({ unit, scope, key, error });
        continue;
      }
      const made = sealed(connection.driver, key as Which, { ...value, _id: scope, contentHash: fingerprint });
      operations.push(replacing(made.kind, made.document, ours, made.bytes, { unit, scope, key }));
    }
  }
  for (const { unit, deletes } of changes) {
    for (const { scope, key } of deletes) {
      // No other key was ever put.
      if (key !== "report" && key !== "user") continue;
      operations.push(deleting(key, { _id: scope, ...ours }, { unit, scope, key }));
    }
  }
  const refusals = await carryOut(connection, context, operations);
  return [...failures, ...refusals.map(({ of, error }) => ({ ...of, error }))];
}
