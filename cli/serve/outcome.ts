/**
 * What the end of a worker means for its job.
 *
 * @module
 */
import type { Statistics } from "../../plugins/finetune/mod.ts";
import { plainText } from "../plain_text.ts";
import type { Job } from "./job.ts";
import { idleSettings } from "./settings.ts";
import type { WorkerEnd } from "./worker.ts";

/** Kills of one job's workers after which it is given up. */
export const MOST_KILLS = 3;

/** Signals by which somebody else ends a process; by the others it ends itself, and would again. */
const KILLS = ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"];
/** As exit codes, where a shell or a runtime has caught the signal. */
const STOPPED = 130;
const LONGEST_ERROR = 2000;

/** What changes of a job by the end of its worker. A killed one waits again. */
export function concluded(job: Job, { code, signal, last, error, warnings }: WorkerEnd): Partial<Job> {
  if (signal !== null && KILLS.includes(signal) || code === STOPPED) {
    const kills = job.kills + 1;
    if (kills < MOST_KILLS) return { status: "QUEUED", kills };
    const why = `Its worker was killed ${kills} times (${signal ?? "SIGINT"}), the machine may be short of memory`;
    return { status: "FAILED", kills, error: why };
  }
  if (signal !== null) return { status: "FAILED", error: said(`Its worker crashed (${signal})`, error, job) };
  const report = readReport(last);
  if (report === undefined || code > 1) {
    return {
      status: "FAILED",
      error: error === undefined ? `Its worker ended with exit code ${code}` : said("", error, job),
    };
  }
  const all = [
    ...job.work.kind === "finetune" ? idleSettings(job.work.settings) : [],
    ...warnings.map((text) => said("", text, job)),
  ];
  if (job.work.kind === "pipeline") {
    if (code === 0) return { status: "COMPLETED", report, warnings: all };
    return {
      status: "FAILED",
      report,
      warnings: all,
      error: "The run is partial: its report and warnings say what failed",
    };
  }
  const stats = report.statistics as Statistics;
  if (stats.num_blocks === 0) all.push(noBlocks(report.drops));
  return { status: "COMPLETED", stats, warnings: all };
}

/** Nothing came of the chats, which is no failure: what was left out says why. */
function noBlocks(drops: { readonly [reason: string]: number } = {}): string {
  const reasons = Object.entries(drops).map(([reason, count]) => `${reason} (${count})`).join(", ");
  return `No block was made: ${reasons === "" ? "there was nothing in the chats" : `left out: ${reasons}`}`;
}

/** Said by the reader that is asked last: nothing in the body is a chat of any kind. */
const NO_CHATS =
  /^Cannot read "[^"]*" as a (?:ChatGPT export|Telegram export: this is (?:no JSON|JSON, but no Telegram))/;

/** In the words of the service: a setting is no flag there, and where its folder lies is nobody's business. */
function said(before: string, text: string | undefined, { runId }: Job): string {
  if (text !== undefined && NO_CHATS.test(text)) {
    return "Cannot read the body: it holds no valid chat, expected Telegram's JSON, whose chats have name, type, id and messages";
  }
  const plain = plainText((text ?? "").slice(0, LONGEST_ERROR)).replaceAll("--me", "target_name")
    .replaceAll(new RegExp(`[^"\\s]*[\\\\/]jobs[\\\\/]${runId}[\\\\/]`, "g"), "");
  return before && plain ? `${before}: ${plain}` : before || plain;
}

function readReport(line: string): { statistics?: unknown; drops?: Record<string, number> } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
