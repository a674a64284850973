/**
 * The options of the store.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Permissions } from "../../core/plugin.ts";

/** Options of `weaviateStore`. */
export interface WeaviateStoreOptions {
  /**
   * The server's address.
   * @default "http://127.0.0.1:8080"
   */
  url?: string;
  /**
   * The server's port for gRPC, on the host of `url`: messages are written and searched by it. Collections, tenants and
   * deletes go to `url` all the same.
   * @default none: everything goes to `url`
   */
  grpcPort?: number;
  /**
   * The collection's name; made where there is none.
   * @default "ChatMessage"
   */
  collection?: string;
  /** The key of an API user; without one the server has to let anybody in. */
  apiKey?: string;
  /** The tenant whose messages these are: a collection that is made then has tenants. Made where there is none. */
  tenant?: string;
  /**
   * How far apart two vectors of a collection that is made are.
   * @default "cosine"
   */
  distance?: "cosine" | "dot" | "l2-squared";
  /** Numbers of a vector; another number is refused. By default that of the first. */
  dimensions?: number;
  /**
   * Most objects in a request.
   * @default 200
   */
  batchSize?: number;
  /**
   * Most requests at once.
   * @default 4
   */
  concurrency?: number;
  /**
   * Milliseconds that one request may take before it is tried again.
   * @default 60000
   */
  timeoutMs?: number;
  /**
   * Name in reports.
   * @default "weaviate"
   */
  name?: string;
}

type Optional = "grpcPort" | "apiKey" | "tenant" | "dimensions";

/** Options with defaults filled in. */
export type WeaviateStoreSettings =
  & Required<Omit<WeaviateStoreOptions, Optional>>
  & Pick<WeaviateStoreOptions, Optional>;

/** The schema of the options. */
export const schema: z.ZodType<WeaviateStoreSettings, WeaviateStoreOptions> = z.strictObject({
  url: z.string().refine(isAddress, "expected an address that begins with http:// or https://, without a password")
    .default("http://127.0.0.1:8080").describe("The server's address."),
  grpcPort: z.int().min(1).max(65_535).optional().describe(
    "The server's port for gRPC, on the host of `url`: messages are written and searched by it. Collections, tenants and " +
      "deletes go to `url` all the same.",
  ),
  collection: z.string().regex(/^[A-Z]\w{0,254}$/, "expected letters, digits and _, the first a capital letter")
    .default("ChatMessage").describe("The collection's name; made where there is none."),
  apiKey: z.string().min(1).optional().describe(
    "The key of an API user; without one the server has to let anybody in.",
  ),
  tenant: z.string().regex(/^[\w-]{1,64}$/, "expected up to 64 letters, digits, _ and -").optional().describe(
    "The tenant whose messages these are: a collection that is made then has tenants. Made where there is none.",
  ),
  distance: z.enum(["cosine", "dot", "l2-squared"]).default("cosine").describe(
    "How far apart two vectors of a collection that is made are.",
  ),
  dimensions: z.int().min(1).max(65_535).optional().describe(
    "Numbers of a vector; another number is refused. By default that of the first.",
  ),
  batchSize: z.int().min(1).max(1_000).default(200).describe("Most objects in a request."),
  concurrency: z.int().min(1).max(64).default(4).describe("Most requests at once."),
  timeoutMs: z.int().min(1).max(600_000).default(60_000).describe(
    "Milliseconds that one request may take before it is tried again.",
  ),
  name: z.string().min(1).default("weaviate").describe("Name in reports."),
});

/** What the store needs: its server. */
export function permissions({ url, grpcPort }: WeaviateStoreSettings): Permissions {
  const { protocol, hostname, host, port } = new URL(url);
  const http = port ? host : `${hostname}:${protocol === "https:" ? 443 : 80}`;
  return { net: grpcPort === undefined ? [http] : [http, `${hostname}:${grpcPort}`] };
}

function isAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  return (protocol === "http:" || protocol === "https:") && username === "" && password === "";
}
