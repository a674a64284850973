/**
 * `reportPages`: reports as HTML pages with charts, and their tables as CSV.
 *
 * @module
 */
import { z } from "../../../deps/zod.ts";
import type { Context } from "../../../core/context.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../../core/plugin.ts";
import { isRemote, placePermissions } from "../../../core/remote_path.ts";
import type { FileSink, OpenFileSink } from "../../../core/sink.ts";
import type { AnalyticsReport, PeriodKind, PeriodReport, UserReport } from "../analyze/record.ts";
import { checkReport } from "./check.ts";
import { loadDrawing } from "./drawing.ts";
import { type Entry, indexPage, MOST_USERS } from "./index_page.ts";
import { line } from "./csv.ts";
import { linkOf } from "./listed.ts";
import { periodFiles } from "./period_page.ts";
import { presentFiles, Site } from "./site.ts";
import { Spool } from "./spool.ts";
import { PERIOD_COLUMNS, periodLine, USER_COLUMNS, userLine } from "./tables.ts";

/** Options of `reportPages`. */
export interface ReportPagesOptions {
  /** The folder to write; made when it is missing. */
  path: string;
  /**
   * Heading of the first page.
   * @default "Conversation reports"
   */
  title?: string;
  /**
   * Where a conversation can be looked at; `{id}` stands for its id: `https://desk.example/chats/{id}`.
   * @default none: ids and titles stand without a link
   */
  link?: string;
  /**
   * Name in reports.
   * @default "reports"
   */
  name?: string;
}

/** Options with defaults filled in. */
export interface ReportPagesSettings extends ReportPagesOptions {
  title: string;
  name: string;
}

const schema: z.ZodType<ReportPagesSettings, ReportPagesOptions> = z.strictObject({
  path: z.string().min(1).describe("The folder to write; made when it is missing."),
  title: z.string().min(1).default("Conversation reports").describe("Heading of the first page."),
  link: z.string().regex(/^(?:https?:\/\/|\.{0,2}\/)/, "expected an address that begins with https:// or a path")
    .refine(
      (link) => link.includes("{id}"),
      "expected {id} in it, which stands for the conversation's id",
    ).optional().describe("Where a conversation can be looked at; {id} stands for its id."),
  name: z.string().min(1).default("reports").describe("Name in reports."),
});

type Unstamped = Omit<FileSink<AnalyticsReport>, typeof PLUGIN>;

/**
 * Writes the reports of `analyze` as pages: `index.html`, one page a day, week and month, CSV beside every chart. They
 * load nothing and run nothing. Pages whose bytes would be the same stay untouched; those of periods that are gone are
 * removed, unless somebody has changed them.
 */
export const reportPages: PluginFactory<ReportPagesOptions, ReportPagesSettings, Unstamped> = definePlugin({
  name: "reports",
  kind: "file",
  summary: "Writes reports as HTML pages with charts, and their tables as CSV.",
  accepts: ["report"],
  options: schema,
  roles: { path: "location", name: "tuning" },
  permissions: ({ path }) => placePermissions(path),
  create: (settings: ReportPagesSettings): Unstamped => ({
    kind: "file",
    name: settings.name,
    open: (context) => Promise.resolve(openPages(settings, context)),
  }),
});

function openPages({ path, title, link }: ReportPagesSettings, context: Context): OpenFileSink<AnalyticsReport> {
  const { files, signal } = context;
  const spool = new Spool<PeriodReport>(async () => {
    if (isRemote(path)) return await files.scratch();
    // Beside the pages: there is room for it, and writing is allowed.
    if (await files.stat(path) === undefined) await files.makeFolder(path);
    return await files.scratch(path);
  });
  const entries: Entry[] = [];
  const tables = new Map<PeriodKind, string[]>();
  const userLines: string[] = [];
  let users: UserReport[] = [];

  async function take(report: AnalyticsReport): Promise<void> {
    if (report.kind === "user") {
      userLines.push(userLine(report));
      users.push(report);
      if (users.length >= 4 * MOST_USERS) users = busiest(users);
      return;
    }
    entries.push(entryOf(report));
    tables.set(report.kind, [...tables.get(report.kind) ?? [], periodLine(report)]);
    await spool.add(report);
  }

  async function write(site: Site): Promise<void> {
    const drawing = await loadDrawing();
    const known = new Set(entries.map(({ kind, start }) => `${kind}:${start}`));
    const places = new Map<PeriodKind, number[]>();
    for (const [i, { kind }] of entries.entries()) places.set(kind, [...places.get(kind) ?? [], i]);
    for (const indexes of places.values()) {
      indexes.sort((a, b) => entries[a].start < entries[b].start ? -1 : 1);
      let [previous, report]: [PeriodReport | undefined, PeriodReport] = [undefined, await spool.get(indexes[0])];
      for (let i = 0; i < indexes.length; i++) {
        signal.throwIfAborted();
        const next: PeriodReport | undefined = i + 1 < indexes.length ? await spool.get(indexes[i + 1]) : undefined;
        const around = { title, drawing, link: linkOf(link), known, previous, next };
        for (const file of periodFiles(report, around)) await site.put(file.path, file.text);
        previous = report;
        if (next) report = next;
      }
    }
    for (const [kind, lines] of tables) await site.put(`${kind}.csv`, line(PERIOD_COLUMNS) + lines.sort().join(""));
    if (userLines.length > 0) await site.put("users.csv", line(USER_COLUMNS) + userLines.join(""));
    const sorted = [...entries].sort((a, b) => a.start < b.start ? -1 : a.start > b.start ? 1 : 0);
    await site.put("index.html", indexPage(title, sorted, busiest(users), drawing));
  }

  return {
    present: () => presentFiles(path, files),
    async write(batch) {
      for (const record of batch) {
        signal.throwIfAborted();
        await take(checkReport(record));
      }
    },
    async commit() {
      const site = new Site(path, context);
      try {
        await write(site);
      } finally {
        spool.close();
      }
      return await site.finish();
    },
    abort() {
      spool.close();
      return Promise.resolve();
    },
  };
}

function entryOf(report: PeriodReport): Entry {
  const { kind, start, label, conversations, messages, activeUsers, sentiment, resolutionRate } = report;
  const firstResponse = report.firstResponseSeconds.median;
  return { kind, start, label, conversations, messages, activeUsers, sentiment, firstResponse, resolutionRate };
}

/** Those with most conversations; by name between equals. */
function busiest(users: readonly UserReport[]): UserReport[] {
  return [...users].sort((a, b) =>
    b.conversations - a.conversations || b.messages - a.messages || (a.user < b.user ? -1 : 1)
  )
    .slice(0, MOST_USERS);
}
