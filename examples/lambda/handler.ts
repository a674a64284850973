/**
 * An export that is uploaded to S3 goes into DynamoDB: the pipeline of `chatgpt_to_dynamodb.ts` as an AWS Lambda
 * function. What it has committed it remembers in S3, whose lease lets one run at a time.
 *
 * @module
 */
import { basename, join } from "node:path";
import { type Files, type Report, run } from "../../mod.ts";
import { denoHost } from "../../host/deno.ts";
import { s3Files, s3Ledger } from "../../plugins/s3/mod.ts";
import chatgptToDynamodb from "../chatgpt_to_dynamodb.ts";

/** What S3 says of uploads, as far as it is read; a test event has no records. */
export interface S3Event {
  Records?: {
    /** `ObjectCreated:Put`; some services write `s3:` before it. */
    eventName: string;
    s3: { bucket: { name: string }; object: { key: string } };
  }[];
}

/** What became of an upload. */
export interface Outcome {
  /** `s3://bucket/key`. */
  export: string;
  read: number;
  unchanged: number;
  /** What was written to each store. */
  sinks: Report["sinks"];
}

/** Where things are, by variables of the function; AWS's own say how to get in. */
export interface Environment {
  /** Where what was committed is remembered: `s3://bucket/prefix`. */
  LEDGER: string;
  TABLE?: string;
  WEAVIATE_URL?: string;
  COLLECTION?: string;
}

/**
 * Brings every export that the event names into the stores, one after the other.
 *
 * @throws {Error} when a run did not end well, or another one holds the lease: Lambda then calls again
 */
export async function handler(event: S3Event, environment: Environment = fromDeno()): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { eventName, s3 } of event.Records ?? []) {
    if (!eventName.replace(/^s3:/, "").startsWith("ObjectCreated:")) continue;
    // Its own memory is no upload: a function that answers to what it writes would call itself for ever.
    const ledger = `${environment.LEDGER.replace(/\/+$/, "")}/`;
    if (namesOf(s3.object.key).some((name) => `s3://${s3.bucket.name}/${name}`.startsWith(ledger))) continue;
    outcomes.push(await bring(s3.bucket.name, s3.object.key, environment));
  }
  return outcomes;
}

async function bring(bucket: string, key: string, { LEDGER, TABLE, WEAVIATE_URL, COLLECTION }: Environment) {
  const host = denoHost();
  const files = s3Files({
    clock: host.clock,
    random: host.random,
    environment: (name) => Deno.env.get(name),
    scratch: host.files.scratch,
  });
  const path = await find(files, bucket, key);
  const folder = await Deno.makeTempDir();
  try {
    // Under its own name: it tells when the export was made.
    const input = join(folder, basename(path));
    await download(files, path, input);
    const pipeline = await chatgptToDynamodb.build({
      input: [input],
      table: TABLE,
      createTable: true,
      weaviate: WEAVIATE_URL,
      collection: COLLECTION,
      openaiKey: Deno.env.get("OPENAI_API_KEY") || undefined,
      weaviateKey: Deno.env.get("WEAVIATE_API_KEY") || undefined,
    });
    const stateFolder = join(folder, "state");
    const report = await run(pipeline, { name: "lambda", ledger: s3Ledger({ path: LEDGER }), stateFolder });
    if (report.status !== "ok") {
      throw new Error(
        `Cannot bring "${path}" into the stores: the run ended ${report.status}: ${JSON.stringify(report)}`,
      );
    }
    const { source: { read, unchanged }, sinks } = report;
    return { export: path, read, unchanged, sinks };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** S3 writes keys as forms do (`+` for a space), other services as they are. */
function namesOf(key: string): string[] {
  const read = new URLSearchParams(`key=${key.replaceAll("&", "%26")}`).get("key") ?? key;
  return [...new Set([read, key])];
}

/** The object that is there is meant. */
async function find(files: Files, bucket: string, key: string): Promise<string> {
  for (const name of namesOf(key)) {
    const path = `s3://${bucket}/${name}`;
    if ((await files.stat(path))?.kind === "file") return path;
  }
  throw new Error(`Cannot find "s3://${bucket}/${key}": an object that was uploaded was expected`);
}

async function download(files: Files, path: string, to: string): Promise<void> {
  const from = await files.open(path);
  using file = await Deno.open(to, { write: true, createNew: true });
  try {
    const piece = new Uint8Array(8 << 20);
    for (let at = 0; at < from.size;) {
      const read = await from.read(piece, at);
      if (read === 0) throw new Error(`Cannot read "${path}": it became shorter while it was read`);
      for (let done = 0; done < read;) done += await file.write(piece.subarray(done, read));
      at += read;
    }
  } finally {
    from.close();
  }
}

function fromDeno(): Environment {
  const { LEDGER, TABLE, WEAVIATE_URL, COLLECTION } = Deno.env.toObject();
  if (!LEDGER) throw new TypeError("Cannot start: the variable LEDGER is not set, expected s3://bucket/prefix");
  return { LEDGER, TABLE, WEAVIATE_URL, COLLECTION };
}
