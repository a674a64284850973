/** What the tests of S3 share. */
import type { Files } from "../../../core/host.ts";
import { denoHost } from "../../../host/deno.ts";
import { Bucket } from "../../../plugins/s3/bucket.ts";
import { settingsOf } from "../../../plugins/s3/connection.ts";
import { s3Files } from "../../../plugins/s3/files.ts";
import { sender } from "../../../plugins/s3/request.ts";
import type { Ledger } from "../../../core/ledger.ts";
import { s3Ledger } from "../../../plugins/s3/mod.ts";
import type { Running } from "../../support/services.ts";

/** A fresh bucket, its files by the server's address or by another one in front of it, and what leads there. */
export interface S3 {
  bucket: string;
  files: Files;
  /** The bucket without what files make of it. */
  plain: Bucket;
  /** AWS's variables for it. */
  environment: Record<string, string>;
}

let buckets = 0;

/** Makes a bucket. Waits are cut short: what they are long for is a busy service. */
export async function freshBucket(server: Running, through?: string): Promise<S3> {
  const bucket = `test-${Deno.pid}-${Date.now()}-${++buckets}`;
  const host = denoHost();
  const clock = { ...host.clock, sleep: (ms: number, signal?: AbortSignal) => host.clock.sleep(ms / 20, signal) };
  const patient = {
    ...host.clock,
    sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms > 9999 ? ms * 20 : ms, signal),
  };
  const machine = { clock: patient, random: host.random };
  const environment: Record<string, string> = {
    AWS_ACCESS_KEY_ID: String(server.accessKeyId),
    AWS_SECRET_ACCESS_KEY: String(server.secretAccessKey),
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: String(server.region),
  };
  const direct = sender(settingsOf({}, (name) => environment[name]), machine);
  await direct({ what: `make bucket "${bucket}"`, method: "PUT", bucket, key: "" });
  if (through) environment.AWS_ENDPOINT_URL = through;
  const files = s3Files({ ...machine, environment: (name) => environment[name], scratch: host.files.scratch });
  return { bucket, files, plain: new Bucket(bucket, direct), environment };
}

/** Bytes that no two places have in common, by a seed. */
export function bytes(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const made = new Uint32Array(Math.ceil(length / 4));
  let state = seed >>> 0;
  for (let i = 0; i < made.length; i++) made[i] = state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return new Uint8Array(made.buffer, 0, length);
}

/** Writes a file in pieces of these bytes. */
export async function write(files: Files, path: string, data: Uint8Array, piece = 1_000_000): Promise<void> {
  const writer = await files.create(path);
  for (let at = 0; at < data.length; at += piece) await writer.write(data.subarray(at, at + piece));
  await writer.commit();
}

/** A ledger in a fresh bucket. */
export async function ledgerInS3(
  server: Running,
  more: { leaseSeconds?: number; through?: string } = {},
): Promise<Ledger> {
  const { bucket } = await freshBucket(server);
  return ledgerAt(server, `s3://${bucket}/state`, more);
}

/** A ledger at a place. */
export function ledgerAt(
  server: Running,
  path: string,
  { leaseSeconds, through }: { leaseSeconds?: number; through?: string } = {},
): Ledger {
  return s3Ledger({
    path,
    leaseSeconds,
    endpoint: through ?? server.url,
    region: String(server.region),
    accessKeyId: String(server.accessKeyId),
    secretAccessKey: String(server.secretAccessKey),
  });
}
