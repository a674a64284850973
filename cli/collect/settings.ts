/**
 * What a collection works with: flags and environment, checked together before anything is touched.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { CannotRunError } from "../../core/errors.ts";
import { parseRemote } from "../../core/remote_path.ts";
import { type Flags } from "../flags.ts";
import { DEFAULT_FOLDER } from "../import/folder.ts";
import { Reader, type Variables } from "./environment.ts";
import { readTranslation, type Translation } from "./translation.ts";

/** Which conversations are collected. */
export interface Selected {
  startDate?: string;
  endDate?: string;
  appId?: string;
}

/** Where S3 is, and how to get in. */
export interface S3Access {
  endpoint?: string;
  region?: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** All that a collection works with. */
export interface CollectSettings {
  selected: Selected;
  nocodb: {
    baseUrl: string;
    token: string;
    base: string;
    apiVersion?: "v2" | "v3";
    pageSize?: number;
    requestsPerSecond?: number;
  };
  mongodb?: { uri: string; database: string };
  /** Absent: nothing goes there. */
  s3?: S3Access & { place: string };
  /** True: ledgers and state file lie in S3. */
  s3State: boolean;
  /** The folder with the database. */
  root: string;
  /** Where trees and pages go: the folder, S3, or both. */
  places: string[];
  stateFile: string;
  /** Threads that work at once, this one among them; absent: as many as are worth it. */
  maxWorkers?: number;
  /** What is under way at once on the network. */
  ioConcurrency?: number;
  /** Absent: nothing is translated. */
  translation?: Translation;
  /** A folder with a local model for categories; absent: rules. */
  model?: string;
  device: "cpu" | "gpu";
}

/** The name of the database that MONGODB_DATABASE does not name. */
const DATABASE = "threadloom";

/**
 * Reads them.
 *
 * @throws {CannotRunError} naming everything that is wrong or missing; no value of a secret is ever in it
 */
export function readSettings(flags: Flags, variables: Variables): CollectSettings {
  const read = new Reader(variables);
  const selected = selectedBy(flags);
  if (selected.startDate && selected.endDate && selected.startDate > selected.endDate) {
    read.mistakes.push("--start-date lies after --end-date");
  }
  const pageSize = flags.number("batch-size");
  if (pageSize !== undefined && pageSize > 1000) read.mistakes.push("--batch-size is more than 1000");
  const root = resolve(flags.text("out") ?? DEFAULT_FOLDER);
  const s3State = flags.on("use-s3-state");
  const toS3 = read.flag("S3_ENABLED", false);
  const s3 = toS3 || s3State ? readS3(read) : undefined;
  const settings = {
    selected,
    nocodb: readNocodb(read, pageSize),
    mongodb: flags.given("mongodb") === false ? undefined : readMongodb(read),
    s3,
    s3State,
    root,
    places: [...toS3 && s3 ? [s3.place] : [], ...!toS3 || flags.text("out") !== undefined ? [root] : []],
    stateFile: "",
    ...readMachine(read),
    translation: readTranslation(flags, read),
  };
  if (read.mistakes.length) throw new CannotRunError(`Cannot collect: ${read.mistakes.join("; ")}`);
  return { ...settings, stateFile: stateFileOf(flags, settings) };
}

/** NocoDB's address and key. */
export function readNocodb(read: Reader, pageSize?: number): CollectSettings["nocodb"] {
  const baseUrl = read.text("NOCODB_BASE_URL", "the address of NocoDB, https://app.nocodb.com");
  const token = read.text("NOCODB_API_TOKEN", "an API token of NocoDB");
  const base = read.text("NOCODB_PROJECT_ID", "the id or title of a base");
  return {
    baseUrl: baseUrl ?? "",
    token: token ?? "",
    base: base ?? "",
    apiVersion: read.choice("NOCODB_API_VERSION", ["v2", "v3"]),
    pageSize,
    requestsPerSecond: read.count("NOCODB_REQUESTS_PER_SECOND", 100_000),
  };
}

/** MongoDB's address. */
export function readMongodb(read: Reader): NonNullable<CollectSettings["mongodb"]> {
  const uri = read.text("MONGODB_URI", "MongoDB's connection string, or --no-mongodb") ?? "";
  return { uri, database: read.text("MONGODB_DATABASE") ?? DATABASE };
}

/** What of the machine may be used. */
export function readMachine(read: Reader): Pick<CollectSettings, "maxWorkers" | "ioConcurrency" | "model" | "device"> {
  const counts = [read.count("MAX_WORKERS", 1024), read.count("PROCESSING_THREADS", 1024)];
  const threads = read.flag("ENABLE_MULTITHREADING", true);
  const asked = [...threads ? [] : [1], ...counts.filter((count) => count !== undefined)];
  return {
    maxWorkers: asked.length > 0 ? Math.min(...asked) : undefined,
    ioConcurrency: read.count("IO_THREADS", 64),
    model: read.text("CATEGORIES_MODEL"),
    device: read.flag("ENABLE_GPU", false) ? "gpu" : "cpu",
  };
}

/** The conversations that flags ask for. */
export function selectedBy(flags: Flags): Selected {
  const [startDate, endDate, appId] = ["start-date", "end-date", "app-id"].map((name) => flags.text(name));
  return { ...startDate && { startDate }, ...endDate && { endDate }, ...appId && { appId } };
}

function stateFileOf(flags: Flags, { s3State, s3, root }: Pick<CollectSettings, "s3State" | "s3" | "root">): string {
  const given = flags.text("state-file");
  if (s3State) return `${stateFolder(s3!.place)}/${given?.replace(/^.*[/\\]/, "") ?? STATE_FILE}`;
  return given === undefined ? join(root, STATE_FILE) : resolve(given);
}

/** Name of the file that says how far a collection is. */
export const STATE_FILE = "processing_state.json";

/** Where ledgers and state lie in S3. */
export function stateFolder(place: string): string {
  return `${place}/_state`;
}

/** Where S3 is, by its variables alone: also for who only looks at the state. */
export function readS3(read: Reader): CollectSettings["s3"] {
  const bucket = read.text("S3_BUCKET", "the name of a bucket");
  const accessKeyId = read.text("AWS_ACCESS_KEY_ID", "an access key for S3");
  const secretAccessKey = read.text("AWS_SECRET_ACCESS_KEY", "the secret key for S3");
  const prefix = (read.text("S3_PREFIX") ?? "").replace(/^\/+|\/+$/g, "");
  const place = `s3://${bucket ?? "bucket"}${prefix === "" ? "" : `/${prefix}`}`;
  try {
    parseRemote(place);
  } catch (error) {
    read.mistakes.push(`S3_BUCKET and S3_PREFIX: ${error instanceof Error ? error.message : error}`);
  }
  const endpoint = read.text("S3_ENDPOINT") ?? read.text("AWS_ENDPOINT_URL_S3") ?? read.text("AWS_ENDPOINT_URL");
  const region = read.text("AWS_REGION") ?? read.text("AWS_DEFAULT_REGION");
  const sessionToken = read.text("AWS_SESSION_TOKEN");
  return {
    place,
    accessKeyId: accessKeyId ?? "",
    secretAccessKey: secretAccessKey ?? "",
    ...endpoint && { endpoint },
    ...region && { region },
    ...sessionToken && { sessionToken },
  };
}
