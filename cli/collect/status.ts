/**
 * What a folder that was collected into holds, and how its last collections went.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { CannotRunError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { Report } from "../../core/report.ts";
import { denoHost } from "../../host/deno.ts";
import type { Call } from "../command.ts";
import { countOf, formatBytes } from "../format.ts";
import { DEFAULT_FOLDER } from "../import/folder.ts";
import { plainText } from "../plain_text.ts";
import { writeRuns } from "../show/status.ts";
import { Reader, readVariables } from "./environment.ts";
import { collectHost } from "./host.ts";
import { databaseOf, STAGES } from "./pipelines.ts";
import { ledgerOf, stateOf } from "./run.ts";
import { type CollectSettings, readS3, STATE_FILE, stateFolder } from "./settings.ts";
import { type CollectState, readState } from "./state_file.ts";

/** Where a collection lies. */
export interface Collection extends Pick<CollectSettings, "root" | "s3State" | "s3"> {
  host: Host;
  stateFile: string;
}

/** The collection that the command is about; undefined where its folder holds none. */
export async function collectionOf({ flags, host: given }: Call): Promise<Collection | undefined> {
  const root = resolve(flags.text("out") ?? DEFAULT_FOLDER);
  const s3State = flags.on("use-s3-state");
  const local = given ?? denoHost();
  if (s3State) {
    const variables = await readVariables(local.files);
    const read = new Reader(variables);
    const s3 = readS3(read)!;
    if (read.mistakes.length) throw new CannotRunError(`Cannot look at the state in S3: ${read.mistakes.join("; ")}`);
    const host = given ?? collectHost(variables, s3, true);
    return { root, s3State, s3, host, stateFile: `${stateFolder(s3.place)}/${STATE_FILE}` };
  }
  const [{ name }] = STAGES;
  if (!await local.files.stat(stateOf({ root }, name))) return undefined;
  return { root, s3State, s3: undefined, host: local, stateFile: join(root, STATE_FILE) };
}

/** Says it; changes nothing. */
export async function writeCollection({ load, output }: Call, collection: Collection): Promise<number> {
  const { host, root, stateFile } = collection;
  const { status } = await load("../mod.ts");
  const ledger = await ledgerOf(load, collection);
  const state = await readState(host, stateFile);
  const sinks: { [name: string]: { units: number; entries: number } } = {};
  const reports: Report[] = [];
  let deadLetters = 0;
  for (const { name } of STAGES) {
    const found = await status({ host, name, stateFolder: stateOf(collection, name), ...ledger && { ledger } });
    Object.assign(sinks, found.sinks);
    reports.push(...found.reports);
    deadLetters += found.deadLetters;
  }
  reports.sort((a, b) => b.startedAt - a.startedAt);
  const database = await host.files.stat(databaseOf({ root }));
  if (output.json) {
    const collect = state ?? null;
    output.data({ out: root, databaseBytes: database?.size ?? 0, collect, sinks, deadLetters, reports });
    return 0;
  }
  const { line, strong } = output;
  line(strong(root));
  line(`  database         ${database ? formatBytes(database.size) : "missing: collect again to make it"}`);
  line(`  collection       ${stateText(state)}`);
  for (const [name, { units, entries }] of Object.entries(sinks)) {
    if (units > 0) line(`  ${plainText(name).padEnd(16)} ${countOf(entries, "entry", "entries")}`);
  }
  if (deadLetters > 0) {
    line(`  dead letters     ${countOf(deadLetters, "conversation")} failed and will be tried again`);
  }
  writeRuns(output, reports);
  return 0;
}

function stateText(state: CollectState | undefined): string {
  if (!state) return "no state file in the folder";
  const { status, stage, startedAt, updatedAt, selected } = state;
  const chosen = [selected.startDate, selected.endDate].map((day) => day ?? "…");
  const which = [
    ...selected.startDate || selected.endDate ? [chosen.join(" to ")] : [],
    ...selected.appId ? [`app ${plainText(selected.appId)}`] : [],
  ];
  const how = status === "running" ? `begun and not ended, in its stage "${stage}"` : status;
  return `${plainText(how)}, ${plainText(startedAt)} to ${plainText(updatedAt)}${
    which.length ? `, ${which.join(", ")}` : ""
  }`;
}
