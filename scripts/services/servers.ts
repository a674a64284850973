/**
 * The servers that tests use.
 *
 * @module
 */
import type { Server } from "./server.ts";
import { dynamodb } from "./servers/dynamodb.ts";
import { dynoxide } from "./servers/dynoxide.ts";
import { lambda } from "./servers/lambda.ts";
import { mongodb } from "./servers/mongodb.ts";
import { nocodb } from "./servers/nocodb.ts";
import { s3 } from "./servers/s3.ts";
import { weaviate } from "./servers/weaviate.ts";

/** All of them. Those whose installation takes longest come early, so that the others are done beside them. */
export const SERVERS: readonly Server[] = [dynoxide, weaviate, nocodb, lambda, mongodb, dynamodb, s3];

/** Names of servers. */
export type ServiceName = "dynoxide" | "s3" | "dynamodb" | "mongodb" | "nocodb" | "weaviate" | "lambda";
