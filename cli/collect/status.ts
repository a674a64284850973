/**
 * What a folder that was collected into holds, and how its last collections went.
 *
 * @module
 */
import { CannotRunError } from "../../core/errors.ts";
import type { Report } from "../../core/report.ts";
import type { Call } from "../command.ts";
import { countOf, formatBytes } from "../format.ts";
import { plainText } from "../plain_text.ts";
import { shellWord } from "../shell.ts";
import { writeRuns } from "../show/status.ts";
import type { Collection } from "./kept.ts";
import { databaseOf, STAGES } from "./pipelines.ts";
import { ledgerOf, stateOf } from "./run.ts";
import { type CollectState, readState } from "./state_file.ts";

/** Says it; changes nothing. */
export async function writeCollection({ load, output, flags }: Call, collection: Collection): Promise<number> {
  const { host, root, stateFile } = collection;
  const { status } = await load("../mod.ts");
  const ledger = await ledgerOf(load, collection);
  const state = await readState(host, stateFile);
  if (!state && flags.text("state-file") !== undefined) {
    throw new CannotRunError(
      `Cannot read state file "${stateFile}": there is none, expected the one that the collection was given`,
    );
  }
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
    line(`                   threadloom dead-letters list --out ${shellWord(root)}`);
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
