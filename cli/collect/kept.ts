/**
 * A folder that was collected into, and what is kept equal to it: asked by the commands that look after stores.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { CannotRunError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { RunOptions } from "../../core/engine/options.ts";
import { denoHost } from "../../host/deno.ts";
import type { Call } from "../command.ts";
import { DEFAULT_FOLDER } from "../import/folder.ts";
import { Reader, readVariables } from "./environment.ts";
import { collectHost } from "./host.ts";
import { STAGES } from "./pipelines.ts";
import { ledgerOf, stateOf } from "./run.ts";
import {
  type CollectSettings,
  readMachine,
  readMongodb,
  readNocodb,
  readS3,
  STATE_FILE,
  stateFolder,
} from "./settings.ts";
import { readState, type Stage } from "./state_file.ts";
import { translationOf } from "./translation.ts";

/** Where a collection lies. */
export interface Collection extends Pick<CollectSettings, "root" | "s3State" | "s3"> {
  host: Host;
  stateFile: string;
}

/** The collection that the command is about; undefined where its folder holds none. */
export async function collectionOf({ flags, host: given }: Call): Promise<Collection | undefined> {
  const root = resolve(flags.text("out") ?? DEFAULT_FOLDER);
  const s3State = flags.on("use-s3-state");
  const stateFile = flags.text("state-file");
  const local = given ?? denoHost();
  if (s3State) {
    const variables = await readVariables(local.files);
    const read = new Reader(variables);
    const s3 = readS3(read)!;
    if (read.mistakes.length) throw new CannotRunError(`Cannot look at the state in S3: ${read.mistakes.join("; ")}`);
    const host = given ?? collectHost(variables, s3, true);
    const name = stateFile?.replace(/^.*[/\\]/, "") ?? STATE_FILE;
    return { root, s3State, s3, host, stateFile: `${stateFolder(s3.place)}/${name}` };
  }
  const [{ name }] = STAGES;
  if (!await local.files.stat(stateOf({ root }, name))) return undefined;
  const path = stateFile === undefined ? join(root, STATE_FILE) : resolve(stateFile);
  return { root, s3State, s3: undefined, host: local, stateFile: path };
}

/** What keeps it in step: the stages that have state, and what they work with. */
export interface Kept {
  host: Host;
  settings: CollectSettings;
  stages: readonly { stage: Stage; options: RunOptions }[];
}

/**
 * The stores and files that a collection's ledgers name, with their addresses and keys from the environment.
 *
 * @param verb what is to be done, for the message
 * @param source whether NocoDB is asked, too
 * @throws {CannotRunError} naming every variable that is missing
 */
export async function keptOf(
  { load, host: given, flags }: Call,
  collection: Collection,
  verb: string,
  { source }: { source: boolean },
): Promise<Kept> {
  const { status } = await load("../mod.ts");
  const variables = await readVariables(collection.host.files);
  const read = new Reader(variables);
  const ledger = await ledgerOf(load, collection);
  const stages: { stage: Stage; options: RunOptions }[] = [];
  const sinks = new Set<string>();
  for (const { stage, name } of STAGES) {
    const options = { name, stateFolder: stateOf(collection, name), ...ledger && { ledger } };
    const found = await status({ ...options, host: collection.host });
    if (Object.keys(found.sinks).length === 0) continue;
    stages.push({ stage, options });
    for (const sink of Object.keys(found.sinks)) sinks.add(sink);
  }
  const inS3 = [...sinks].some((name) => name.endsWith("_s3"));
  const s3 = inS3 ? readS3(read) : collection.s3;
  const state = await readState(collection.host, collection.stateFile);
  const asked = flags.text("state-file") !== undefined && !state;
  if (asked) read.mistakes.push(`there is no state file "${collection.stateFile}"`);
  const settings: CollectSettings = {
    selected: state?.selected ?? {},
    // Never opened where nothing is read of it.
    nocodb: source ? readNocodb(read) : { baseUrl: "http://localhost", token: "none", base: "none" },
    ...sinks.has("mongodb") || sinks.has("mongodb_reports") ? { mongodb: readMongodb(read) } : {},
    ...s3 && { s3 },
    s3State: collection.s3State,
    root: collection.root,
    places: [...inS3 ? [s3!.place] : [], ...sinks.has("parquet") || sinks.has("reports") ? [collection.root] : []],
    stateFile: collection.stateFile,
    ...readMachine(read),
    translation: source
      ? translationOf(read.text("TRANSLATE_TO") ?? "", read.text("TRANSLATE_MODEL"), read)
      : undefined,
  };
  if (read.mistakes.length) {
    throw new CannotRunError(`Cannot ${verb} "${collection.root}": ${read.mistakes.join("; ")}`);
  }
  return { host: given ?? collectHost(variables, s3, settings.maxWorkers !== 1), settings, stages };
}
