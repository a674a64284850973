/**
 * `threadloom chat-csv`: a chat platform's CSV as tables.
 *
 * @module
 */
import { resolve } from "node:path";
import { CannotRunError } from "../../core/errors.ts";
import type { Files } from "../../core/host.ts";
import { denoHost } from "../../host/deno.ts";
import type { ChatCsvMapping } from "../../plugins/chat_csv/mod.ts";
import type { Call } from "../command.ts";
import { type QualityReport, writeQuality } from "../chat_csv/summary.ts";
import { exitCode, interruptible } from "../session.ts";

const OUT = "./chat-tables";

/** Writes the tables; rows that were refused are no failure. */
export function run(call: Call): Promise<number> {
  const { args, flags, load, output, host = denoHost() } = call;
  const out = flags.text("out") ?? OUT;
  return interruptible(output, host, async (session) => {
    const { files } = host;
    const { from, run } = await load("../mod.ts");
    const { chatCsvSink, chatCsvSource, chatTables } = await load("../plugins/chat_csv/mod.ts");
    const { memory } = await load("../plugins/ledger/mod.ts");
    const path = [...new Set(args.map((arg) => resolve(arg)))];
    for (const one of path) {
      if (await files.stat(one) === undefined) throw new CannotRunError(`Cannot read "${one}": there is no such file`);
    }
    const delimiter = flags.text("delimiter");
    const mapping = await readMapping(files, flags.text("mapping"));
    const source = chatCsvSource({ path, delimiter: delimiter === "tab" ? "\t" : delimiter, mapping });
    const sink = chatCsvSink({ path: out, excelSafe: flags.on("excel-safe"), parquet: flags.on("parquet") });
    const pipeline = from(source).through(chatTables()).to(sink);
    const report = await run(pipeline, { ...session.common, name: "chat-csv", ledger: memory() });
    const written = report.status === "ok" && !report.stopped ? await readQuality(files, out) : undefined;
    if (output.json) {
      const { inputs, rows, messages, duplicates, rejects, flaggedChats, formulaCells } = written ?? {};
      output.data({ ...report, inputs, rows, messages, duplicates, rejects, flaggedChats, formulaCells });
    } else writeQuality(output, report, written, out);
    return exitCode(report, session);
  });
}

async function readQuality(files: Files, out: string): Promise<QualityReport | undefined> {
  const bytes = await files.read(`${out}/data_quality.json`);
  return bytes && JSON.parse(new TextDecoder().decode(bytes)) as QualityReport;
}

async function readMapping(files: Files, path: string | undefined): Promise<ChatCsvMapping | undefined> {
  if (path === undefined) return undefined;
  const bytes = await files.read(path);
  if (bytes === undefined) throw new CannotRunError(`Cannot read the mapping "${path}": there is no such file`);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as ChatCsvMapping;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CannotRunError(`Cannot read the mapping "${path}": ${why}, expected JSON`, { cause });
  }
}
