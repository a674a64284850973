/**
 * The options of the store.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Permissions } from "../../core/plugin.ts";

/** Options of `dynamodbStore`. */
export interface DynamodbStoreOptions {
  /**
   * The table's name.
   * @default "ChatConversations"
   */
  table?: string;
  /**
   * The AWS region.
   * @default that of the environment (`AWS_REGION`, `AWS_DEFAULT_REGION`) or of the profile
   */
  region?: string;
  /**
   * Address of another server than the region's: DynamoDB Local, a VPC endpoint.
   * @default that of the environment (`AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL`), else the region's
   */
  endpoint?: string;
  /**
   * Makes the table where there is none.
   * @default false
   */
  createTable?: boolean;
  /**
   * How a table that is made is paid for: by request, or by the units set aside for it.
   * @default "onDemand"
   */
  billing?: "onDemand" | "provisioned";
  /**
   * Provisioned: strongly consistent reads of 4 KB a second.
   * @default 25
   */
  readUnits?: number;
  /**
   * Provisioned: writes of 1 KB a second.
   * @default 25
   */
  writeUnits?: number;
  /**
   * What stands in `ConversationID` behind `CONV#`: the conversation's id, or the name of its file in the export (for
   * exports with one conversation a file).
   * @default "id"
   */
  key?: "id" | "file";
  /**
   * How embeddings are kept: 32-bit floats as bytes (little-endian), or a list of numbers, three times as large.
   * @default "binary"
   */
  vectors?: "binary" | "list";
  /**
   * Most requests at once.
   * @default 16
   */
  concurrency?: number;
  /**
   * Milliseconds that one request may take before it is tried again.
   * @default 20000
   */
  timeoutMs?: number;
  /**
   * Name in reports.
   * @default "dynamodb"
   */
  name?: string;
}

/** Options with defaults filled in. */
export type DynamodbStoreSettings =
  & Required<Omit<DynamodbStoreOptions, "region" | "endpoint">>
  & Pick<DynamodbStoreOptions, "region" | "endpoint">;

/** The schema of the options. */
export const schema: z.ZodType<DynamodbStoreSettings, DynamodbStoreOptions> = z.strictObject({
  table: z.string().regex(/^[\w.-]{3,255}$/, "expected 3 to 255 letters, digits, _, - and .")
    .default("ChatConversations").describe("The table's name."),
  region: z.string().regex(/^[a-z]{2,}(?:-[a-z0-9]+)+$/, "expected a region, like eu-central-1").optional()
    .describe("The AWS region."),
  endpoint: z.string().refine(isAddress, "expected an address that begins with http:// or https://, without a password")
    .optional().describe("Address of another server than the region's: DynamoDB Local, a VPC endpoint."),
  createTable: z.boolean().default(false).describe("Makes the table where there is none."),
  billing: z.enum(["onDemand", "provisioned"]).default("onDemand").describe(
    "How a table that is made is paid for: by request, or by the units set aside for it.",
  ),
  readUnits: z.int().min(1).default(25).describe("Provisioned: strongly consistent reads of 4 KB a second."),
  writeUnits: z.int().min(1).default(25).describe("Provisioned: writes of 1 KB a second."),
  key: z.enum(["id", "file"]).default("id").describe(
    "What stands in `ConversationID` behind `CONV#`: the conversation's id, or the name of its file in the export " +
      "(for exports with one conversation a file).",
  ),
  vectors: z.enum(["binary", "list"]).default("binary").describe(
    "How embeddings are kept: 32-bit floats as bytes (little-endian), or a list of numbers, three times as large.",
  ),
  concurrency: z.int().min(1).max(256).default(16).describe("Most requests at once."),
  timeoutMs: z.int().min(1).max(600_000).default(20_000).describe(
    "Milliseconds that one request may take before it is tried again.",
  ),
  name: z.string().min(1).default("dynamodb").describe("Name in reports."),
});

/** Variables that are read, by this plugin or by what finds credentials for it. */
const VARIABLES = ["AWS_*", "HOME", "USERPROFILE", "HOMEPATH", "HOMEDRIVE"];

/**
 * What the store needs: its server; beyond this machine also where credentials come from. Files of profiles lie where the
 * user's home is, which no declaration knows.
 */
export function permissions({ endpoint }: DynamodbStoreSettings): Permissions {
  const url = endpoint === undefined ? undefined : new URL(endpoint);
  const own = url && [url.port ? url.host : `${url.hostname}:${url.protocol === "https:" ? 443 : 80}`];
  if (url && isLoopback(url)) return { net: own, env: ["AWS_*"] };
  return {
    net: [
      ...own ?? [],
      "*.amazonaws.com",
      "*.amazonaws.com.cn",
      "*.awsapps.com",
      "169.254.169.254",
      "169.254.170.2",
      "169.254.170.23",
    ],
    env: VARIABLES,
  };
}

/** True for a server on this machine: it asks nobody who may use it. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function isAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  return (protocol === "http:" || protocol === "https:") && username === "" && password === "";
}
