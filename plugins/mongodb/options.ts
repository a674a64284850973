/**
 * Options that both stores have.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Permissions } from "../../core/plugin.ts";

/** Options of `mongodbStore`. */
export interface MongodbStoreOptions {
  /** Connection string, `mongodb://user:password@host:27017/?authSource=admin`. */
  uri: string;
  /** Name of the database; made where there is none. */
  database: string;
  /**
   * Days after a conversation's last change, or its creation, after which the server deletes it.
   * @default never
   */
  ttlDays?: number;
  /**
   * What the server does with documents that other programs write and that are not what is expected: nothing, a line in
   * its log, or a refusal. Servers without such rules are left without, with a warning.
   * @default "warn"
   */
  validators?: "off" | "warn" | "error";
  /**
   * Size in bytes from which a document goes on in others; servers take 16 MiB.
   * @default 15000000
   */
  maxDocumentBytes?: number;
  /**
   * Longest wait for an answer, milliseconds.
   * @default 60000
   */
  timeoutMs?: number;
  /**
   * Name in reports.
   * @default "mongodb"
   */
  name?: string;
}

/** Options with defaults filled in. */
export type MongodbStoreSettings =
  & Required<Omit<MongodbStoreOptions, "ttlDays">>
  & Pick<MongodbStoreOptions, "ttlDays">;

/** What the options have to be. */
export const schema: z.ZodType<MongodbStoreSettings, MongodbStoreOptions> = z.strictObject({
  uri: uriSchema(),
  database: databaseSchema(),
  ttlDays: z.number().positive().optional().describe(
    "Days after a conversation's last change, or its creation, after which the server deletes it.",
  ),
  validators: validatorsSchema(),
  maxDocumentBytes: z.int().min(1_000).max(16_000_000).default(15_000_000).describe(
    "Size in bytes from which a document goes on in others; servers take 16 MiB.",
  ),
  timeoutMs: timeoutSchema(),
  name: z.string().min(1).default("mongodb").describe("Name in reports."),
});

/** A connection string. */
export function uriSchema(): z.ZodType<string, string> {
  return z.string().regex(
    /^mongodb(\+srv)?:\/\/(?:[^@\/?]*@)?[^\/?#]+(?:[\/?#]|$)/,
    "expected a connection string, mongodb://host:port or mongodb+srv://host",
  ).describe("Connection string.");
}

/** A database's name, by the rules of the server. */
export function databaseSchema(): z.ZodType<string, string> {
  return z.string().max(63).regex(
    // deno-lint-ignore no-control-regex -- the server refuses U+0000
    /^[^\/\\. "$*<>:|?\u0000]+$/,
    'expected a name without / \\ . " $ * < > : | ? and spaces',
  ).describe("Name of the database; made where there is none.");
}

/** What the server does with documents of others. */
export function validatorsSchema(): z.ZodType<"off" | "warn" | "error", "off" | "warn" | "error" | undefined> {
  return z.enum(["off", "warn", "error"]).default("warn").describe(
    "What the server does with documents of other programs that are not what is expected.",
  );
}

/** A patience. */
export function timeoutSchema(): z.ZodType<number, number | undefined> {
  return z.int().positive().default(60_000).describe("Longest wait for an answer, milliseconds.");
}

/** Hosts with their ports that a connection string names; none where it is no connection string. */
export function hostsOf(uri: string): string[] {
  const found = /^mongodb(\+srv)?:\/\/(?:[^@\/?]*@)?([^\/?#]+)(?:[\/?#]|$)/.exec(uri);
  if (!found) return [];
  const [, srv, hosts] = found;
  // The servers behind a name in the DNS lie in the same domain.
  if (srv) return [hosts, `*.${hosts.split(".").slice(1).join(".")}`];
  return hosts.split(",").map((host) => /:\d+$/.test(host) ? host : `${host}:27017`);
}

/** Variables that the driver asks for: to log, and to tell the server where it runs. */
const ASKED = [
  ..."ALL CLIENT COMMAND CONNECTION MAX_DOCUMENT_LENGTH PATH SERVER_SELECTION TOPOLOGY".split(" ").map((name) =>
    `MONGODB_LOG_${name}`
  ),
  ..."AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_RUNTIME_API AWS_REGION".split(" "),
  ..."FUNCTIONS_WORKER_RUNTIME FUNCTION_MEMORY_MB FUNCTION_NAME FUNCTION_REGION FUNCTION_TIMEOUT_SEC".split(" "),
  ..."KUBERNETES_SERVICE_HOST K_SERVICE VERCEL VERCEL_REGION".split(" "),
];

/** What a store needs of the machine. The driver also tells the server on which system, and whether in a container, it runs. */
export function permissionsOf(uri: string): Permissions {
  return { net: hostsOf(uri), env: ASKED, sys: ["osRelease", "uid", "gid"], read: ["/.dockerenv"] };
}
