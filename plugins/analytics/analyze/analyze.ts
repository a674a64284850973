/**
 * `analyze`: reports on days, weeks, months and users.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { z } from "../../../deps/zod.ts";
import type { Context } from "../../../core/context.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { digest } from "../../../core/fingerprint.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../../core/plugin.ts";
import type { OpenTransform, TransformObject } from "../../../core/transform.ts";
import { closeBook } from "./book/database.ts";
import { openConversations } from "./book/book.ts";
import { refresh } from "./book/refresh.ts";
import { openReportReader, reportFaces } from "./book/reports.ts";
import { KEPT_FILE, openKept } from "./kept.ts";
import { analyzeFields, type AnalyzeOptions, type AnalyzeSettings, rulesOfAnalysis } from "./options.ts";
import type { AnalyticsReport } from "./record.ts";
import { type AnalysisRules, analysisRules } from "./rules.ts";
import { summarizer } from "./summarizer.ts";
import type { Summary } from "./summary.ts";

const schema: z.ZodType<AnalyzeSettings, AnalyzeOptions> = z.strictObject(analyzeFields);

type Unstamped = Omit<TransformObject<Conversation, AnalyticsReport>, typeof PLUGIN>;

/**
 * Reports on days, weeks, months and users, once all conversations were read. A report covers the conversations that
 * began in its period, whole. It looks across units: put a store between it and a source that hands over changes only.
 *
 * Where the pipeline keeps state, what conversations come to is kept there: the next run works out the periods of those
 * that have changed, and nothing else. It is given all of them nevertheless; `analyticsStore` reads changed ones alone.
 */
export const analyze: PluginFactory<AnalyzeOptions, AnalyzeSettings, Unstamped> = definePlugin({
  name: "analyze",
  kind: "transform",
  summary: "Daily, weekly and monthly reports on conversations, and one on each user.",
  accepts: ["conversation"],
  emits: "report",
  options: schema,
  permissions: () => ({}),
  create: (settings: AnalyzeSettings): Unstamped => ({
    kind: "transform",
    name: "analyze",
    across: true,
    open: (context) => openAnalysis(settings, context),
    forget: forgetKept,
  }),
});

async function openAnalysis(
  settings: AnalyzeSettings,
  context: Context,
): Promise<OpenTransform<Conversation, AnalyticsReport>> {
  const summarize = summarizer(settings);
  const rules = analysisRules(settings);
  let database: DatabaseSync | undefined = await openKept(context, rulesOfAnalysis(settings));
  const book = openConversations(database, rules.zone);
  const seen = new Seen();
  const take = (summary: Summary): [] => {
    if (summary.at === undefined) context.count("undated conversations");
    const hash = digest(JSON.stringify(summary));
    const id = seen.name(summary.id, (name) => book.find(name)?.number);
    const known = book.find(id);
    if (known?.fingerprint !== hash) book.put(id, hash, summary);
    seen.add(known?.number ?? book.find(id)!.number);
    return [];
  };
  return {
    apply(conversation) {
      const summary = summarize(conversation);
      return summary instanceof Promise ? summary.then(take) : take(summary);
    },
    async end() {
      book.sweep((number) => seen.has(number));
      await refresh(database!, rules, context);
      const reports = allReports(database!, rules);
      database!.prepare("commit").all();
      return reports;
    },
    close() {
      if (database) closeBook(database);
      database = undefined;
      return Promise.resolve();
    },
  };
}

function allReports(database: DatabaseSync, { periods, users }: AnalysisRules): AnalyticsReport[] {
  const load = openReportReader(database);
  const reports: AnalyticsReport[] = [];
  for (const { id } of reportFaces(database, [...periods, ...users ? ["user"] : []])) reports.push(load(id)!);
  return reports;
}

/** Which conversations of an analysis came in this run, by number: a bit each. */
class Seen {
  #bits = new Uint8Array(1024);
  /** How often an id came again. */
  readonly #again = new Map<string, number>();

  add(number: number): void {
    if (number >> 3 >= this.#bits.length) {
      const wider = new Uint8Array(Math.max((number >> 3) + 1, this.#bits.length * 2));
      wider.set(this.#bits);
      this.#bits = wider;
    }
    this.#bits[number >> 3] |= 1 << (number & 7);
  }

  has(number: number): boolean {
    return (this.#bits[number >> 3] & 1 << (number & 7)) !== 0;
  }

  /** Records without keys may share an id: each is counted. */
  name(id: string, numberOf: (id: string) => number | undefined): string {
    const number = numberOf(id);
    if (number === undefined || !this.has(number)) return id;
    const count = (this.#again.get(id) ?? 1) + 1;
    this.#again.set(id, count);
    return `${id}\u0000${count}`;
  }
}

/** What is kept is worked out again by the next run, without the forgotten: nothing of them is left in the file. */
async function forgetKept(_units: string[], { stateFolder, files }: Context): Promise<void> {
  if (stateFolder === undefined) return;
  for (const end of ["", "-wal", "-shm"]) await files.remove(join(stateFolder, `${KEPT_FILE}${end}`));
}
