/**
 * `threadloom finetune`: chats to fine-tuning data.
 *
 * @module
 */
import { join } from "node:path";
import type { Conversation } from "../../core/conversation.ts";
import type { Host } from "../../core/host.ts";
import type { Pipeline } from "../../core/chain.ts";
import { declarationOf } from "../../core/engine/paths.ts";
import type { Source } from "../../core/source.ts";
import type { Report } from "../../core/report.ts";
import { denoHost } from "../../host/deno.ts";
import { collector } from "../../core/garbage.ts";
import type { FinetuneSettings, Statistics } from "../../plugins/finetune/mod.ts";
import type { Call } from "../command.ts";
import { Crew } from "../finetune/crew.ts";
import { madeSource } from "../finetune/made_source.ts";
import { findOwner, type OwnerSearch, sayNobody } from "../finetune/owner.ts";
import { askedFor } from "../finetune/settings.ts";
import { type FinetuneReport, writeSummary } from "../finetune/summary.ts";
import { exportSource } from "../import/export_source.ts";
import { countOf } from "../format.ts";
import { exitCode, interruptible } from "../session.ts";

/** Bytes of chats after which garbage is collected: what a large chat leaves is several times of what is alive. */
const COLLECT_BYTES = 8e6;

/** Two would be faster and take more memory than is promised. */
const DEFAULT_WORKERS = 1;

/** Makes the data. */
export function run(call: Call): Promise<number> {
  const { load, output, host = denoHost() } = call;
  return interruptible(output, host, async (session) => {
    const { inputs, settings: asked, notes } = await askedFor(call, host);
    for (const note of notes) output.note(note);
    const source = await exportSource(load, host, inputs, { otherwise: "telegram" });
    const search: OwnerSearch = { load, host, source, chatTypes: asked.chatTypes ?? ["personal_chat"] };
    const settings = await withOwner(search, asked);
    const { run } = await load("../mod.ts");
    const { memory } = await load("../plugins/ledger/mod.ts");
    const ran = await run(await pipelineOf(call, host, source, settings), {
      ...session.common,
      name: "finetune",
      // One chat at a time: nothing here waits for anything else.
      maxBytesInFlight: 1,
      ledger: memory(),
    });
    const report = await reportOf(call, host, settings, ran);
    if (output.json) output.data(report);
    else writeSummary(output, report);
    if (
      settings.me !== undefined && ran.metrics["chats without the assistant"] &&
      !ran.metrics["chats with the assistant"]
    ) {
      output.warn(`No message is of "${settings.me}": ${await sayNobody(search, settings.me)}`);
    }
    const doubt = await doubtOfValidation(host, settings, report.statistics);
    if (doubt !== undefined) output.warn(doubt);
    return exitCode(ran, session);
  });
}

/** What would mislead whoever trains with the files: an empty side, or one of another run. */
async function doubtOfValidation(
  { files }: Host,
  { out, validation = 0 }: FinetuneSettings,
  statistics: Statistics | undefined,
): Promise<string | undefined> {
  if (!statistics?.num_blocks) return undefined;
  const path = join(out, "validation.jsonl");
  const size = (await files.stat(path))?.size ?? 0;
  if ((validation > 0) === (size > 0)) return undefined;
  if (validation > 0) {
    const chats = countOf(statistics.num_chats, "chat");
    return `${path} is empty: chats go whole to one side, and none of ${chats} fell to it; a larger --validation helps`;
  }
  // It may be somebody's own: nothing is removed that this run has not made.
  return `${path} is of an earlier run: train.jsonl may hold the same chats now; remove it, or ask for --validation`;
}

/** A name becomes an id; by the rules of the reference it stays a name. */
async function withOwner(search: OwnerSearch, asked: FinetuneSettings): Promise<FinetuneSettings> {
  const { isSenderId } = await search.load("../plugins/finetune/mod.ts");
  if (asked.me !== undefined && (asked.compat || isSenderId(asked.me))) return asked;
  const me = await findOwner(search, asked.me);
  return me === undefined ? asked : { ...asked, me };
}

async function reportOf(
  { load }: Pick<Call, "load">,
  host: Host,
  { out }: FinetuneSettings,
  report: Report,
): Promise<FinetuneReport> {
  const { dropsOf } = await load("../plugins/finetune/mod.ts");
  const bytes = report.status === "failed" ? undefined : await host.files.read(join(out, "statistics.json"));
  const statistics = bytes && JSON.parse(new TextDecoder().decode(bytes)) as Statistics;
  return {
    ...report,
    drops: dropsOf(report),
    repairs: report.metrics.repairs ?? 0,
    ...(statistics ? { statistics } : {}),
    out,
  };
}

/** The pipeline: chats are made into text in threads with small heaps; where none may be had, all is done in this one. */
async function pipelineOf(
  { load, flags, output }: Pick<Call, "load" | "flags" | "output">,
  { threads }: Host,
  source: Source<Conversation>,
  settings: FinetuneSettings,
): Promise<Pipeline> {
  const { from } = await load("../mod.ts");
  const { LentTexts, MadeChat, toFinetuneData, toFinetuneFiles } = await load("../plugins/finetune/mod.ts");
  // What is wrong with the settings is told before anything is started.
  const sinks = toFinetuneData(settings);
  const crew = declarationOf(source)?.name === "exports"
    ? undefined
    : Crew.start(threads, flags.number("workers") ?? DEFAULT_WORKERS, settings);
  if (crew) {
    const chats = madeSource(source, crew, {
      lend: (pieces, giveBack) => new LentTexts(pieces, giveBack),
      chatOf: (parts, texts) => new MadeChat(parts, texts),
    });
    return from(chats).to(...toFinetuneFiles(settings, crew));
  }
  if (flags.number("workers") !== undefined) output.warn("No workers can be had here: all is done in one thread.");
  const collect = collector(COLLECT_BYTES);
  const steady = (conversation: Conversation): Conversation => {
    const [start, end] = conversation.origin?.range ?? [0, 0];
    collect(end - start);
    return conversation;
  };
  return from(source).through(steady).to(...sinks);
}
