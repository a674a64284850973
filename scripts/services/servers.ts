/**
 * The servers that tests use.
 *
 * @module
 */
import type { Server } from "./server.ts";
import { dynamodb } from "./servers/dynamodb.ts";
import { dynoxide } from "./servers/dynoxide.ts";
import { s3 } from "./servers/s3.ts";

/** All of them, the quick ones first. */
export const SERVERS: readonly Server[] = [dynoxide, s3, dynamodb];

/** Names of servers. */
export type ServiceName = "dynoxide" | "s3" | "dynamodb" | "mongodb" | "nocodb" | "weaviate" | "lambda";
