/**
 * The store that keeps an analysis.
 *
 * @module
 */
import { dirname } from "node:path";
import { z } from "../../../deps/zod.ts";
import type { Context } from "../../../core/context.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { fingerprint } from "../../../core/fingerprint.ts";
import { openLimit } from "../../../core/limit.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../../core/plugin.ts";
import type { Change, Entry, OpenStore, Store } from "../../../core/sink.ts";
import { openConversations } from "./book/book.ts";
import { closeBook, openBook } from "./book/database.ts";
import { refresh } from "./book/refresh.ts";
import { analyzeFields, type AnalyzeOptions, type AnalyzeSettings, rulesOfAnalysis } from "./options.ts";
import { analysisRules } from "./rules.ts";
import { summarizer } from "./summarizer.ts";

/** Options of `analyticsStore`: those of `analyze`, and where it is kept. */
export interface AnalyticsStoreOptions extends AnalyzeOptions {
  /**
   * The database file; made where there is none, and made anew where the options of the analysis are others.
   * @default "analytics.db"
   */
  path?: string;
  /**
   * Name in reports.
   * @default "analytics"
   */
  name?: string;
}

/** Options with defaults filled in. */
export type AnalyticsStoreSettings = Required<AnalyticsStoreOptions>;

const schema: z.ZodType<AnalyticsStoreSettings, AnalyticsStoreOptions> = z.strictObject({
  ...analyzeFields,
  path: z.string().min(1).default("analytics.db").describe("The database file; made where there is none."),
  name: z.string().min(1).default("analytics").describe("Name in reports."),
});

/** The one key of a conversation. */
const KEY = "summary";

/**
 * Keeps conversations in numbers, and the reports on days, weeks, months and users that they come to. A changed
 * conversation works out its own periods again, those that are compared with them, and its user. `analyticsSource` hands
 * the reports over.
 */
export const analyticsStore: PluginFactory<
  AnalyticsStoreOptions | void,
  AnalyticsStoreSettings,
  Omit<Store<Conversation, Conversation>, typeof PLUGIN>
> = definePlugin({
  name: "analytics",
  kind: "store",
  summary: "Keeps reports on days, weeks, months and users in step with conversations.",
  accepts: ["conversation"],
  options: schema,
  roles: { path: "location", name: "tuning" },
  permissions: ({ path }) => ({ read: [dirname(path)], write: [dirname(path)] }),
  example: `import { from, run } from "@threadloom/threadloom";
import { analyticsSource, analyticsStore, reportPages } from "@threadloom/threadloom/analytics";
import { sqliteSource } from "@threadloom/threadloom/sqlite";

const analysis = { path: "analytics.db" };
await run(from(sqliteSource({ path: "threadloom.db" })).to(analyticsStore(analysis)), { name: "analysis", mirror: true });
await run(from(analyticsSource(analysis)).to(reportPages({ path: "reports" })), { name: "reports", mirror: true });`,
  create: (settings: AnalyticsStoreSettings): Omit<Store<Conversation, Conversation>, typeof PLUGIN> => ({
    kind: "store",
    name: settings.name,
    entries: entriesOf,
    open: (context, { create }) => openStore(context, settings, create),
  }),
});

function entriesOf(conversation: Conversation): Entry<Conversation>[] {
  const { id } = conversation;
  if (typeof id !== "string" || !Array.isArray(conversation.messages)) {
    throw new TypeError(`Cannot analyse a record: it has no id or no list of messages, expected a conversation`);
  }
  return [{ key: KEY, scope: id.toWellFormed(), fingerprint: fingerprint(conversation), value: conversation }];
}

async function openStore(
  context: Context,
  settings: AnalyticsStoreSettings,
  create: boolean,
): Promise<OpenStore<Conversation> | undefined> {
  const opened = await openBook(context, settings.path, rulesOfAnalysis(settings as AnalyzeSettings), { create });
  if (!opened) return undefined;
  const { database, identity, created } = opened;
  const rules = analysisRules(settings);
  const book = openConversations(database, rules.zone);
  const summarize = summarizer(settings);
  const inTransaction = async (work: () => void | Promise<void>): Promise<void> => {
    database.prepare("begin immediate").all();
    try {
      await work();
      context.effect("analytics: before commit");
      database.prepare("commit").all();
      context.effect("analytics: after commit");
    } catch (error) {
      database.exec("rollback");
      throw error;
    }
  };
  // One at a time: they share the connection.
  const oneAtATime = openLimit(1);
  const inTurn = (work: () => void | Promise<void>): Promise<void> => oneAtATime(() => inTransaction(work));
  return {
    identity,
    created,
    async *list(scopes) {
      // What is not well-formed is nobody's scope, and would be found as another one.
      for (const scope of scopes.filter((one) => one.isWellFormed())) {
        const found = book.find(scope);
        if (found) yield { scope, key: KEY, fingerprint: found.fingerprint };
      }
    },
    async *listAll() {
      for (const { id, fingerprint } of book.all()) yield { scope: id, key: KEY, fingerprint };
    },
    async *check() {
      for (const { id, fingerprint } of book.all(true)) yield { scope: id, key: KEY, fingerprint };
    },
    async write(changes) {
      context.signal.throwIfAborted();
      await inTurn(() => writeAll(changes));
    },
    finish: () => inTurn(() => refresh(database, rules, context)),
    purge() {
      // Deleted rows are overwritten where they stood; what is left of them stands in the journal.
      database.prepare("pragma wal_checkpoint(truncate)").all();
      return Promise.resolve();
    },
    close() {
      closeBook(database);
      return Promise.resolve();
    },
  };

  async function writeAll(changes: Change<Conversation>[]): Promise<void> {
    for (const { puts, deletes } of changes) {
      for (const { scope, fingerprint, value } of puts) {
        const summary = await summarize(value);
        if (summary.at === undefined) context.count("undated conversations");
        book.put(scope, fingerprint, summary);
      }
      for (const { scope, key } of deletes) if (key === KEY) book.remove(scope);
    }
  }
}
