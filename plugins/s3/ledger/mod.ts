/**
 * A ledger in S3: for programs that keep no disk, such as functions in a cloud.
 *
 * @module
 */
import { z } from "../../../deps/zod.ts";
import type { Host } from "../../../core/host.ts";
import { held, type OpenOptions } from "../../../core/ledger/common.ts";
import { openState } from "../../../core/ledger/state.ts";
import type { Ledger, OpenLedger } from "../../../core/ledger.ts";
import { definePlugin, type PluginFactory } from "../../../core/plugin.ts";
import { parseRemote, remotePermissions } from "../../../core/remote_path.ts";
import { Bucket } from "../bucket.ts";
import { settingsOf } from "../connection.ts";
import { sender } from "../request.ts";
import { Journal } from "./journal.ts";
import { takeLease } from "./lease.ts";
import { recorded } from "./recorded.ts";

/** Options of `s3Ledger`. */
export interface S3LedgerOptions {
  /** Where it lies: `s3://bucket/prefix`. Pipelines that share it have a folder each below it. */
  path: string;
  /**
   * How long a run that was killed keeps others out. A run renews its lease as long as it lives.
   * @default 60
   */
  leaseSeconds?: number;
  /**
   * Address of a service that speaks S3.
   * @default AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, else AWS itself
   */
  endpoint?: string;
  /**
   * The bucket's region.
   * @default AWS_REGION, AWS_DEFAULT_REGION, else us-east-1
   */
  region?: string;
  /**
   * Access key.
   * @default AWS_ACCESS_KEY_ID
   */
  accessKeyId?: string;
  /**
   * Secret key.
   * @default AWS_SECRET_ACCESS_KEY
   */
  secretAccessKey?: string;
  /**
   * Token that belongs to keys for a time.
   * @default AWS_SESSION_TOKEN
   */
  sessionToken?: string;
}

/** Options with defaults filled in. */
export interface S3LedgerSettings extends S3LedgerOptions {
  leaseSeconds: number;
}

const schema: z.ZodType<S3LedgerSettings, S3LedgerOptions> = z.strictObject({
  path: z.string().regex(/^s3:\/\/[^/]/, "expected s3://bucket/prefix").describe(
    "Where it lies: `s3://bucket/prefix`. Pipelines that share it have a folder each below it.",
  ),
  leaseSeconds: z.number().min(1).max(86_400).default(60).describe(
    "How long a run that was killed keeps others out. A run renews its lease as long as it lives.",
  ),
  endpoint: z.string().regex(/^https?:\/\/[^/]/, "expected https://host").optional().describe(
    "Address of a service that speaks S3; by default AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, else AWS itself.",
  ),
  region: z.string().min(1).optional().describe("The bucket's region; by default AWS_REGION, else us-east-1."),
  accessKeyId: z.string().min(1).optional().describe("Access key; by default AWS_ACCESS_KEY_ID."),
  secretAccessKey: z.string().min(1).optional().describe("Secret key; by default AWS_SECRET_ACCESS_KEY."),
  sessionToken: z.string().min(1).optional().describe(
    "Token that belongs to keys for a time; by default AWS_SESSION_TOKEN.",
  ),
});

/**
 * Remembers in S3 what runs have committed: one snapshot, and a small object for what each batch changes, so that a
 * commit is one request. Its lock is a lease with conditional writes: a second run is refused and told of the first; the
 * lease of a run that was killed runs out and is taken over; a run that lost its lease stops before it commits again.
 */
export const s3Ledger: PluginFactory<S3LedgerOptions, S3LedgerSettings, Ledger> = definePlugin({
  name: "s3",
  kind: "ledger",
  summary: "Remembers what runs have committed in S3, with a lease as its lock.",
  options: schema,
  roles: {
    path: "location",
    endpoint: "location",
    region: "location",
    leaseSeconds: "tuning",
    accessKeyId: "secret",
    secretAccessKey: "secret",
    sessionToken: "secret",
  },
  permissions: ({ endpoint }) =>
    endpoint === undefined ? remotePermissions() : { ...remotePermissions(), net: [new URL(endpoint).host] },
  example: `import { s3Ledger } from "@threadloom/threadloom/s3";

const ledger = s3Ledger({ path: "s3://my-bucket/threadloom" });`,
  create: (options: S3LedgerSettings): Ledger => ({
    kind: "ledger",
    name: "s3",
    open: (host, open) => openLedger(host, options, open),
  }),
});

async function openLedger(
  host: Host,
  options: S3LedgerSettings,
  { pipeline, run, readOnly }: OpenOptions,
): Promise<OpenLedger | undefined> {
  const place = parseRemote(options.path);
  const bucket = new Bucket(place.bucket, sender(settingsOf(options, (name) => Deno.env.get(name)), host));
  const prefix = `${place.key === "" ? "" : `${place.key}/`}${encodeURIComponent(pipeline)}/`;
  const journal = new Journal(bucket, prefix);
  if (readOnly) {
    const { there, state } = await journal.load();
    const nothing = (): Promise<void> => Promise.resolve();
    return there ? openState(state, { name: journal.place, readOnly: true, save: nothing, close: nothing }) : undefined;
  }
  const lease = await takeLease({
    bucket,
    key: `${prefix}lease.json`,
    owner: `run ${run} of pipeline "${pipeline}" (since ${new Date(host.clock.now()).toISOString()})`,
    lastsMs: options.leaseSeconds * 1000,
    clock: host.clock,
    nonce: () => host.random.id(),
  });
  if ("heldBy" in lease) throw held(journal.place, lease.heldBy);
  try {
    return await recorded(journal, await journal.load(), lease, host);
  } catch (error) {
    // What went wrong first is what people need to know; the lease runs out.
    await lease.release().catch(() => undefined);
    throw error;
  }
}
